"""Loop closure charts: the parts fill their bar, marketing's parts sum to the revenue, empty is drawn empty."""

import pytest

from clm_core.charts.loop_closure import sourced_revenue, sourced_shares, traceable_shares
from clm_core.charts.palette import Mode
from clm_core.columns import empty_frame
from clm_core.loop_columns import LOOP_CLOSURE, SOURCED_MONTHS
from clm_core.texts import Language
from tests.charts.gallery import closure, reader

SEEN = reader(Language.DE, Mode.LIGHT)


def rows_of(specification) -> list[dict]:
    return [row for rows in specification["datasets"].values() for row in rows]


def test_the_parts_of_each_bar_follow_each_other_and_fill_it() -> None:
    reasons = closure().reasons
    rows = rows_of(traceable_shares(reasons, SEEN))
    for bar in ("Umsatz", "Gewonnene Abschlüsse"):
        parts = [row for row in rows if row["bar"] == bar]
        assert [row["begin"] for row in parts] == pytest.approx([0.0, *[row["end"] for row in parts[:-1]]])
        assert parts[-1]["end"] == pytest.approx(1.0)
    assert [row["reason"] for row in rows if row["bar"] == "Umsatz"] == list(
        reasons.loc[reasons["won_deals"] > 0, "reason"]
    )
    assert rows[0]["end"] == pytest.approx(closure().traceable_share)


def test_every_reason_has_a_colour_of_its_own() -> None:
    reasons = closure().reasons.assign(won_deals=1)
    layers = traceable_shares(reasons, SEEN)["layer"]
    scale = layers[0]["encoding"]["color"]["scale"]
    assert len(set(scale["range"])) == len(scale["domain"]) == len(reasons) == 7


def test_marketings_parts_sum_to_the_months_revenue() -> None:
    months = closure().months
    rows = rows_of(sourced_revenue(months, SEEN))
    assert len(rows) == 3 * len(months)
    sums = [sum(row["amount"] for row in rows[number :: len(months)]) for number in range(len(months))]
    assert sums == pytest.approx(list(months["revenue"]))


def test_shares_are_drawn_with_their_intervals() -> None:
    months = closure().months
    rows = [row for row in rows_of(sourced_shares(months, SEEN)) if row["part"] == SEEN.word("share_sourced")]
    for drawn, wanted in (("share", "sourced_share"), ("low", "sourced_share_low"), ("high", "sourced_share_high")):
        assert [row[drawn] for row in rows] == pytest.approx(
            [None if value != value else value for value in months[wanted]]
        )


@pytest.mark.parametrize(
    ("chart", "columns"),
    [(traceable_shares, LOOP_CLOSURE), (sourced_revenue, SOURCED_MONTHS), (sourced_shares, SOURCED_MONTHS)],
)
def test_nothing_to_draw_is_an_empty_chart(chart, columns: dict[str, str]) -> None:
    assert rows_of(chart(empty_frame(columns), SEEN)) == []
