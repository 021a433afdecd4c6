"""How often decisions came true, over time, and how the product's own advice fared against what it promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import pandas as pd

from clm_core.analysis.decision_verdict import expected_range
from clm_core.analysis.intervals import wilson_interval
from clm_core.columns import typed_frame
from clm_core.decision_columns import HIT_RATES
from clm_core.decisions import Decision, DecisionVerdict, Judgement

TOLD = (DecisionVerdict.CAME_TRUE, DecisionVerdict.DID_NOT)


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRate:
    """Of those that could be told, the share that came true, with Wilson's 95 % interval; NaN of none."""

    came_true: int
    told: int
    untold: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceRecord:
    """What became of the product's own advice.

    ``within`` of ``measured`` pieces of advice had a measured interval that meets the expected range;
    ``kept_share`` is the median of measured ÷ expected change (1: what was promised), NaN of none.
    """

    hits: HitRate
    within: int
    measured: int
    kept_share: float


def hit_rate(judgements: Sequence[Judgement]) -> HitRate:
    """Of these judgements; those that it is too early for count nowhere."""
    verdicts = [one.verdict for one in judgements]
    came_true, told = verdicts.count(DecisionVerdict.CAME_TRUE), sum(one in TOLD for one in verdicts)
    low, high = wilson_interval(came_true, told) if told else (float("nan"), float("nan"))
    return HitRate(
        came_true=came_true,
        told=told,
        untold=verdicts.count(DecisionVerdict.CANNOT_TELL),
        share=came_true / told if told else float("nan"),
        low=float(low),
        high=float(high),
    )


def hit_rates(judged: Sequence[tuple[Decision, Judgement]]) -> pd.DataFrame:
    """The hit rate of all checked up to and with each quarter: HIT_RATES."""
    quarters = sorted({_quarter(decision.check_on) for decision, _ in judged})
    rows = []
    for quarter in quarters:
        hits = hit_rate([judgement for decision, judgement in judged if _quarter(decision.check_on) <= quarter])
        rows.append((quarter, hits.came_true, hits.told, hits.share, hits.low, hits.high))
    return typed_frame(pd.DataFrame(rows, columns=list(HIT_RATES)), HIT_RATES)


def advice_record(judged: Sequence[tuple[Decision, Judgement]]) -> AdviceRecord:
    """The record of those decisions whose origin is a page of the product."""
    own = [(decision, judgement) for decision, judgement in judged if decision.origin]
    pairs = [(one.effect, judgement.measured) for one, judgement in own if judgement.measured is not None]
    meets = [
        expected_range(effect)[0] <= measured.high and measured.low <= expected_range(effect)[1]
        for effect, measured in pairs
    ]
    kept = [measured.change / effect.change for effect, measured in pairs if effect.change]
    return AdviceRecord(
        hits=hit_rate([judgement for _, judgement in own]),
        within=sum(meets),
        measured=len(pairs),
        kept_share=median(kept) if kept else float("nan"),
    )


def _quarter(day: date) -> date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
