"""The planted parameters can be found again in what was simulated, within their sampling error."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from sample_data.world import lags, quality
from sample_data.world.history import World
from sample_data.world.response import adstock, saturation
from sample_data.world.streams import INDEX, STREAMS, Curve, Rhythm, Stream


def test_adstock_and_saturation_of_the_published_case() -> None:
    assert adstock(np.full(5, 100.0), 0.5).tolist() == [100, 150, 175, 187.5, 193.75]
    hill = Stream(name="hill", channel="", rhythm=Rhythm.DAILY, leads_per_year=1, curve=Curve.HILL, slope=3, scale=100)
    shares = saturation(np.array([100.0, 150, 170, 190, 200]), hill)
    assert shares == pytest.approx([0.5, 0.771429, 0.830881, 0.872757, 0.888889], abs=1e-6)
    exponential = Stream(name="e", channel="", rhythm=Rhythm.DAILY, leads_per_year=1, scale=40)
    assert 100 * saturation(np.array([38.797437]), exponential) == pytest.approx(62.0889, abs=1e-3)


def test_adstock_agrees_with_the_slow_sum(world: World) -> None:
    for number, stream in enumerate(STREAMS):
        spend = world.spending.weekly_euros[number][:30]
        slow = [sum(spend[w - lag] * stream.carry_over**lag for lag in range(w + 1)) for w in range(30)]
        assert world.spending.adstocked[number][:30] == pytest.approx(slow)


def test_weekly_leads_scatter_around_the_expected_ones_as_poisson_does(world: World) -> None:
    """Summed chi-square per degree of freedom is 1 ± 3 standard errors; fairs and mailings date leads differently."""
    dated = [INDEX["trade_fairs"], INDEX["mailings"]]
    contacts = world.contacts[~world.contacts["is_base"]]
    created = np.zeros_like(world.spending.expected_leads)
    np.add.at(created, (contacts["stream"].to_numpy(), world.horizon.week_of(contacts["lead_at"].to_numpy())), 1)
    keep = np.ones(len(STREAMS), dtype=bool)
    keep[dated] = False
    expected, found = world.spending.expected_leads[keep], created[keep]
    enough = expected > 3
    chi_square = (found[enough] - expected[enough]) ** 2 / expected[enough]
    assert chi_square.mean() == pytest.approx(1.0, abs=3 * np.sqrt(2 / enough.sum()))


def test_opportunity_weights_are_recovered(world: World) -> None:
    leads = world.contacts[~world.contacts["is_base"]]
    reference = {"stream": "direct", "industry": "Elektrotechnik", "size_band": "1000+", "country": "Deutschland",
                 "role": "Konstruktion"}  # fmt: skip
    weights = {
        "stream": {stream.name: stream.quality_log_odds for stream in STREAMS},
        "industry": quality.INDUSTRY,
        "size_band": quality.SIZE_BAND,
        "country": quality.COUNTRY,
        "role": quality.ROLE,
    }
    columns: dict[str, np.ndarray] = {}
    planted: dict[str, float] = {}
    for field, values in weights.items():
        texts = leads["stream"].map(lambda number: STREAMS[number].name) if field == "stream" else leads[field]
        for value, weight in values.items():
            if value != reference[field]:
                columns[value] = (texts == value).to_numpy(dtype=float)
                planted[value] = weight - values[reference[field]]
    for name, weight in quality.BEHAVIOUR.items():
        columns[name], planted[name] = leads[name].to_numpy(dtype=float), weight
    handed = leads["is_handed_over"].to_numpy()
    columns["follow_up"] = np.where(handed, np.log2(1 + leads["follow_up_hours"].fillna(0) / 24), 0.0)
    columns["not_handed_over"] = (~handed).astype(float)
    planted |= {"follow_up": quality.FOLLOW_UP, "not_handed_over": quality.NOT_HANDED_OVER}
    design = pd.DataFrame(columns)
    model = LogisticRegression(C=1e8, max_iter=2_000).fit(design, leads["is_opportunity"])
    chance = model.predict_proba(design)[:, 1]
    full = np.column_stack([np.ones(len(design)), design.to_numpy()])
    errors = np.sqrt(np.diag(np.linalg.inv((full * (chance * (1 - chance))[:, None]).T @ full)))[1:]
    deviations = (model.coef_[0] - np.array([planted[name] for name in design.columns])) / errors
    assert np.abs(deviations).max() < 3.7
    # Neither too far from the truth nor suspiciously near it.
    assert 0.6 < deviations.std() < 1.5


def test_follow_up_and_lags_have_their_medians(world: World) -> None:
    leads = world.contacts[world.contacts["is_mql"]]
    lag = (leads["judged_at"] - leads["lead_at"]).dt.total_seconds() / 86_400
    assert lag.median() == pytest.approx(lags.LEAD_TO_QUALIFICATION.median, rel=0.06)
    assert leads["follow_up_hours"].median() == pytest.approx(lags.FOLLOW_UP_HOURS.median, rel=0.25)
    new = world.deals[~world.deals["is_repeat"] & (world.deals["created_at"] < world.horizon.start)]
    open_days = (new["closes_at"] - new["created_at"]).dt.total_seconds() / 86_400
    assert open_days.median() == pytest.approx(lags.OPPORTUNITY_TO_CLOSE.median, rel=0.08)


def test_platforms_claim_as_planted(truth: dict) -> None:
    for stream in STREAMS:
        if stream.claimed_factor:
            found = truth["streams"][stream.name]
            error = np.sqrt(stream.claimed_factor / found["leads"])
            assert found["claimed_per_lead"] == pytest.approx(stream.claimed_factor, abs=4 * error)


def test_the_story_that_a_marketing_lead_would_believe(truth: dict) -> None:
    counts, streams = truth["counts"], truth["streams"]
    spend = sum(stream["spend_cents"] for stream in streams.values()) / 200
    assert 2.0e6 < spend < 3.0e6
    assert 20e6 < counts["won_amount"] / 2 < 35e6
    assert 1_300 < counts["deals_by_outcome"]["won"] < 1_700
    assert 0.15 < counts["mql_share_of_leads"] < 0.25
    assert 0.20 < counts["win_rate"] < 0.29
    assert 110 < counts["median_days_lead_to_win"] < 190
    assert 15_000 < counts["won_amount_median"] < 21_000
    assert 18_000 < counts["persons"] < 23_500
    assert 190_000 < counts["touchpoints"] < 240_000
    roas = {name: s["won_amount"] / s["spend_cents"] * 100 for name, s in streams.items() if s["spend_cents"]}
    assert min(roas, key=roas.get) == "google_display"
    assert roas["google_display"] < 1
    assert max(roas, key=roas.get) == "partners"
    assert max(streams, key=lambda name: streams[name]["claimed_per_lead"] or 0) == "meta"


def test_the_leak_is_known_only_from_sql_on(world: World) -> None:
    from sample_data.files.hubspot import leak

    filled = leak(world) == "Ja"
    reached = world.stages.loc[world.stages["stage"] == "sql", "contact"]
    assert filled.sum() > 1_000
    assert set(filled.index[filled]) <= set(reached)
    assert world.contacts.loc[filled, "is_opportunity"].mean() > 0.9


def test_repeat_deals_follow_a_won_one(world: World) -> None:
    """A deal is a repeat exactly if its account bought before: in the simulation or before it."""
    base = set(world.contacts.loc[world.contacts["is_base"], "account"])
    won = world.deals[world.deals["is_won"]]
    for _, deal in world.deals.sample(400, random_state=1).iterrows():
        earlier = (won["account"] == deal["account"]) & (won["closes_at"] < deal["created_at"])
        if not deal["is_repeat"]:
            assert not earlier.any()
        else:
            assert earlier.any() or deal["account"] in base
