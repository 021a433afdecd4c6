"""Decisions in the reader's words: what was expected, what was measured, and the verdict in a sentence."""

from clm_core.decisions import ExpectedEffect, Judgement, Measure, MeasuredEffect
from clm_core.services.decisions import AdviceRecord, HitRate, KeptDecision
from clm_core.texts import Texts, formats

MONEY_MEASURES = frozenset({Measure.SPEND, Measure.REVENUE, Measure.COST_PER_LEAD})
LEVEL_MEASURES = frozenset({Measure.COST_PER_LEAD, Measure.MQL_TO_SQL_RATE})
"""Measures that are as high in a week as in a year; all others are so much a week."""


def amount_text(measure: Measure, value: float, currency: str, texts: Texts, *, is_change: bool = False) -> str:
    """A value or change of the measure: "1.200 €", "+12,5", "+2,1 points"."""
    sign = "+" if is_change and value > 0 else ""
    if measure is Measure.MQL_TO_SQL_RATE:
        if not is_change:
            return formats.share(value, texts.language)
        return texts("decisions.points", points=sign + formats.number(value * 100, texts.language, decimals=1))
    if measure in MONEY_MEASURES:
        decimals = 2 if measure is Measure.COST_PER_LEAD and abs(value) < 10 else 0
        return sign + formats.money(value, currency, texts.language, decimals=decimals)
    return sign + formats.number(value, texts.language, decimals=0 if abs(value) >= 100 else 1)


def change_text(
    measure: Measure, change: float, low: float | None, high: float | None, currency: str, texts: Texts
) -> str:
    """A change with its 90 % range and its unit: "+12,5 Leads a week (+4,0 to +20,5)"."""
    key = "level" if measure in LEVEL_MEASURES else "weekly"
    written = amount_text(measure, change, currency, texts, is_change=True)
    named = texts(f"decisions.change.{key}", change=written, measure=texts(f"decisions.measure.{measure}"))
    if low is None or high is None or low != low or high != high:
        return named
    ends = [_end(measure, one, currency, texts) for one in (low, high)]
    return texts("decisions.change.within", change=named, low=ends[0], high=ends[1])


def _end(measure: Measure, value: float, currency: str, texts: Texts) -> str:
    """The end of a range, whose unit the change before it has named."""
    if measure is Measure.MQL_TO_SQL_RATE:
        return ("+" if value > 0 else "") + formats.number(value * 100, texts.language, decimals=1)
    return amount_text(measure, value, currency, texts, is_change=True)


def expected_text(effect: ExpectedEffect, currency: str, texts: Texts) -> str:
    """What is expected, with its range where it has one."""
    return change_text(effect.measure, effect.change, effect.low, effect.high, currency, texts)


def measured_text(measure: Measure, measured: MeasuredEffect, currency: str, texts: Texts) -> str:
    """What was measured, with its range."""
    return change_text(measure, measured.change, measured.low, measured.high, currency, texts)


def verdict_sentence(kept: KeptDecision, currency: str, texts: Texts) -> str:
    """What the data say about a decision and why, in one or two sentences; of one not judged yet when it will be."""
    found, measure = kept.judgement, kept.decision.effect.measure
    if found is None:
        return texts("decisions.says.not_judged", day=kept.decision.check_on)
    if found.measured is None:
        return texts(f"decisions.says.{found.reason}", day=found.possible_from or kept.decision.check_on)
    values = {
        "measured": measured_text(measure, found.measured, currency, texts),
        "expected": expected_text(kept.decision.effect, currency, texts),
    }
    return texts(f"decisions.says.{found.reason}", **values)


def basis_sentence(measure: Measure, judgement: Judgement, currency: str, texts: Texts) -> str:
    """What a measurement rests on: the levels, the weeks, how many leads or deals, and what it was corrected by."""
    found = judgement.measured
    if found is None:
        return ""
    corrected = {(True, True): "both", (True, False): "season", (False, True): "others", (False, False): "nothing"}
    way = corrected[found.is_season_corrected, found.is_compared]
    key = "spend" if measure is Measure.SPEND else way
    levels = {
        name: amount_text(measure, getattr(found, name), currency, texts) for name in ("before", "without", "after")
    }
    return (
        texts("decisions.basis", count=found.weeks, **levels)
        + " "
        + texts(f"decisions.corrected.{key}", events=found.count)
    )


def hits_sentence(hits: HitRate, texts: Texts) -> str:
    """How often decisions came true, with interval; and how many could not be told."""
    if not hits.told:
        return texts("decisions.hits.none_told")
    told = texts(
        "decisions.hits.told",
        hits=hits.came_true,
        told=hits.told,
        share=formats.share(hits.share, texts.language, decimals=0),
        interval=formats.interval(hits.low, hits.high, texts.language, decimals=0),
    )
    return told + (" " + texts("decisions.hits.untold", count=hits.untold) if hits.untold else "")


def advice_sentence(advice: AdviceRecord, texts: Texts) -> str:
    """How the product's own advice fared; empty before any of it was measured."""
    if not advice.measured:
        return ""
    return texts(
        "decisions.hits.advice",
        count=advice.measured,
        within=advice.within,
        hits=advice.hits.came_true,
        kept=formats.share(advice.kept_share, texts.language, decimals=0),
    )
