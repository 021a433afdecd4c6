"""Roles proposed by name: what modellers, agencies and marketers call their columns."""

import pandas as pd
import pytest

from clm_core.importers.series_roles import ColumnRole, channel_of, proposed_outcome, proposed_roles
from clm_core.response_curves import ResponseOutcome


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("facebook_S", ColumnRole.SPEND),
        ("Spend LinkedIn", ColumnRole.SPEND),
        ("TV Kosten (EUR)", ColumnRole.SPEND),
        ("facebook_I", ColumnRole.UNUSED),
        ("Channel0_impression", ColumnRole.UNUSED),
        ("Organic_channel0_impression", ColumnRole.CONTROL),
        ("competitor_sales_B", ColumnRole.CONTROL),
        ("Feiertage", ColumnRole.CONTROL),
        ("Preisindex", ColumnRole.CONTROL),
        ("revenue_per_conversion", ColumnRole.OUTCOME_VALUE),
        ("Bundesland", ColumnRole.REGION),
        ("population", ColumnRole.UNUSED),
    ],
)
def test_a_name_says_what_a_column_is(heading: str, role: ColumnRole) -> None:
    assert proposed_roles(pd.DataFrame({"date": ["2026-01-05"], heading: [1.0]}))[heading] is role


def test_one_outcome_is_proposed_the_best_known_one() -> None:
    cells = pd.DataFrame({"Woche": ["KW 1 2026"], "Leads": [1], "Umsatz": [2], "TV Kosten": [3]})
    roles = proposed_roles(cells)
    assert roles == {
        "Woche": ColumnRole.PERIOD, "Leads": ColumnRole.UNUSED, "Umsatz": ColumnRole.OUTCOME,
        "TV Kosten": ColumnRole.SPEND,
    }  # fmt: skip
    assert proposed_outcome(roles) is ResponseOutcome.REVENUE


def test_dates_are_found_under_any_name() -> None:
    cells = pd.DataFrame({"whatever": ["2026-01-05", "2026-01-12"], "leads": [1, 2]})
    assert proposed_roles(cells)["whatever"] is ColumnRole.PERIOD


def test_a_channel_is_called_as_its_column() -> None:
    assert [channel_of(one) for one in ("facebook_S", "Kosten TV", "Radio")] == ["facebook", "TV", "Radio"]
