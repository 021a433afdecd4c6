"""Why a rate moved: other people (mix) or the same people otherwise (rate), group by group (Kitagawa 1955)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.intervals import BootstrapRule, Difference, Floats, rate_difference
from clm_core.columns import typed_frame
from clm_core.funnel_time_columns import RATE_BRIDGE

BRIDGE_RULE = BootstrapRule(resamples=2_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgePart:
    """A part of the change with its interval."""

    value: float
    low: float
    high: float
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateBridge:
    """The change of a rate between two periods: change = mix + rate, each the sum of its groups' parts."""

    rate: float
    rate_before: float
    base: int
    base_before: int
    change: BridgePart
    mix: BridgePart
    own_rate: BridgePart
    groups: pd.DataFrame  # funnel_time_columns.RATE_BRIDGE, the largest effect first

    @property
    def is_known(self) -> bool:
        return self.base > 0 and self.base_before > 0


def rate_bridge(now: pd.DataFrame, before: pd.DataFrame, rule: BootstrapRule = BRIDGE_RULE) -> RateBridge:
    """The bridge between the rates of two sets of groups; frames with group, base and passed.

    Mix is the change of a group's share times how much its rate lies above that of all (means of both periods), rate
    the change of its rate times its share (the mean of both). A group without people in one period has there the
    rate of the other. Intervals: of a group from Newcombe's of its share or rate, of sums by drawing counts anew.
    """
    rows = now.merge(before, on="group", how="outer", suffixes=("", "_before"), sort=False)
    counts = rows[["base", "passed", "base_before", "passed_before"]].fillna(0).to_numpy(dtype=np.float64)
    base, passed, base_before, passed_before = counts.T
    mix, own = _effects(*counts.T)
    frame = rows.assign(
        base=base,
        passed=passed,
        base_before=base_before,
        passed_before=passed_before,
        base_share=_shares(base),
        base_share_before=_shares(base_before),
        rate=_over(passed, base),
        rate_before=_over(passed_before, base_before),
        mix_effect=mix,
        rate_effect=own,
    )
    frame = pd.concat([frame, _group_intervals(*counts.T).set_axis(frame.index)], axis=1)
    frame = frame.assign(size=-np.maximum(np.abs(mix), np.abs(own))).sort_values(["size", "group"])
    wholes = ((passed, base), (passed_before, base_before))
    rate, rate_before = (float(_over(part.sum(), whole.sum())) for part, whole in wholes)
    drawn_mix, drawn_own = _drawn(counts, rule)
    change = rate_difference(passed.sum(), base.sum(), passed_before.sum(), base_before.sum())
    return RateBridge(
        rate=rate,
        rate_before=rate_before,
        base=int(base.sum()),
        base_before=int(base_before.sum()),
        change=_part(rate - rate_before, float(change.low), float(change.high)),
        mix=_part(float(mix.sum()), *_ends(drawn_mix)),
        own_rate=_part(float(own.sum()), *_ends(drawn_own)),
        groups=typed_frame(frame.reset_index(drop=True), RATE_BRIDGE),
    )


def _effects(base: Floats, passed: Floats, base_before: Floats, passed_before: Floats) -> tuple[Floats, Floats]:
    """Mix and rate of each group (last axis); each sums over the groups to its part of the change."""
    share, share_before = _shares(base), _shares(base_before)
    rate, rate_before = _known_rates(base, passed, base_before, passed_before)
    gap = _gap(base, passed, base_before, passed_before)
    return (share - share_before) * gap, (rate - rate_before) * (share + share_before) / 2


def _gap(base: Floats, passed: Floats, base_before: Floats, passed_before: Floats) -> Floats:
    """How far each group's rate lies above that of all: what turns a change of share into a change of the rate."""
    rate, rate_before = _known_rates(base, passed, base_before, passed_before)
    whole = _over(passed.sum(axis=-1, keepdims=True), base.sum(axis=-1, keepdims=True))
    whole_before = _over(passed_before.sum(axis=-1, keepdims=True), base_before.sum(axis=-1, keepdims=True))
    gap: Floats = ((rate + rate_before) - (whole + whole_before)) / 2
    return gap


def _shares(base: Floats) -> Floats:
    return _over(base, base.sum(axis=-1, keepdims=True))


def _known_rates(base: Floats, passed: Floats, base_before: Floats, passed_before: Floats) -> tuple[Floats, Floats]:
    rate, rate_before = _over(passed, base), _over(passed_before, base_before)
    return (
        np.nan_to_num(np.where(np.isnan(rate), rate_before, rate)),
        np.nan_to_num(np.where(np.isnan(rate_before), rate, rate_before)),
    )


def _group_intervals(base: Floats, passed: Floats, base_before: Floats, passed_before: Floats) -> pd.DataFrame:
    """Ends and verdicts of each group's parts: a change of share or rate with Newcombe's interval, times its weight."""
    own = rate_difference(passed, base, passed_before, base_before)
    weight = (_shares(base) + _shares(base_before)) / 2
    share = rate_difference(base, np.full(len(base), base.sum()), base_before, np.full(len(base), base_before.sum()))
    gap = _gap(base, passed, base_before, passed_before)
    mix = np.sort(np.column_stack([share.low * gap, share.high * gap]), axis=1)
    return pd.DataFrame(
        {
            "mix_low": mix[:, 0],
            "mix_high": mix[:, 1],
            "mix_verdict": _verdicts(mix[:, 0], mix[:, 1]),
            "rate_low": own.low * weight,
            "rate_high": own.high * weight,
            "rate_verdict": _verdicts(own.low * weight, own.high * weight),
        }
    )


def _verdicts(low: Floats, high: Floats) -> list[str]:
    return [str(one) for one in Difference(value=low, low=low, high=high).verdicts()]


def _drawn(counts: Floats, rule: BootstrapRule) -> tuple[Floats, Floats]:
    """Sums of mix and rate of resamples: the people of every group drawn anew, passed and not passed."""
    rng = np.random.default_rng(rule.seed)
    base, passed, base_before, passed_before = counts.T
    size = (rule.resamples, len(base))
    some, some_before = rng.poisson(passed, size), rng.poisson(passed_before, size)
    rest, rest_before = rng.poisson(base - passed, size), rng.poisson(base_before - passed_before, size)
    parts = (np.asarray(part, dtype=np.float64) for part in (some + rest, some, some_before + rest_before, some_before))
    mix, own = _effects(*parts)
    return mix.sum(axis=1), own.sum(axis=1)


def _ends(drawn: Floats) -> tuple[float, float]:
    known = drawn[~np.isnan(drawn)]
    if len(known) < len(drawn) * 0.95 or not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def _part(value: float, low: float, high: float) -> BridgePart:
    return BridgePart(value=value, low=low, high=high, verdict=_verdicts(np.array([low]), np.array([high]))[0])


def _over(part: Floats, whole: Floats) -> Floats:
    part, whole = np.broadcast_arrays(part, whole)
    ratio: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return ratio
