"""A workspace's series, by hand from the tiny company."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from clm_core.errors import ClmError
from clm_core.records import RecordType
from clm_core.response_curves import PeriodLength, ResponseScope
from clm_core.selection import Period, Selection
from clm_core.services.response_series import SeriesQuestion, observed_series, with_all_history
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from tests.budget_company import rows
from tests.services.conftest import QUARTER
from tests.small_company import add_rows

MONTHS = SeriesQuestion(length=PeriodLength.MONTH, scope=ResponseScope.TOTAL)


def test_months_of_the_tiny_company(tiny: Store) -> None:
    """Only paid search spent in more than one month; with two months of spend a channel needs both."""
    found = observed_series(tiny, QUARTER, MONTHS)
    series = found.series
    assert series.starts_on == (date(2026, 1, 1), date(2026, 2, 1))
    assert series.channels == ("paid_search",)
    assert series.spend.tolist() == [[300.0], [200.0]]
    assert series.outcome.tolist() == [[2.0], [2.0]]


def test_all_history_reaches_back_before_the_period(tiny: Store) -> None:
    wider = with_all_history(tiny, QUARTER)
    assert wider.period.end_on == QUARTER.period.end_on
    found = observed_series(tiny, wider, MONTHS)
    assert found.series.spend[:, 0].tolist() == [300.0, 200.0]  # of December only a part is known


def test_an_empty_workspace_says_so(store: Store) -> None:
    with pytest.raises(ClmError, match="nothing_loaded"):
        observed_series(store, QUARTER, MONTHS)


def test_a_channel_whose_spend_file_ends_early_is_named_with_its_day(home: Path) -> None:
    store = open_workspace(home, create_workspace(home, "Lückenhaft", is_sample=True).slug)
    facts = rows()
    spend = facts[RecordType.SPEND]
    last = pd.Timestamp("2025-08-04")
    facts[RecordType.SPEND] = spend[(spend["channel"] != "email") | (spend["day"] <= last)].reset_index(drop=True)
    add_rows(store, facts, "budget.csv")
    whole = Selection(period=Period(start_on=date(2024, 1, 1), end_on=date(2025, 12, 31)))
    (note,) = [one for one in observed_series(store, whole, SeriesQuestion()).notes if "spend_ends" in one.key]
    assert note.values["channels"] == ("email",)
    assert note.values["last"] == last.date()
    assert note.values["until"] == spend["day"].max().date()
    before = Selection(period=Period(start_on=date(2024, 1, 1), end_on=date(2025, 8, 10)))
    assert not [one for one in observed_series(store, before, SeriesQuestion()).notes if "spend_ends" in one.key]
    store.close()
