"""How sales judged the leads of each channel, score band and month, and why: rates and shares with intervals.

Methods: Wilson's intervals; acceptance of a group against all others by Fisher's exact test; causes of a group
against all others by the chi-square statistic whose distribution is drawn with both margins fixed; both corrected
for the number of groups (Holm 1979). Score bands are quintiles unless edges are given.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import fisher_exact

from clm_core.analysis.intervals import Floats, rate_difference, wilson_interval
from clm_core.columns import typed_frame
from clm_core.feedback_columns import REASON_SHARES, REASON_TESTS, VERDICT_RATES
from clm_core.handover import Verdict

SIGNIFICANT = 0.05
MIN_GROUP = 5
"""Groups with fewer leads are not compared with the others: nothing they could show would be surprising."""

BAND_SHARES = (0.2, 0.4, 0.6, 0.8)
_DRAWS = 9_999
_SEED = 20_240_101


def verdict_rates(rows: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """VERDICT_RATES: the whole (group empty) first, then each group, largest first.

    ``rows`` are HANDOVERS, ``groups`` names each row's group. Rates count hand-overs that are old enough and have a
    verdict; the young and the waiting are counted beside them.
    """
    parts = [_rate_row("", rows), *(_rate_row(str(name), part) for name, part in rows.groupby(groups, sort=True))]
    frame = pd.DataFrame(parts)
    n = frame["judged"]
    for verdict in Verdict:
        low, high = wilson_interval(frame[str(verdict)], n)
        frame[f"{verdict}_rate"] = frame[str(verdict)] / n.where(n > 0)
        frame[f"{verdict}_low"], frame[f"{verdict}_high"] = low, high
    compared = _acceptance_against_rest(frame)
    frame = frame.assign(p_value=compared["p_value"], standing=compared["standing"])
    whole, others = frame.head(1), frame.iloc[1:].sort_values(["leads", "group"], ascending=[False, True])
    return typed_frame(pd.concat([whole, others], ignore_index=True), VERDICT_RATES)


def _rate_row(name: str, rows: pd.DataFrame) -> dict[str, object]:
    is_open = ~rows["is_young"] & rows["verdict"].eq("")
    judged = rows[~rows["is_young"] & rows["verdict"].ne("")]
    counts = judged["verdict"].value_counts()
    return {
        "group": name,
        "leads": len(rows),
        "young": int(rows["is_young"].sum()),
        "waiting": int(is_open.sum()),
        "waiting_median_days": float(rows.loc[is_open, "age_days"].median()),
        "judged": len(judged),
        **{str(verdict): int(counts.get(str(verdict), 0)) for verdict in Verdict},
    }


def _acceptance_against_rest(frame: pd.DataFrame) -> pd.DataFrame:
    """Of each row Holm's p value and what it allows to say; the whole and small groups are not compared."""
    judged, accepted = frame["judged"].to_numpy(), frame["accepted"].to_numpy()
    p_values = np.full(len(frame), np.nan)
    for row in range(1, len(frame)):
        rest = judged[0] - judged[row]
        if judged[row] >= MIN_GROUP and rest >= MIN_GROUP:
            inside = [accepted[row], judged[row] - accepted[row]]
            outside = [accepted[0] - accepted[row], rest - accepted[0] + accepted[row]]
            p_values[row] = fisher_exact([inside, outside]).pvalue
    adjusted = holm(p_values)
    own = accepted / np.where(judged > 0, judged, np.nan)
    is_above = own * judged[0] > accepted[0]
    standing = np.where(
        np.isnan(adjusted),
        "no_data",
        np.where(adjusted >= SIGNIFICANT, "within_noise", np.where(is_above, "better", "worse")),
    )
    return pd.DataFrame({"p_value": adjusted, "standing": standing})


def holm(p_values: Floats) -> Floats:
    """Holm's adjusted p values: each is compared as if it were tested alone, and all are right together.

    NaN stays NaN and does not count as a test.
    """
    adjusted = np.full(len(p_values), np.nan)
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(p_values[order] * factors), 1.0)
    return adjusted


def score_bands(scores: pd.Series, edges: Sequence[float] | None = None) -> pd.Series:
    """The band of each score as text (0 is the highest); missing scores have no band. Equal scores stay together."""
    known = scores.dropna()
    cuts = np.unique(np.quantile(known, BAND_SHARES)) if edges is None and len(known) else np.asarray(edges or ())
    place = len(cuts) - np.searchsorted(np.sort(cuts), scores.to_numpy(dtype=np.float64), side="right")
    bands: pd.Series = pd.Series(place.astype(str), index=scores.index).where(scores.notna())
    return bands


