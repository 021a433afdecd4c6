"""The lead list of the tiny company, from its files and counted by hand."""

from datetime import date

import pytest

from clm_core.errors import ClmError
from clm_core.handover import CrmLayout, HandoverPolicy, RoutingRule, Seller, Verdict
from clm_core.records import RecordType, TouchpointKind
from clm_core.scoring_model import EngagementCriterion, EngagementGroup, FitCriterion, ScoringModel
from clm_core.services.handover import ChanceBasis, handover_list, read_handovers, record_handover
from clm_core.services.lead_verdicts import give_verdict
from clm_core.services.workspaces import Store
from tests.tiny_company import import_text

MORE = """Contact ID,Email,Company,Country,Source,Created on,Owner,Consent
c6,fred@forge.example,Forge,DE,Paid search,2026-01-20,,yes
c7,gina@gear.example,Gear,AT,Events,2026-02-01,Bo,yes
c8,hugo@hub.example,Hub,FR,,2026-02-01,Bo,no
"""
TOUCHES = """Time,Contact ID,Kind,Channel,Team
2026-03-18 10:00,c6,pricing page,Paid search,
2026-03-20 10:00,c6,unsubscribe,Email,
2026-03-22 10:00,c7,pricing page,Paid search,
2026-03-24 10:00,c8,pricing page,Paid search,
2026-03-24 10:00,c1,pricing page,Paid search,
2026-03-25 10:00,c4,pricing page,Paid search,
"""
MODEL = ScoringModel(
    fit=(FitCriterion(field="country", values=("de",), points=10),),
    engagement=(EngagementCriterion(group="intent", kinds=(TouchpointKind.PRICING_PAGE,), points=40),),
    groups=(EngagementGroup(name="intent", half_life_days=10),),
    mql_points=20,
    sql_points=30,
)
POLICY = HandoverPolicy(
    sellers=(Seller(name="Ada", hours_per_week=2), Seller(name="Bo", hours_per_week=2)),
    hours_per_lead=2,
    rules=(RoutingRule(name="Germany", field="country", values=("DE",), sellers=("Ada",)),),
)
DAY = date(2026, 3, 25)


@pytest.fixture
def touched(tiny: Store) -> Store:
    import_text(tiny, "more.csv", MORE, record_type=RecordType.CONTACTS)
    import_text(tiny, "touches.csv", TOUCHES, record_type=RecordType.TOUCHPOINTS)
    return tiny


def key_of(store: Store, contact_id: str) -> int:
    leads = handover_list(store, MODEL, POLICY, DAY).leads
    return int(leads.loc[leads["contact_id"] == contact_id, "contact_key"].iloc[0])


def test_only_open_leads_above_the_threshold_are_called(touched: Store) -> None:
    found = handover_list(touched, MODEL, POLICY, DAY)
    leads = found.leads.set_index("contact_id")
    # Anna is an SQL with a won deal and Dora has an open one, whatever their scores.
    assert set(leads.index) == {"c6", "c7", "c8"}
    assert leads["waiting_days"].to_dict() == {"c6": 7, "c7": 3, "c8": 1}
    assert leads.loc["c6", "score"] == pytest.approx(10 + 40 * 0.5**0.7)
    assert leads["consent"].to_dict() == {"c6": "unsubscribed", "c7": "given", "c8": "withdrawn"}
    assert leads.index[leads["may_be_mailed"]].tolist() == ["c7"]
    assert found.judged.empty
    assert (found.as_of, found.currency) == (DAY, "EUR")


def test_leads_are_routed_and_what_is_too_much_waits(touched: Store) -> None:
    found = handover_list(touched, MODEL, POLICY, DAY)
    leads = found.leads.set_index("contact_id")
    assert leads.loc["c6", ["owner", "routing_rule"]].tolist() == ["Ada", "Germany"]
    assert list(leads.loc[["c7", "c8"], "owner"]) == ["Bo", "Bo"]
    assert (len(found.this_week), found.later_count) == (2, 1)
    assert found.loads["this_week"].tolist() == [1, 1]


def test_few_deals_say_what_they_can(touched: Store) -> None:
    found = handover_list(touched, MODEL, POLICY, DAY)
    # No won lead is old enough to count: nobody knows a chance, so the score decides.
    assert found.chance.basis is ChanceBasis.NONE
    assert found.leads["expected_value"].isna().all()
    assert found.expected_value != found.expected_value
    # 34.6 is as good as 37.3 and has waited longer; 32.5 is not.
    assert found.leads["contact_id"].tolist() == ["c6", "c8", "c7"]
    assert set(found.leads["deal_value"]) == {5000.0}


def test_a_day_before_is_what_it_was(touched: Store) -> None:
    assert handover_list(touched, MODEL, POLICY, date(2026, 3, 19)).leads["contact_id"].tolist() == ["c6"]
    assert handover_list(touched, MODEL, POLICY, date(2026, 1, 15)).leads.empty


def test_verdicts_take_leads_off_the_list_and_bring_them_back(touched: Store) -> None:
    hub, gear = key_of(touched, "c8"), key_of(touched, "c7")
    give_verdict(touched, hub, Verdict.REJECTED, reason="Too small")
    give_verdict(touched, gear, Verdict.RECYCLED, recycle_on=date(2026, 3, 25))
    found = handover_list(touched, MODEL, POLICY)
    assert found.judged["contact_id"].tolist() == ["c8"]
    assert found.judged[["verdict", "reason", "owner"]].iloc[0].tolist() == ["rejected", "Too small", "Bo"]
    leads = found.leads.set_index("contact_id")
    assert "c8" not in leads.index
    assert str(leads.loc["c7", "verdict"]) == "recycled"
    # A past day knows nothing of it.
    assert set(handover_list(touched, MODEL, POLICY, date(2026, 3, 24)).leads["contact_id"]) == {"c6", "c7", "c8"}
    give_verdict(touched, gear, Verdict.RECYCLED, recycle_on=date(2030, 1, 1))
    assert set(handover_list(touched, MODEL, POLICY).leads["contact_id"]) == {"c6"}


def test_a_lead_stays_with_whom_it_was_handed_to(touched: Store) -> None:
    found = handover_list(touched, MODEL, POLICY, DAY)
    given = found.leads.assign(owner="Bo")
    first = record_handover(touched, given, scoring_version=None, as_of=DAY, layout=CrmLayout.GENERIC)
    assert (first.number, first.lead_count) == (1, 3)
    assert set(handover_list(touched, MODEL, POLICY, DAY).leads["owner"]) == {"Bo"}
    again = record_handover(touched, given, scoring_version=None, as_of=DAY, layout=CrmLayout.GENERIC)
    assert again.number == 1
    fewer = record_handover(touched, given[:2], scoring_version=None, as_of=DAY, layout=CrmLayout.GENERIC)
    assert (fewer.number, len(read_handovers(touched))) == (2, 2)


def test_an_empty_workspace_has_no_list(store: Store) -> None:
    with pytest.raises(ClmError, match=r"data\.nothing_loaded"):
        handover_list(store, MODEL, POLICY)
