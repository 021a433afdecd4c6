"""Why an attribution moved between two states of the data: new deals, other amounts, other touches, other rules, model.

Conversion by conversion: what one state credits and the other does not is put down to the first cause that
explains it, and the causes sum exactly to the difference of each channel.
"""

from enum import StrEnum

import numpy as np
import pandas as pd

from clm_core.columns import typed_frame
from clm_core.result_columns import CHANGED_CONVERSIONS, CREDIT_CHANGES

UNTRACED = "no_source"
_KEYS = ["conversion", "channel"]


class Cause(StrEnum):
    """Why credit moved, in the order in which causes are looked for."""

    NEW_CONVERSION = "new_conversion"
    GONE_CONVERSION = "gone_conversion"
    CHANGED_VALUE = "changed_value"
    OTHER_TOUCHES = "other_touches"
    CHANGED_RULE = "changed_rule"
    OTHER_WEIGHTS = "other_weights"
    CHANGED_MODEL = "changed_model"


def changed_conversions(before: pd.DataFrame, after: pd.DataFrame, after_model: pd.DataFrame) -> pd.DataFrame:
    """One row a conversion, channel and cause whose credit moved: result_columns.CHANGED_CONVERSIONS.

    Each input has a row a conversion and channel: conversion (its identity in both states), channel, share,
    value (of the whole conversion), touched_at and touched_through (the moments and the channels of the
    journey's touches, as one number each). Other weights: the same touches through the same channels, but a
    model that learns from all journeys, or milestones that moved.
    ``before`` and ``after`` are by the same model, ``after_model`` is ``after`` by the model of now.
    """
    both = before.merge(after, on=_KEYS, how="outer", suffixes=("_before", "_after"))
    whole_before, whole_after = _wholes(before), _wholes(after)
    value_before = both["conversion"].map(whole_before["value"])
    value_after = both["conversion"].map(whole_after["value"])
    share_before, share_after = both["share_before"].fillna(0.0), both["share_after"].fillna(0.0)
    is_new, is_gone = value_before.isna(), value_after.isna()

    def differs(name: str) -> pd.Series:
        return both["conversion"].map(whole_before[name]) != both["conversion"].map(whole_after[name])

    are_other_touches, are_other_channels = differs("touched_at"), differs("touched_through")
    moved_share = (share_after - share_before) * value_after
    is_kept = ~is_new & ~is_gone
    amounts = {
        Cause.NEW_CONVERSION: (share_after * value_after).where(is_new, 0.0),
        Cause.GONE_CONVERSION: (-share_before * value_before).where(is_gone, 0.0),
        Cause.CHANGED_VALUE: (share_before * (value_after - value_before)).where(is_kept, 0.0),
        Cause.OTHER_TOUCHES: moved_share.where(is_kept & are_other_touches, 0.0),
        Cause.CHANGED_RULE: moved_share.where(is_kept & ~are_other_touches & are_other_channels, 0.0),
        Cause.OTHER_WEIGHTS: moved_share.where(is_kept & ~are_other_touches & ~are_other_channels, 0.0),
    }
    parts = [both[_KEYS].assign(cause=str(cause), amount=amount) for cause, amount in amounts.items()]
    found = pd.concat([*parts, _model_changes(after, after_model)], ignore_index=True)
    found["amount"] = found["amount"].round(9)  # what only rounding leaves is no movement
    found = found[found["amount"] != 0].sort_values("amount", key=np.abs, ascending=False, kind="stable")
    return typed_frame(found.reset_index(drop=True), CHANGED_CONVERSIONS)


def _wholes(credit: pd.DataFrame) -> pd.DataFrame:
    return credit.drop_duplicates("conversion").set_index("conversion")[["value", "touched_at", "touched_through"]]


def _model_changes(after: pd.DataFrame, after_model: pd.DataFrame) -> pd.DataFrame:
    both = after.merge(after_model, on=_KEYS, how="outer", suffixes=("", "_model"))
    value = both["value"].fillna(both["value_model"])
    amount = (both["share_model"].fillna(0.0) - both["share"].fillna(0.0)) * value
    return both[_KEYS].assign(cause=str(Cause.CHANGED_MODEL), amount=amount)


def credit_changes(before: pd.DataFrame, after_model: pd.DataFrame, changed: pd.DataFrame) -> pd.DataFrame:
    """One row a channel: credit before, each cause's part, credit now: result_columns.CREDIT_CHANGES.

    before + causes = after for every channel and in sum; biggest movement first.
    """
    sums = changed.pivot_table(index="channel", columns="cause", values="amount", aggfunc="sum", fill_value=0.0)
    sums = sums.reindex(columns=[str(cause) for cause in Cause], fill_value=0.0)
    table = pd.DataFrame({"before": _by_channel(before), "after": _by_channel(after_model)}).join(sums, how="outer")
    table = table.fillna(0.0).rename_axis("channel").reset_index()
    order = (table["after"] - table["before"]).abs().sort_values(ascending=False, kind="stable")
    return typed_frame(table.loc[order.index].reset_index(drop=True), CREDIT_CHANGES)


def _by_channel(credit: pd.DataFrame) -> "pd.Series[float]":
    return (credit["share"] * credit["value"]).groupby(credit["channel"]).sum()
