from dataclasses import replace

import numpy as np
import pytest

from clm_core.analysis.response_curves.baseline import baseline_design, spanning_columns
from clm_core.analysis.response_curves.findings import (
    CurveRules,
    adjusted_share,
    channel_trust,
    correlation,
    curve_findings,
)
from clm_core.response_curves import CurveFinding, CurveTrust, PeriodLength
from tests.analysis.response_curves.bad_input import first_periods, poor_series, with_poor_channels
from tests.analysis.response_curves.worlds import WorldOptions, credited_world, simulated_world


def found_in(world, series=None, **extra):
    return curve_findings(world.series if series is None else series, world.curves, **extra)


def of(findings, channel):
    rows = findings[findings.channel == channel]
    return dict(zip(rows.finding, rows.trust, strict=True))


def test_a_good_world_with_known_curves_has_no_finding():
    world = simulated_world(3)
    findings = found_in(world)
    assert findings.empty
    assert channel_trust(findings, world.series.channels) == (CurveTrust.CARRIES,) * 6


def test_poor_channels_are_named_with_the_other_channel():
    world = simulated_world(3)
    findings = found_in(world, with_poor_channels(world.series))
    assert of(findings, "channel_1") == {"never_used": "experiment"}
    assert of(findings, "channel_2") == {"always_the_same": "experiment"}
    assert of(findings, "channel_3") == of(findings, "channel_4") == {"moves_with": "experiment"}
    rows = findings[findings.finding == "moves_with"].set_index("channel")
    assert rows.loc["channel_3", "other_channel"] == "channel_4"
    assert rows.loc["channel_4", "other_channel"] == "channel_3"
    assert rows.value.to_list() == pytest.approx([1.0, 1.0])
    trusts = channel_trust(findings, world.series.channels)
    assert trusts == (CurveTrust.EXPERIMENT,) * 4 + (CurveTrust.CARRIES,) * 2


def test_a_channel_that_falls_as_another_rises_cannot_be_told_from_the_level():
    world = simulated_world(4)
    spend = world.series.spend.copy()
    spend[:, 1] = spend[:, 0].max() - spend[:, 0]
    findings = found_in(world, replace(world.series, spend=spend))
    assert {"channel_1", "channel_2"} == set(findings.loc[findings.finding == "moves_with", "channel"])


def test_credited_channels_may_move_together():
    world = credited_world(3)
    spend = world.series.spend.copy()
    spend[:, 1] = spend[:, 0]
    assert "moves_with" not in set(found_in(world, replace(world.series, spend=spend)).finding)


def test_spend_that_follows_the_season_is_found_by_the_share_of_its_variance():
    world = simulated_world(5)
    rng, weeks = np.random.default_rng(0), np.arange(130)
    spend = world.series.spend.copy()
    season = 5_000 * (1 + 0.5 * np.sin(2 * np.pi * weeks * 7 / 365.25))
    spend[:, 0] = season * np.exp(rng.normal(0, 0.02, 130))
    spend[:, 1] = season * np.exp(rng.normal(0, 0.12, 130))
    rows = found_in(world, replace(world.series, spend=spend)).set_index(["finding", "channel"])
    assert rows.loc[("follows_season", "channel_1"), "trust"] == "experiment"
    assert rows.loc[("follows_season", "channel_2"), "trust"] == "review"
    assert 0.8 < rows.loc[("follows_season", "channel_2"), "value"] < 0.95


def test_adjusted_share_of_noise_is_about_nothing_however_many_columns():
    rng = np.random.default_rng(1)
    span = np.linalg.qr(np.column_stack([np.ones(60), rng.normal(size=(60, 20))]))[0]
    shares = [adjusted_share(noise - noise.mean(), span) for noise in rng.normal(size=(200, 60))]
    assert np.mean(shares) == pytest.approx(0.0, abs=0.03)
    assert adjusted_share(span[:, 3], span) == pytest.approx(1.0)
    beside = np.linalg.qr(np.column_stack([span, rng.normal(size=60)]))[0][:, -1]
    # Half of the squares are left with 39 of 59 degrees of freedom.
    assert adjusted_share(span[:, 3] + beside, span) == pytest.approx(1 - 0.5 * 59 / 39)


