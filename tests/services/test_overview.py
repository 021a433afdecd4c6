"""The overview of a company whose numbers can be counted by hand."""

from datetime import date

import pytest

from clm_core.errors import ClmError
from clm_core.services.data import require_days
from clm_core.services.importing import undo_import
from clm_core.services.overview import overview_view
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER
from tests.tiny_company import SPEND, import_text


def test_overview(tiny: Store) -> None:
    view = overview_view(tiny, QUARTER)
    values = view.numbers.values.set_index("kpi")
    expected = {"spend": 1500, "leads": 4, "mqls": 3, "sqls": 1, "won_deals": 2, "revenue": 5000, "cac": 750}
    assert values.loc[list(expected), "value"].to_dict() == expected
    assert values.loc[["spend", "leads"], "before"].tolist() == [100, 1]
    assert values.loc["win_rate", ["value", "n"]].tolist() == [pytest.approx(2 / 3), 3]
    assert [action.key for action in view.actions] == [
        "overview.action_currency_without_rate",
        "overview.action_no_margin",
    ]
    assert view.sources[["system", "files", "rows"]].to_numpy().tolist() == [["own_files", 4, 21]]


def test_rows_refused_by_the_newest_file_of_a_kind_are_the_next_thing_to_do(tiny: Store) -> None:
    def refused() -> list[object]:
        found = [action for action in overview_view(tiny, QUARTER).actions if action.key.endswith("refused_rows")]
        return [action.values["count"] for action in found]

    assert refused() == []
    bad = import_text(tiny, "bad.csv", SPEND.replace("200.00", "viel").replace("300.00", "wenig"), accepts=True)
    assert refused() == [2]
    undo_import(tiny, bad.import_id)
    assert refused() == []
    import_text(tiny, "bad.csv", SPEND.replace("200.00", "viel"), accepts=True)
    assert refused() == [1]
    import_text(tiny, "corrected.csv", SPEND.replace("200.00", "210.00"))
    assert refused() == []


def test_an_empty_workspace_says_so(store: Store) -> None:
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        overview_view(store, QUARTER)


def test_a_mistyped_year_does_not_move_today_and_is_said(tiny: Store) -> None:
    before = require_days(tiny)
    assert not [action for action in overview_view(tiny, QUARTER).actions if action.key.endswith("later_days")]
    slipped = import_text(tiny, "slip.csv", "Day,Channel,Campaign,Cost,Currency\n2062-01-10,Events,Fair,5.00,EUR\n")
    assert require_days(tiny) == before
    (said,) = [action for action in overview_view(tiny, QUARTER).actions if action.key.endswith("later_days")]
    assert said.values == {"count": 1, "day": date(2062, 1, 10)}
    undo_import(tiny, slipped.import_id)
    assert require_days(tiny) == before
    assert not [action for action in overview_view(tiny, QUARTER).actions if action.key.endswith("later_days")]
