"""Verdicts, reasons and their tests: published intervals, scipy, enumeration, a planted difference."""

from itertools import product
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from clm_core.analysis.sales_feedback_rates import (
    chi_square,
    holm,
    reason_shares,
    reason_tests,
    score_bands,
    verdict_rates,
)
from clm_core.columns import empty_frame, typed_frame
from clm_core.feedback_columns import HANDOVERS
from tests.analysis.feedback_case import case

VERDICTS = ("accepted", "rejected", "recycled", "")
CAUSES = ("no_fit", "low_intent", "bad_data", "timing", "other")


def rows_of(counts: dict[tuple[str, str, str], int], *, is_young: bool = False) -> pd.DataFrame:
    """HANDOVERS with so many leads of each (channel, verdict, cause)."""
    rows = [one for one, count in counts.items() for _ in range(count)]
    frame = pd.DataFrame(rows, columns=["channel", "verdict", "cause"])
    frame = frame.assign(reason=frame["cause"], is_young=is_young, is_dated=True, attempts=0, age_days=100.0)
    return typed_frame(frame.assign(contact_key=range(len(frame))), HANDOVERS)


def test_rates_of_the_published_wilson_cases() -> None:
    """12 of 40 accepted by one channel, 0 of 10 by the other."""
    counts = {("events", "accepted", ""): 12, ("events", "rejected", "no_fit"): 28, ("email", "recycled", "timing"): 10}
    rows = rows_of(counts)
    rates = verdict_rates(rows, rows["channel"]).set_index("group")
    assert rates.loc["events", ["judged", "accepted", "rejected", "recycled"]].tolist() == [40, 12, 28, 0]
    assert rates.loc["events", ["accepted_low", "accepted_high"]].tolist() == pytest.approx([0.1807, 0.4543], abs=5e-5)
    assert rates.loc["email", ["accepted_low", "accepted_high"]].tolist() == pytest.approx([0, 0.2775], abs=5e-5)
    assert rates.loc["", "accepted_rate"] == 12 / 50
    p_value = fisher_exact([[12, 28], [0, 10]]).pvalue
    assert rates["p_value"].tolist()[1:] == pytest.approx([min(1, 2 * p_value)] * 2)


def test_the_young_and_the_waiting_are_counted_apart() -> None:
    rows = case()
    rates = verdict_rates(rows, rows["channel"]).set_index("group")
    assert rates.loc["", ["leads", "young", "waiting", "judged"]].tolist() == [6, 1, 1, 4]
    assert rates.loc["no_source", "waiting_median_days"] == pytest.approx(84 + 14 / 24)
    assert np.isnan(rates.loc["no_source", "accepted_rate"])
    assert rates.loc["events", "accepted_rate"] == 0.5
    assert set(rates["standing"]) == {"no_data"}, "four verdicts compare nothing"


verdict_lists = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(VERDICTS), st.sampled_from(CAUSES), st.booleans()), max_size=60
)


@settings(max_examples=25, deadline=None)
@given(verdict_lists)
def test_parts_sum_to_the_whole(leads: list[tuple[str, str, str, bool]]) -> None:
    frame = pd.DataFrame(leads, columns=["channel", "verdict", "cause", "is_young"])
    frame["cause"] = frame["cause"].where(frame["verdict"].isin(["rejected", "recycled"]), "")
    rows = typed_frame(frame.assign(contact_key=range(len(frame)), attempts=0, is_dated=True), HANDOVERS)
    rates = verdict_rates(rows, rows["channel"])
    whole, parts = rates.iloc[0], rates.iloc[1:]
    counts = ["leads", "young", "waiting", "judged", "accepted", "rejected", "recycled"]
    assert parts[counts].sum().tolist() == whole[counts].tolist()
    assert (rates["leads"] == rates["young"] + rates["waiting"] + rates["judged"]).all()
    assert (rates["judged"] == rates["accepted"] + rates["rejected"] + rates["recycled"]).all()
    known = rates[rates["judged"] > 0]
    sums = known[["accepted_rate", "rejected_rate", "recycled_rate"]].sum(axis=1)
    assert sums.tolist() == pytest.approx([1.0] * len(known))
    shares = reason_shares(rows, rows["channel"], by_cause=True)
    assert shares.groupby("group")["share"].sum().tolist() == pytest.approx([1.0] * shares["group"].nunique())
    assert shares.loc[shares["group"] == "", "leads"].sum() == shares.loc[shares["group"] != "", "leads"].sum()


def test_a_channel_that_sales_likes_less_is_named_and_chance_is_not() -> None:
    """Display at 30 % among channels at 70 %: clearly worse; two channels at 68 and 72 %: within noise."""
    counts = {}
    for channel, accepted in (("display", 60), ("email", 136), ("events", 144)):
        counts |= {(channel, "accepted", ""): accepted, (channel, "rejected", "no_fit"): 200 - accepted}
    rows = rows_of(counts)
    standing = verdict_rates(rows, rows["channel"]).set_index("group")["standing"]
    assert standing["display"] == "worse"
    alike = rows[rows["channel"] != "display"]
    assert set(verdict_rates(alike, alike["channel"])["standing"].iloc[1:]) == {"within_noise"}


