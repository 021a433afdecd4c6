"""Named periods are measured from the last day of the data and consist of whole months."""

from datetime import date

import pytest

from clm_core.periods import PeriodPreset, preset_of, preset_period
from clm_core.selection import Period

FIRST, LAST = date(2023, 4, 10), date(2026, 5, 17)


@pytest.mark.parametrize(
    ("preset", "start", "end"),
    [
        (PeriodPreset.LAST_12_MONTHS, date(2025, 5, 1), date(2026, 4, 30)),
        (PeriodPreset.THIS_YEAR, date(2026, 1, 1), LAST),
        (PeriodPreset.LAST_QUARTER, date(2026, 1, 1), date(2026, 3, 31)),
        (PeriodPreset.LAST_MONTH, date(2026, 4, 1), date(2026, 4, 30)),
        (PeriodPreset.LAST_90_DAYS, date(2026, 2, 17), LAST),
        (PeriodPreset.ALL_DATA, FIRST, LAST),
    ],
)
def test_presets(preset: PeriodPreset, start: date, end: date) -> None:
    found = preset_period(preset, first_on=FIRST, last_on=LAST)
    assert found == Period(start_on=start, end_on=end)
    assert preset_of(found, first_on=FIRST, last_on=LAST) is preset


def test_a_month_that_is_complete_counts_as_a_full_one() -> None:
    found = preset_period(PeriodPreset.LAST_MONTH, first_on=FIRST, last_on=date(2026, 5, 31))
    assert found == Period(start_on=date(2026, 5, 1), end_on=date(2026, 5, 31))


def test_too_little_data_for_a_full_month_means_all_data() -> None:
    first, last = date(2026, 5, 3), date(2026, 5, 17)
    assert preset_period(PeriodPreset.LAST_MONTH, first_on=first, last_on=last) == Period(start_on=first, end_on=last)
