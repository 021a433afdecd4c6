"""Advice becomes the beginning of a decision: its name, its expectation a week, its channels and time."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from clm_core.decisions import Action, Measure
from clm_core.response_curves import PeriodLength, ResponseOutcome
from clm_core.scoring_terms import Cut, CutReason, CutRecommendation, ThresholdTerms
from clm_core.services.decision_advice import experiment, scale_or_pause, threshold
from clm_core.texts import Language, texts_for
from tests.services.test_decisions import Store, daily_home, store

__all__ = ["daily_home", "store"]

DE = texts_for(Language.DE)


def cut(score: float, leads: float, spread: float) -> Cut:
    values: dict[str, Any] = dict.fromkeys(Cut.__dataclass_fields__, 0.0)
    values |= {"score": score, "leads_per_week": leads, "leads_per_week_low": leads - spread,
               "leads_per_week_high": leads + spread, "is_within_capacity": True, "is_worth_it": True}  # fmt: skip
    return Cut(**values)


CUTS = CutRecommendation(
    reason=CutReason.CAPACITY,
    terms=ThresholdTerms(deal_value=1_000, margin_share=0.5, cost_per_lead=10, leads_per_week=30),
    recommended=cut(45.0, 25.0, 4.0),
    next_lower=None,
    present=cut(40.0, 35.0, 5.0),
    band_from=None,
    band_to=None,
    kept_share=0.9,
    full_weeks_share=0.0,
    needed_leads_per_week=None,
    paying_cost_per_lead=None,
    paying_deal_value=None,
)


def test_scaling_and_pausing_expect_of_what_a_channel_brought_of_late(store: Store) -> None:
    """E-mail brought two leads a day before and four in the last 29 days: 13 weeks hold 62 × 2 + 29 × 4 = 240."""
    more = scale_or_pause(store, "email", Action.SCALE, "E-Mail", DE, "attribution")
    per_week = more.advice["leads_per_week"]
    assert per_week == pytest.approx(240 / 13, abs=0.4)
    assert (more.low, more.change, more.high) == pytest.approx(
        (0.05 * per_week, 0.15 * per_week, 0.2 * per_week)  # type: ignore[operator]
    )
    assert (more.title, more.channels, more.measure) == ("E-Mail um 20\u00a0% ausbauen", ("email",), Measure.LEADS)
    none = scale_or_pause(store, "email", Action.PAUSE, "E-Mail", DE, "attribution")
    assert (none.low, none.high) == pytest.approx((-per_week, -0.3 * per_week))  # type: ignore[operator]


def test_a_threshold_expects_the_leads_that_it_passes_less() -> None:
    advice = threshold(CUTS, "mql", DE)
    assert advice is not None
    assert (advice.low, advice.change, advice.high) == (-14, -10, -6)
    assert (advice.measure, advice.title) == (Measure.MQLS, "MQL-Schwelle von 40 auf 45 Punkte ändern")
    assert threshold(replace(CUTS, present=CUTS.recommended), "mql", DE) is None
    assert threshold(replace(CUTS, recommended=None), "mql", DE) is None


@pytest.mark.parametrize(
    ("length", "outcome", "weeks", "change"),
    [
        (PeriodLength.WEEK, ResponseOutcome.LEADS, 8, 5.0),
        (PeriodLength.MONTH, ResponseOutcome.LEADS, 35, 5.0 * 8 / 34.79),
        (PeriodLength.WEEK, ResponseOutcome.MARGIN, 8, None),
    ],
)
def test_an_experiment_expects_what_its_curve_says(
    length: PeriodLength, outcome: ResponseOutcome, weeks: int, change: float | None
) -> None:
    row = pd.Series({"channel": "email", "periods": 8, "spend_change": -4_000.0, "detectable_return": 0.02})
    channels = pd.DataFrame(
        {"channel": ["email"], "marginal_return": [-0.01], "marginal_return_low": [-0.02],
         "marginal_return_high": [0.005]}
    )  # fmt: skip
    advice = experiment(row, channels, outcome, length, "E-Mail", DE)
    assert advice.weeks == weeks
    if change is None:
        assert advice.change != advice.change
    else:
        assert advice.change == pytest.approx(change, rel=1e-3)
        assert advice.low == pytest.approx(-change / 2, rel=1e-3)
        assert advice.high == pytest.approx(2 * change, rel=1e-3)