def test_holm_of_a_textbook_case_leaves_gaps_alone() -> None:
    adjusted = holm(np.array([0.01, 0.04, np.nan, 0.03, 0.005]))
    assert adjusted == pytest.approx([0.03, 0.06, np.nan, 0.06, 0.02], nan_ok=True)
    assert holm(np.array([0.6, 0.7])).tolist() == [1.0, 1.0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=2, max_size=5))
def test_chi_square_agrees_with_scipy(cells: list[tuple[int, int]]) -> None:
    table = np.array(cells).T
    if table[0].sum() == 0:
        return
    expected = chi2_contingency(table, correction=False).statistic
    assert chi_square(table[:1], table.sum(axis=0))[0] == pytest.approx(expected)


def enumerated_chance(row: list[int], total: list[int]) -> float:
    """Every way in which a group of this size could have been drawn, with its probability."""
    size, whole = sum(row), comb(sum(total), sum(row))
    own = chi_square(np.array([row]), np.array(total))[0]
    chance = 0.0
    for drawn in product(*(range(count + 1) for count in total)):
        if sum(drawn) == size and chi_square(np.array([drawn]), np.array(total))[0] >= own - 1e-9:
            chance += np.prod([comb(count, k) for count, k in zip(total, drawn, strict=True)]) / whole
    return chance


def test_the_chance_of_different_causes_agrees_with_enumeration() -> None:
    """Few reasons, where the chi-square distribution itself would be wrong."""
    counts = {("a", "rejected", "no_fit"): 6, ("a", "rejected", "timing"): 1, ("b", "rejected", "no_fit"): 2,
              ("b", "recycled", "timing"): 5, ("b", "rejected", "bad_data"): 3}  # fmt: skip
    rows = rows_of(counts)
    tests = reason_tests(rows, rows["channel"]).set_index("group")
    exact = enumerated_chance([0, 6, 1], [3, 8, 6])
    assert tests.loc["a", "p_value"] == pytest.approx(min(1.0, 2 * exact), abs=0.02)
    assert tests.loc["a", "p_value"] == tests.loc["b", "p_value"]
    assert tests.loc["a", ["cause", "share", "rest_share"]].tolist() == ["no_fit", 6 / 7, 2 / 10]


def test_a_planted_difference_is_found_and_chance_rarely() -> None:
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(40):
        counts = {
            (channel, "rejected", cause): count
            for channel in "abcd"
            for cause, count in zip(CAUSES, rng.multinomial(60, [0.3, 0.1, 0.2, 0.3, 0.1]), strict=True)
        }
        rows = rows_of(counts)
        alarms += bool(reason_tests(rows, rows["channel"])["differs"].any())
    assert alarms <= 6, "one in twenty at most, in the long run"
    counts |= {("e", "rejected", "no_fit"): 40, ("e", "rejected", "timing"): 10}
    rows = rows_of(counts)
    found = reason_tests(rows, rows["channel"]).set_index("group")
    assert found.index[found["differs"]].tolist() == ["e"]
    assert found.loc["e", "cause"] == "no_fit"
    assert found.loc["e", "difference_low"] > 0.2


def test_young_refusals_and_those_without_a_reason_say_nothing() -> None:
    old = rows_of({("a", "rejected", "no_fit"): 3, ("a", "rejected", ""): 2, ("a", "accepted", ""): 4})
    young = rows_of({("a", "rejected", "timing"): 5}, is_young=True)
    shares = reason_shares(pd.concat([old, young], ignore_index=True))
    assert shares[["cause", "leads", "base"]].values.tolist() == [["no_fit", 3, 3]]


def test_bands_keep_equal_scores_together_and_begin_at_the_top() -> None:
    scores = pd.Series([0.0, 10, 20, 30, 40, 50, 60, 70, 80, np.nan])
    bands = score_bands(scores)
    assert bands.iloc[[0, 8]].tolist() == ["4", "0"]
    assert bands.iloc[9] != bands.iloc[9]
    assert score_bands(pd.Series([5.0] * 9 + [6.0])).nunique() <= 2
    assert score_bands(pd.Series([10.0, 39.9, 40.0]), edges=(40.0,)).tolist() == ["1", "1", "0"]


def test_nothing_is_an_empty_answer() -> None:
    nothing = empty_frame(HANDOVERS)
    assert verdict_rates(nothing, nothing["channel"])["leads"].tolist() == [0]
    assert reason_shares(nothing).empty
    assert reason_tests(nothing, nothing["channel"]).empty
