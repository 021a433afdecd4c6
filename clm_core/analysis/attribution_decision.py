"""What to do with a channel's money, under each attribution model, and whether that depends on the model.

A verdict compares what a channel returned with a target, by the interval of its credit: clearly above is
scale, clearly below is pause, between them keep or improve. Few touched conversions carry no verdict.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from clm_core.columns import typed_frame
from clm_core.result_columns import CHANNEL_DECISIONS, MODEL_DECISIONS

_KEYS = ["channel", "campaign"]


class TargetMeasure(StrEnum):
    """What the target is about: return on spend, or what a conversion may cost."""

    ROI = "roi"
    COST = "cost"


class Verdict(StrEnum):
    """What to do, from the best to the worst, and when nothing can be said."""

    SCALE = "scale"
    KEEP = "keep"
    IMPROVE = "improve"
    PAUSE = "pause"
    TOO_LITTLE_DATA = "too_little_data"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTarget:
    """The target: an ROI (0 is: the spend comes back) or the highest cost of a conversion.

    ``min_conversions``: with fewer conversions that the channel touched nothing is said; the interval of a
    count of 10 is already about ± 60 %.
    """

    measure: TargetMeasure = TargetMeasure.ROI
    value: float = 0.0
    min_conversions: float = 10.0


def model_decisions(
    credit: pd.DataFrame, intervals: pd.DataFrame, spend: pd.DataFrame, touched: pd.DataFrame, target: DecisionTarget
) -> pd.DataFrame:
    """The verdict of each model for each channel and campaign with spend: result_columns.MODEL_DECISIONS.

    ``credit`` (CREDIT) and ``intervals`` (CREDIT_INTERVALS) have a row a model; ``spend`` (channel, campaign,
    spend) and ``touched`` (channel, campaign, touched_conversions) one a channel or campaign.
    """
    rows = credit.merge(intervals, on=["model", *_KEYS]).merge(spend[spend["spend"] > 0], on=_KEYS)
    rows = rows.merge(touched, on=_KEYS, how="left").fillna({"touched_conversions": 0.0})
    rows = rows.assign(**_measures(rows, target))
    conditions = [
        rows["touched_conversions"] < target.min_conversions,
        rows["better_end"] < rows["asked"],
        rows["worse_end"] >= rows["asked"],
        rows["credited"] >= rows["asked"],
    ]
    verdicts = [Verdict.TOO_LITTLE_DATA, Verdict.PAUSE, Verdict.SCALE, Verdict.KEEP]
    rows["verdict"] = np.select(conditions, [str(one) for one in verdicts], str(Verdict.IMPROVE))
    return typed_frame(rows, MODEL_DECISIONS)


def _measures(rows: pd.DataFrame, target: DecisionTarget) -> dict[str, pd.Series]:
    """The measure with its interval; and what was credited, in money or conversions, beside what is asked."""
    spend = rows["spend"]
    if target.measure is TargetMeasure.ROI:
        low, value, high = (rows[f"conversion_value{end}"] for end in ("_low", "", "_high"))
        roi = {"measure": value / spend - 1, "measure_low": low / spend - 1, "measure_high": high / spend - 1}
        return roi | {"credited": value, "worse_end": low, "better_end": high, "asked": spend * (1 + target.value)}
    low, count, high = (rows[f"conversions{end}"].where(lambda one: one > 0) for end in ("_low", "", "_high"))
    cost = {"measure": spend / count, "measure_low": spend / high, "measure_high": spend / low}
    asked = spend / target.value
    ends = {"credited": count.fillna(0.0), "worse_end": low.fillna(0.0), "better_end": high.fillna(0.0)}
    return cost | ends | {"asked": asked}


def channel_decisions(
    by_model: pd.DataFrame, credit: pd.DataFrame, spend: pd.DataFrame, touched: pd.DataFrame, target: DecisionTarget
) -> pd.DataFrame:
    """One row a channel or campaign: result_columns.CHANNEL_DECISIONS, most money at stake first.

    The verdict is the one that most models share; of equally many the one nearer to leaving things as they are.
    """
    whole = by_model.merge(credit, on=[*_KEYS, "model"]).merge(spend, on=_KEYS).merge(touched, on=_KEYS, how="left")
    rows = [
        {
            **own[[*_KEYS, "spend", "touched_conversions"]].iloc[0].to_dict(),
            **_range(own, "conversions"),
            **_range(own, "conversion_value"),
            **_range(own, "measure"),
            **_counted(own, target),
            "money_at_stake": _at_stake(own, target),
        }
        for _, own in whole.groupby(_KEYS, sort=True)
    ]
    found = typed_frame(pd.DataFrame(rows, columns=list(CHANNEL_DECISIONS)), CHANNEL_DECISIONS)
    order = found["money_at_stake"].abs().sort_values(ascending=False, kind="stable")
    return found.loc[order.index].reset_index(drop=True)


def _range(rows: pd.DataFrame, name: str) -> dict[str, float]:
    return {f"{name}_min": rows[name].min(), f"{name}_max": rows[name].max()}


_CAUTION = (Verdict.KEEP, Verdict.IMPROVE, Verdict.SCALE, Verdict.PAUSE, Verdict.TOO_LITTLE_DATA)


def _counted(verdicts: pd.DataFrame, target: DecisionTarget) -> dict[str, object]:
    counts = verdicts["verdict"].value_counts()
    verdict = max(_CAUTION, key=lambda one: (int(counts.get(str(one), 0)), -_CAUTION.index(one)))
    is_met = verdicts["measure"] >= target.value
    if target.measure is TargetMeasure.COST:
        is_met = verdicts["measure"] <= target.value
    holding, above, count = int(counts.get(str(verdict), 0)), int(is_met.sum()), len(verdicts)
    return {
        "verdict": str(verdict),
        "holding_models": holding,
        "model_count": count,
        "models_above": above,
        "reason": f"attribution.reason.{_reason(verdict, above, count)}",
    }


def _reason(verdict: Verdict, above: int, count: int) -> str:
    """Whether all models agree on which side of the target the channel is, or the choice of model decides."""
    if verdict is Verdict.TOO_LITTLE_DATA:
        return "too_little_data"
    if 0 < above < count:
        return "depends_on_model"
    return f"{verdict}_all"


def _at_stake(rows: pd.DataFrame, target: DecisionTarget) -> float:
    """In money: credited value beyond what the target asks, or what the conversions would be worth at target cost."""
    if target.measure is TargetMeasure.ROI:
        return float((rows["conversion_value"] - rows["spend"] * (1 + target.value)).median())
    return float((rows["conversions"] * target.value - rows["spend"]).median())
