"""Sales feedback charts: parts fill their bars, intervals are drawn as computed, clicks know what they mean."""

import pandas as pd
import pytest

from clm_core.analysis.first_contact import contact_curve as curve_of
from clm_core.analysis.first_contact import contact_times
from clm_core.analysis.sales_feedback_rates import reason_shares, verdict_rates
from clm_core.charts.palette import Mode
from clm_core.charts.sales_feedback import (
    bucket_name,
    cause_bars,
    contact_curve,
    follow_up_points,
    rate_months,
    reason_bars,
    verdict_bars,
)
from clm_core.columns import empty_frame
from clm_core.feedback_columns import CONTACT_CURVE, FOLLOW_UP_BUCKETS, REASON_SHARES, VERDICT_RATES
from clm_core.texts import Language
from tests.analysis.test_first_contact import rows_of as contacts_of
from tests.analysis.test_sales_feedback_rates import rows_of
from tests.charts.gallery import reader

SEEN = reader(Language.DE, Mode.LIGHT)
COUNTS = {
    ("events", "accepted", ""): 150, ("events", "recycled", "timing"): 30, ("events", "rejected", "no_fit"): 20,
    ("display", "accepted", ""): 60, ("display", "rejected", "no_fit"): 40, ("display", "rejected", "bad_data"): 20,
}  # fmt: skip


def drawn(specification: dict) -> list[dict]:
    return [row for rows in specification["datasets"].values() for row in rows]


def rates() -> pd.DataFrame:
    rows = rows_of(COUNTS)
    return verdict_rates(rows, rows["channel"]).iloc[1:]


def test_verdicts_fill_each_bar_and_say_how_sure_acceptance_is() -> None:
    specification = verdict_bars(rates(), SEEN)
    parts = [row for row in drawn(specification) if "verdict" in row]
    for group in ("events", "display"):
        own = sorted((row for row in parts if row["group"] == group), key=lambda row: row["begin"])
        assert [row["verdict"] for row in own] == ["accepted", "recycled", "rejected"]
        assert [row["begin"] for row in own] == pytest.approx([0, own[0]["end"], own[1]["end"]])
        assert own[2]["end"] == pytest.approx(1)
    ends = {row["name"]: row["label"] for row in drawn(specification) if "at" in row}
    assert ends["Messen und Veranstaltungen"] == "angenommen 69–80 %, n = 200 ▲".replace(" %", "\u00a0%")
    assert ends["Display"].endswith("▼")


def test_bands_are_called_by_their_scores() -> None:
    scores = pd.DataFrame({"band": ["events", "display"], "score_from": [40.0, 5.0], "score_to": [90.4, 39.6]})
    names = {row["name"] for row in drawn(verdict_bars(rates(), SEEN, band_scores=scores))}
    assert names == {"40 bis 90 Punkte", "5 bis 40 Punkte"}


def test_reasons_keep_their_own_words_for_a_click_and_show_their_interval() -> None:
    rows = rows_of(COUNTS)
    rows["reason"] = rows["reason"].replace({"no_fit": "Falsche Zielgruppe in einer viel zu langen Begründung"})
    shares = reason_shares(rows)
    found = {row["reason"]: row for row in drawn(reason_bars(shares, SEEN))}
    long = found["Falsche Zielgruppe in einer viel zu langen Begründung"]
    assert len(long["name"]) == 34
    assert (long["share"], long["share_low"]) == pytest.approx((60 / 110, shares["share_low"].iloc[0]))


def test_causes_fill_the_bar_of_every_channel_and_of_all() -> None:
    rows = rows_of(COUNTS)
    specification = cause_bars(reason_shares(rows, rows["channel"], by_cause=True), SEEN)
    ends = {}
    for row in drawn(specification):
        if "end" in row:
            ends[row["name"]] = max(ends.get(row["name"], 0), row["end"])
    assert ends == pytest.approx({"Alle Kanäle": 1, "Display": 1, "Messen und Veranstaltungen": 1})


def test_the_curve_marks_the_promise_where_it_stands() -> None:
    curve = curve_of(contacts_of([(hours, 500.0) for hours in (1, 2, 3, 30, 200)]))
    rows = drawn(contact_curve(curve, 24.0, SEEN))
    mark = next(row for row in rows if "share" in row)
    assert (mark["hours"], mark["share"]) == (24, pytest.approx(0.6))
    assert max(row["hours"] for row in rows) == 168
    assert not [row for row in drawn(contact_curve(curve, 400.0, SEEN)) if "share" in row], "beyond the picture"


def test_months_not_complete_are_hollow() -> None:
    rows = contacts_of([(2.0, 500.0)] * 20 + [(2.0, 500.0)] * 10 + [(float("nan"), 5.0)] * 10)
    months = pd.Series(["2026-01"] * 20 + ["2026-02"] * 20)
    found = drawn(rate_months(contact_times(rows, months, 24), SEEN, rate="kept"))
    assert [(row["when"], row["is_whole"]) for row in found] == [("Jan. 2026", True), ("Feb. 2026", False)]


def test_waits_are_named_in_hours_then_days() -> None:
    ends = [(0, 4), (4, 24), (24, 72), (168, float("inf"))]
    assert [bucket_name(*pair, SEEN) for pair in ends] == [
        "unter 4 Stunden", "4–24 Stunden", "1–3 Tage", "über 7 Tage"
    ]  # fmt: skip


def test_nothing_to_draw_is_an_empty_chart() -> None:
    for specification in (
        verdict_bars(empty_frame(VERDICT_RATES), SEEN),
        reason_bars(empty_frame(REASON_SHARES), SEEN),
        cause_bars(empty_frame(REASON_SHARES), SEEN),
        contact_curve(empty_frame(CONTACT_CURVE), 24.0, SEEN),
        follow_up_points(empty_frame(FOLLOW_UP_BUCKETS), SEEN, outcome="won"),
        rate_months(empty_frame(VERDICT_RATES), SEEN, rate="accepted"),
    ):
        assert drawn(specification) == []