def reason_shares(rows: pd.DataFrame, groups: pd.Series | None = None, *, by_cause: bool = False) -> pd.DataFrame:
    """REASON_SHARES of the leads that sales did not take, the whole first, within a group the most frequent first.

    Only hand-overs that are old enough, so that slow and quick refusals are counted alike.
    """
    refused = _refused(rows)
    named = refused.assign(group="", reason="" if by_cause else refused["reason"])
    parts = [named] if groups is None else [named, named.assign(group=groups.reindex(named.index))]
    counts = pd.concat(parts).groupby(["group", "reason", "cause"]).size().rename("leads").reset_index()
    base = counts.groupby("group")["leads"].transform("sum")
    low, high = wilson_interval(counts["leads"], base)
    counts = counts.assign(base=base, share=counts["leads"] / base, share_low=low, share_high=high)
    counts = counts.assign(is_part=counts["group"].ne(""))
    order = ["is_part", "base", "group", "leads", "cause", "reason"]
    counts = counts.sort_values(order, ascending=[True, False, True, False, True, True], ignore_index=True)
    return typed_frame(counts, REASON_SHARES)


def _refused(rows: pd.DataFrame) -> pd.DataFrame:
    is_refused = rows["verdict"].isin([str(Verdict.REJECTED), str(Verdict.RECYCLED)])
    return rows[~rows["is_young"] & is_refused & rows["cause"].ne("")]


def reason_tests(rows: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """REASON_TESTS: whether each group's causes differ from all others' beyond chance, largest group first.

    The chi-square statistic of group against rest; its chance by drawing the group's causes from all of them
    (right for small counts too), the same draws every time; Holm over the groups with at least MIN_GROUP reasons.
    """
    refused = _refused(rows)
    table = pd.crosstab(groups.reindex(refused.index).to_numpy(), refused["cause"].to_numpy()).sort_index(axis=1)
    total, sizes = table.sum(axis=0).to_numpy(), table.sum(axis=1)
    is_large = (sizes >= MIN_GROUP) & (sizes.sum() - sizes >= MIN_GROUP)
    table, sizes = table[is_large], sizes[is_large]
    p_values = np.array([_chance_of(row, total) for row in table.to_numpy()])
    adjusted = holm(p_values) if len(p_values) else p_values
    frame = pd.DataFrame({"group": table.index.astype("str"), "leads": sizes.to_numpy(), "p_value": adjusted})
    frame["differs"] = frame["p_value"] < SIGNIFICANT
    standing_out = [_standing_out(row, total, list(table.columns)) for row in table.to_numpy()]
    frame = pd.concat([frame, pd.DataFrame(standing_out, index=frame.index)], axis=1)
    return typed_frame(frame.sort_values(["leads", "group"], ascending=[False, True], ignore_index=True), REASON_TESTS)


def _chance_of(row: NDArray[np.int64], total: NDArray[np.int64]) -> float:
    """How often a group of this size, drawn from everybody, differs from the rest at least as much."""
    if np.count_nonzero(total) < 2:
        return 1.0
    draws = np.random.default_rng(_SEED).multivariate_hypergeometric(total, int(row.sum()), size=_DRAWS)
    own = chi_square(row[None], total)[0]
    # A hair below: equal tables must count as equal in spite of rounding.
    return float((1 + np.count_nonzero(chi_square(draws, total) >= own - 1e-9)) / (1 + _DRAWS))


def chi_square(rows: NDArray[np.int64], total: NDArray[np.int64]) -> Floats:
    """Pearson's statistic of each row against the rest of the total: Σ (observed − expected)² ÷ expected, both rows."""
    seen = total > 0
    size, whole = rows.sum(axis=1, keepdims=True), total.sum()
    expected = size * total[None, seen] / whole
    gap = (rows[:, seen] - expected) ** 2
    rest = total[None, seen] - expected
    statistic: Floats = (gap / expected + gap / np.where(rest > 0, rest, np.inf)).sum(axis=1)
    return statistic


def _standing_out(row: NDArray[np.int64], total: NDArray[np.int64], causes: list[str]) -> dict[str, object]:
    """The cause that is most more frequent here than elsewhere, against its expected scatter."""
    size, rest = row.sum(), total.sum() - row.sum()
    share = total / total.sum()
    scatter = np.sqrt(size * share * (1 - share) * rest / total.sum())
    surplus = np.divide(row - size * share, scatter, out=np.zeros(len(row)), where=scatter > 0)
    most = int(np.argmax(surplus))
    gap = rate_difference(row[most], size, total[most] - row[most], rest)
    return {
        "cause": causes[most],
        "share": row[most] / size,
        "rest_share": (total[most] - row[most]) / rest,
        "difference_low": float(gap.low),
        "difference_high": float(gap.high),
    }
