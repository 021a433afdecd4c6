"""The funnel of a company whose people can be counted by hand."""

from dataclasses import replace

import pytest

from clm_core.errors import ClmError
from clm_core.records import Stage
from clm_core.selection import Comparison
from clm_core.services.funnel import FunnelGroup, funnel_people, funnel_view
from clm_core.services.workspaces import Store
from tests.services.conftest import QUARTER

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


def test_an_empty_workspace_says_so(store: Store) -> None:
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        funnel_view(store, QUARTER)
