"""Funnel, channel ROI and overview of a company whose numbers can be counted by hand."""

from dataclasses import replace

import pytest

from clm_core.errors import ClmError
from clm_core.records import Stage
from clm_core.selection import Comparison
from clm_core.services.channel_roi import channel_roi_view
from clm_core.services.data import change_setting
from clm_core.services.funnel import FunnelGroup, funnel_people, funnel_view
from clm_core.services.importing import undo_import
from clm_core.services.overview import overview_view
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER
from tests.tiny_company import SPEND, import_text

ALONE = replace(QUARTER, comparison=Comparison.NONE)


def reached(rows) -> dict[tuple[str, str], int]:
    return {(row["group"], row["stage"]): row["reached"] for row in rows.to_dict("records")}


def test_funnel(tiny: Store) -> None:
    view = funnel_view(tiny, QUARTER)
    # Everybody has a deal, which implies the stages before it; two of the four deals were won.
    assert reached(view.cohort.total) == {
        ("", "lead"): 4,
        ("", "mql"): 4,
        ("", "sql"): 4,
        ("", "opportunity"): 4,
        ("", "customer"): 2,
    }
    customers = {key[0]: count for key, count in reached(view.cohort.groups).items() if key[1] == "customer"}
    assert customers == {"paid_search": 1, "events": 1, "no_source": 0}
    assert view.before is not None
    assert reached(view.before.total)[("", "lead")] == 1
    entries = view.activity.groupby("stage")["entries"].sum().to_dict()
    assert entries == {"lead": 4, "mql": 3, "sql": 1, "opportunity": 4, "customer": 2}


def test_funnel_by_country_and_the_people_behind_a_bar(tiny: Store) -> None:
    view = funnel_view(tiny, ALONE, FunnelGroup.COUNTRY)
    leads = {key[0]: count for key, count in reached(view.cohort.groups).items() if key[1] == "lead"}
    assert leads == {"AT": 1, "DE": 3}
    assert (view.before, view.comparison) == (None, None)
    people = funnel_people(tiny, ALONE, Stage.CUSTOMER)
    assert people["contact_id"].tolist() == ["c3", "c1"]
    assert funnel_people(tiny, ALONE, Stage.LEAD, FunnelGroup.COUNTRY, "AT")["contact_id"].tolist() == ["c2"]


def test_channel_roi(tiny: Store) -> None:
    view = channel_roi_view(tiny, QUARTER)
    columns = ["spend", "leads", "mqls", "sqls", "won_deals", "deals_without_amount", "revenue"]
    rows = {row["channel"]: [row[name] for name in columns] for row in view.now.channels.to_dict("records")}
    assert rows == {
        "events": [1000.0, 1, 1, 0, 1, 1, 0.0],
        "paid_search": [500.0, 2, 2, 1, 1, 0, 5000.0],
        "no_source": [0.0, 1, 0, 0, 0, 0, 0.0],
    }
    total = view.now.total.iloc[0]
    assert [total[name] for name in columns] == [1500.0, 4, 3, 1, 2, 1, 5000.0]
    assert total[["roi", "roas", "cpl", "cac"]].tolist() == pytest.approx([3500 / 1500, 5000 / 1500, 375.0, 750.0])
    assert view.before is not None
    assert view.before.total.iloc[0][["spend", "leads"]].tolist() == [100.0, 1]
    campaigns = {row["campaign"]: row["spend"] for row in view.now.campaigns.to_dict("records") if row["campaign"]}
    assert campaigns == {"Hannover Messe": 1000.0, "Brand": 300.0, "Generic": 200.0}


def test_a_margin_makes_roi_a_matter_of_margin(tiny: Store) -> None:
    change_setting(tiny, "margin_share", 0.4)
    change_setting(tiny, "exchange_rates", {"USD": 0.9})
    total = channel_roi_view(tiny, ALONE).now.total.iloc[0]
    assert total[["revenue", "margin", "roi"]].tolist() == pytest.approx([5900.0, 2360.0, 860 / 1500])


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


@pytest.mark.parametrize("view", [funnel_view, channel_roi_view, overview_view])
def test_an_empty_workspace_says_so(store: Store, view) -> None:
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        view(store, QUARTER)
