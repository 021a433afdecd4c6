"""Weekly and monthly tables: the roles proposed for real files, their sums, and everything wrong at once."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.errors import ClmError
from clm_core.importers.findings import ImportOptions
from clm_core.importers.series_files import ColumnRole, SeriesReading, read_series_file, series_of
from clm_core.response_curves import PeriodLength, ResponseOutcome, ResponseSeries

NO_WORD = ImportOptions()


def read(
    text: str | bytes, name: str = "weeks.csv", options: ImportOptions = NO_WORD, **roles: ColumnRole
) -> SeriesReading:
    found = read_series_file(name, text.encode() if isinstance(text, str) else text, options)
    return series_of(found.table, {**found.roles, **roles}, found.outcome_of, options)


def series(reading: SeriesReading) -> ResponseSeries:
    assert reading.series is not None, reading.problems
    return reading.series


def reasons(reading: SeriesReading) -> list[tuple[str, int | None, str]]:
    return [(one.reason.rpartition(".")[2], one.row, one.column) for one in reading.problems]


WEEKS = """Woche;Umsatz;Google Kosten;TV Kosten;Preis;Messe
02.03.2026;1.000,50;100,00;0;9,99;
09.03.2026;1.200,00;110,00;500;9,99;na
16.03.2026;900,00;90,00;;8,99;Hannover
23.03.2026;1.100,00;105,00;250;8,99;
"""


def test_a_german_table_is_read_as_it_is_meant() -> None:
    found = read(WEEKS)
    got = series(found)
    assert got.channels == ("Google", "TV")
    assert got.spend.tolist() == [[100, 0], [110, 500], [90, 0], [105, 250]]
    assert got.outcome[:, 0].tolist() == [1000.5, 1200, 900, 1100]
    assert got.control_names == ("Preis", "Messe")
    assert got.controls is not None
    assert got.controls.tolist() == [[9.99, 0], [9.99, 0], [8.99, 1], [8.99, 0]]
    assert got.length is PeriodLength.WEEK
    assert got.outcome_of is ResponseOutcome.REVENUE
    said = {one.key.rpartition(".")[2]: dict(one.values) for one in found.findings}
    assert said["blank_spend"] == {"column": "TV Kosten", "count": 1}
    assert said["events"] == {"column": "Messe", "count": 1}


def test_robyn_needs_no_word_and_sums_to_its_reference(shared_data: Path) -> None:
    path = shared_data / "mmm_robyn" / "dt_simulated_weekly.csv"
    got = series(read(path.read_bytes(), path.name))
    assert len(got.starts_on) == 208
    assert got.outcome.sum() == pytest.approx(379_005_697, abs=1)
    sums = dict(zip(got.channels, got.spend.sum(axis=0).round().tolist(), strict=True))
    assert sums == {"tv": 3_087_488, "ooh": 8_989_332, "print": 775_556, "search": 1_230_427, "facebook": 446_297}
    assert got.control_names == ("competitor_sales_B", "events", "newsletter")
    assert got.controls is not None
    assert got.controls[:, 1].sum() == 2


def test_meridian_needs_no_word_and_sums_to_its_reference(shared_data: Path) -> None:
    """Revenue is conversions times revenue per conversion."""
    path = shared_data / "mmm_meridian" / "national_all_channels.csv"
    got = series(read(path.read_bytes(), path.name))
    assert got.outcome.sum() == pytest.approx(1_318_718_006, abs=1)
    assert got.outcome_of is ResponseOutcome.REVENUE
    assert got.spend.sum(axis=0).round().tolist() == [40_501_713, 31_320_298, 12_079_349, 87_860_358, 47_730_683]


def test_regions_are_added_up(shared_data: Path) -> None:
    path = shared_data / "mmm_meridian" / "geo_media.csv"
    raw = pd.read_csv(path)
    got = series(read(path.read_bytes(), path.name))
    assert len(got.starts_on) == raw["time"].nunique()
    assert got.outcome.sum() == pytest.approx((raw["conversions"] * raw["revenue_per_conversion"]).sum())
    assert got.spend[:, 0].sum() == pytest.approx(raw["Channel0_spend"].sum())


def test_everything_wrong_is_listed_at_once() -> None:
    found = read(
        "date,revenue,tv_S,search_S\n"
        "2026-01-05,100,10,5\n"
        "2026-01-12,,10,5\n"
        "2026-01-12,100,-3,5\n"
        "2026-02-02,100,ten,5\n"
        "soon,100,10,5\n"
        "2026-02-09,100,10,5\n"
    )
    assert found.series is None
    assert sorted(reasons(found), key=str) == sorted(
        [
            ("blank", 3, "revenue"),
            ("negative_spend", 4, "tv_S"),
            ("twice", 4, "date"),
            ("not_a_number", 5, "tv_S"),
            ("no_period", 6, "date"),
            ("missing_week", None, "date"),
            ("missing_week", None, "date"),
        ],
        key=str,
    )
    missing = [str(one.values["day"]) for one in found.problems if one.reason.endswith("missing_week")]
    assert missing == ["2026-01-19", "2026-01-26"]


@pytest.mark.parametrize(
    "periods",
    [
        ["KW 52 2025", "KW 1 2026", "KW 2 2026"],
        ["2025-W52", "2026-W01", "2026-W02"],
        ["22.12.2025", "29.12.2025", "05.01.2026"],
        ["2025-12-22", "2025-12-29", "2026-01-05"],
    ],
)
def test_weeks_however_they_are_written(periods: list[str]) -> None:
    rows = "".join(f"{period},100,{number}\n" for number, period in enumerate(periods, 1))
    got = series(read("week,leads,spend tv\n" + rows))
    assert [str(day) for day in got.starts_on] == ["2025-12-22", "2025-12-29", "2026-01-05"]
    assert got.outcome_of is ResponseOutcome.LEADS


@pytest.mark.parametrize("months", [["2025-12", "2026-01"], ["12/2025", "01/2026"], ["Dez. 2025", "Januar 2026"]])
def test_months_however_they_are_written(months: list[str]) -> None:
    rows = "".join(f"{month};100;{number}\n" for number, month in enumerate(months, 1))
    got = series(read("Monat;Leads;TV Kosten\n" + rows))
    assert got.length is PeriodLength.MONTH
    assert [str(day) for day in got.starts_on] == ["2025-12-01", "2026-01-01"]


def test_days_become_whole_weeks() -> None:
    days = pd.date_range("2026-01-01", "2026-01-27")  # Thursday to Tuesday
    frame = pd.DataFrame({"day": days, "revenue": 10.0, "tv cost": range(27)})
    target = BytesIO()
    frame.to_excel(target, index=False)
    got = series(read(target.getvalue(), "days.xlsx"))
    assert [str(day) for day in got.starts_on] == ["2026-01-05", "2026-01-12", "2026-01-19"]
    assert got.outcome[:, 0].tolist() == [70, 70, 70]
    assert got.spend[0, 0] == sum(range(4, 11))
    broken = frame.drop(index=12)
    target = BytesIO()
    broken.to_excel(target, index=False)
    assert reasons(read(target.getvalue(), "days.xlsx")) == [("missing_day", None, "day")]


def test_several_currencies_are_refused_and_one_is_known() -> None:
    text = "date,revenue,tv cost (EUR),search cost (USD)\n2026-01-05,1,2,3\n2026-01-12,1,2,4\n"
    found = read(text)
    assert reasons(found) == [("currencies", None, "")]
    assert read(text.replace("USD", "EUR")).currency == "EUR"


def test_roles_are_the_users() -> None:
    text = "date,revenue,tv_S,other\n2026-01-05,100,10,5\n2026-01-12,90,11,7\n"
    assert series(read(text, other=ColumnRole.SPEND)).channels == ("tv", "other")
    with pytest.raises(ClmError, match="no_outcome"):
        read(text, revenue=ColumnRole.UNUSED)
    with pytest.raises(ClmError, match="several_outcome"):
        read(text, other=ColumnRole.OUTCOME)


def test_an_open_decimal_sign_is_asked_about() -> None:
    text = 'date,revenue,tv_S\n2026-01-05,"1,234","1,500"\n2026-01-12,"2,345","1,600"\n'
    found = read(text)
    assert found.series is None
    assert found.question is not None
    assert series(read(text, options=ImportOptions(decimal="."))).outcome[0, 0] == 1234


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)).map(lambda pair: (round(pair[0], 2), round(pair[1], 2))),
        min_size=2,
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_rows_in_any_order_are_the_same_series(rows: list[tuple[float, float]], random: object) -> None:
    days = pd.date_range("2026-01-05", periods=len(rows), freq="7D")
    lines = [f"{day.date()},{outcome},{spend}" for day, (outcome, spend) in zip(days, rows, strict=True)]
    random.shuffle(lines)  # type: ignore[attr-defined]
    got = series(read("date,revenue,tv_S\n" + "\n".join(lines) + "\n", options=ImportOptions(decimal=".")))
    assert np.allclose(got.outcome[:, 0], [outcome for outcome, _ in rows])
    assert np.allclose(got.spend[:, 0], [spend for _, spend in rows])