def test_correlation_equals_that_of_regression_residuals():
    series = simulated_world(6).series
    design = baseline_design(series).columns
    rest = [spend - design @ np.linalg.lstsq(design, spend, rcond=None)[0] for spend in series.spend[:, :2].T]
    found = correlation(*series.spend[:, :2].T, spanning_columns(baseline_design(series)))
    assert found == pytest.approx(np.corrcoef(rest)[0, 1], abs=1e-9)


@pytest.mark.parametrize(("periods", "trust"), [(25, "experiment"), (26, "review"), (77, "review"), (78, None)])
def test_too_few_weeks(periods, trust):
    world = simulated_world(7)
    findings = found_in(world, first_periods(world.series, periods))
    assert of(findings, "").get("too_few_periods") == trust


@pytest.mark.parametrize(("periods", "trust"), [(11, "experiment"), (12, "review"), (17, "review"), (18, None)])
def test_too_few_months(periods, trust):
    world = simulated_world(7)
    findings = found_in(world, replace(first_periods(world.series, periods), length=PeriodLength.MONTH))
    assert of(findings, "").get("too_few_periods") == trust


def test_a_channel_of_few_active_weeks_needs_more_of_them():
    world = simulated_world(8)
    spend = world.series.spend.copy()
    spend[5:, 0] = 0.0
    row = found_in(world, replace(world.series, spend=spend)).set_index("channel").loc["channel_1"]
    assert (row.finding, row.trust, row.value, row.limit) == ("too_few_periods", "experiment", 5.0, 26.0)


def test_little_variation_and_few_outcomes():
    world = credited_world(9)
    spend, outcome = world.series.spend.copy(), world.series.outcome.copy()
    spend[:, 0] = 5_000 * (1 + 0.15 * np.sin(np.arange(130) * 2.0) * np.sqrt(2))
    outcome[:, 1] = np.arange(130) < 20
    findings = found_in(world, replace(world.series, spend=spend, outcome=outcome))
    assert of(findings, "channel_1")["too_little_variation"] == "review"
    assert of(findings, "channel_2")["too_few_outcomes"] == "experiment"


@pytest.mark.parametrize(("ess", "r_hat", "expected"), [(399, 1.0, 399), (400, 1.02, 1.02), (400, 1.01, None)])
def test_convergence(ess, r_hat, expected):
    findings = found_in(simulated_world(3), smallest_ess=ess, largest_r_hat=r_hat)
    values = findings.loc[findings.finding == "not_converged", "value"].to_list()
    assert values == ([] if expected is None else [expected])


def test_wide_intervals_are_judged_by_their_width():
    world = simulated_world(3)
    ceilings = np.repeat(world.curves.ceiling, 201, axis=0)
    for channel, half_width in enumerate([0.7, 0.9, 1.7]):
        ceilings[:, channel] *= np.linspace(1 - half_width, 1 + half_width, 201).clip(0)
    one = {
        name: np.repeat(getattr(world.curves, name), 201, axis=0) for name in ("shape", "scale", "slope", "carry_over")
    }
    curves = replace(world.curves, ceiling=ceilings, **one)
    findings = curve_findings(world.series, curves, rules=CurveRules(useless_interval=2.0))
    assert of(findings, "channel_1") == {}
    assert of(findings, "channel_2") == {"wide_interval": "review"}
    assert of(findings, "channel_3") == {"wide_interval": "experiment"}


@pytest.mark.parametrize("name", list(poor_series()))
def test_no_channel_of_a_poor_series_carries_that_should_not(name):
    series = poor_series()[name]
    world = credited_world(3) if series.is_credited else simulated_world(3)
    findings = curve_findings(series, world.curves)
    trusts = dict(zip(series.channels, channel_trust(findings, series.channels), strict=True))
    assert trusts["channel_1"] is CurveTrust.EXPERIMENT
    if "poor channels" not in name:
        assert set(trusts.values()) == {CurveTrust.EXPERIMENT}


def test_the_finding_of_a_zero_outcome_stands_alone():
    series = poor_series()["no outcome"]
    findings = curve_findings(series, simulated_world(3, WorldOptions()).curves)
    assert findings.finding.to_list() == [CurveFinding.OUTCOME_ALWAYS_ZERO]
