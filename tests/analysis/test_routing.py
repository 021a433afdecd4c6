"""Leads are divided fairly, by rule, the same way every time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.analysis.routing import Routing, routed, weekly_leads
from clm_core.handover import HandoverPolicy, RoutingRule, Seller

COUNTRIES = ("DE", "AT", "CH", "")


def policy_of(hours: dict[str, float], *rules: RoutingRule, effort: float = 1.0) -> HandoverPolicy:
    sellers = tuple(Seller(name=name, hours_per_week=one) for name, one in hours.items())
    return HandoverPolicy(sellers=sellers, hours_per_lead=effort, rules=rules)


def rule(name: str, country: str, *sellers: str) -> RoutingRule:
    return RoutingRule(name=name, field="country", values=(country,), sellers=sellers)


def route(
    policy: HandoverPolicy, countries: list[str], handed: list[str] | None = None, known: list[str] | None = None
) -> Routing:
    nobody = [""] * len(countries)
    return routed({"country": countries}, policy, handed_to=handed or nobody, known_owners=known or nobody)


def test_without_rules_leads_go_in_turn_by_free_hours() -> None:
    found = route(policy_of({"Ada": 4, "Bo": 2}), [""] * 8)
    # (leads + 1) ÷ hours: ¼ before ½, then ½ for both, when Bo has fewer; nobody waits for the last hour of another.
    assert found.owners == ["Ada", "Bo", "Ada", "Ada", "Bo", "Ada", "Ada", "Bo"]
    assert found.is_this_week.tolist() == [True] * 6 + [False, False]
    assert found.loads["leads"].tolist() == [5, 3]
    assert found.loads["this_week"].tolist() == [4, 2]
    assert found.loads["leads_per_week"].tolist() == [4, 2]


def test_the_first_rule_that_fits_decides() -> None:
    rules = (rule("South", " at ", "Bo"), rule("All of AT", "AT", "Ada"), rule("Home", "de", "Ada", "Cy"))
    found = route(policy_of({"Ada": 9, "Bo": 9, "Cy": 9}, *rules), ["AT", "AT", "DE", "DE", "FR"])
    assert found.owners == ["Bo", "Bo", "Ada", "Cy", "Ada"]
    assert found.rules == ["South", "South", "Home", "Home", ""]


def test_who_knows_the_contact_keeps_it_where_the_rule_allows_and_there_is_room() -> None:
    policy = policy_of({"Ada": 2, "Bo": 2}, rule("North", "DE", "Ada"))
    found = route(policy, ["", "", "", "DE"], known=["BO", "Bo ", "Bo", "Bo"])
    assert found.owners == ["Bo", "Bo", "Ada", "Ada"]
    assert found.ways == ["known_owner", "known_owner", "in_turn", "in_turn"]
    everybody_full = route(policy, [""] * 5, known=["", "", "", "", "Bo"])
    assert everybody_full.owners[-1] == "Bo"
    assert not everybody_full.is_this_week[-1]


def test_a_lead_that_was_handed_over_stays_where_it_is() -> None:
    policy = policy_of({"Ada": 1, "Bo": 5}, rule("North", "DE", "Bo"))
    found = route(policy, ["DE", "DE", "DE"], handed=["", "Ada", "Somebody who left"])
    assert found.owners == ["Bo", "Ada", "Bo"]
    assert found.ways == ["in_turn", "handed_over", "in_turn"]


def test_somebody_on_leave_gets_nothing_but_what_nobody_else_may_have() -> None:
    policy = policy_of({"Ada": 0, "Bo": 1}, rule("North", "DE", "Ada"))
    found = route(policy, ["", "", "DE"])
    assert found.owners == ["Bo", "Bo", "Ada"]
    assert found.is_this_week.tolist() == [True, False, False]


def test_without_sellers_every_lead_is_listed_without_owner() -> None:
    found = route(policy_of({}), ["DE", "AT"])
    assert (found.owners, found.is_this_week.tolist(), len(found.loads)) == (["", ""], [True, True], 0)
    assert len(route(policy_of({"Ada": 3}), []).owners) == 0


def test_leads_of_a_week_are_whole() -> None:
    assert [weekly_leads(10, 2.5), weekly_leads(10, 1.5), weekly_leads(0.3, 0.1), weekly_leads(1, 1.5)] == [4, 6, 3, 0]


NAMES = ("Ada", "Bo", "Cy", "Di")
CASES = st.fixed_dictionaries(
    {
        "hours": st.lists(st.sampled_from([0.0, 1.0, 2.5, 4.0]), min_size=1, max_size=4),
        "effort": st.sampled_from([0.5, 1.0, 1.5]),
        "rules": st.lists(
            st.tuples(st.sampled_from(COUNTRIES[:3]), st.sets(st.integers(0, 3), min_size=1)), max_size=3
        ),
        "leads": st.lists(
            st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(("", *NAMES)), st.booleans()), max_size=25
        ),
    }
)


def built(case: dict[str, list[tuple[str, set[int]]]]) -> tuple[HandoverPolicy, list[str], list[str], list[str]]:
    names = NAMES[: len(case["hours"])]
    rules = [
        rule(f"Rule {number}", country, *sorted({names[place % len(names)] for place in places}))
        for number, (country, places) in enumerate(case["rules"])
    ]
    policy = policy_of(dict(zip(names, case["hours"], strict=True)), *rules, effort=case["effort"])  # type: ignore[arg-type]
    countries = [lead[0] for lead in case["leads"]]
    known = [lead[1] for lead in case["leads"]]  # type: ignore[misc]
    handed = [lead[1] if lead[2] else "" for lead in case["leads"]]  # type: ignore[misc]
    return policy, countries, handed, known  # type: ignore[return-value]


def may_have(policy: HandoverPolicy, country: str) -> tuple[str, ...]:
    for one in policy.rules:
        if country in one.values:
            return one.sellers
    return tuple(seller.name for seller in policy.sellers)


@given(CASES)
def test_every_lead_has_one_owner_who_may_have_it(case: dict[str, list[tuple[str, set[int]]]]) -> None:
    policy, countries, handed, known = built(case)
    found = route(policy, countries, handed, known)
    assert len(found.owners) == len(countries)
    names = [seller.name for seller in policy.sellers]
    for country, before, owner in zip(countries, handed, found.owners, strict=True):
        assert owner == before if before in names else owner in may_have(policy, country)
    assert found.loads["leads"].sum() == len(countries)
    again = route(policy, countries, handed, known)
    assert (again.owners, again.rules) == (found.owners, found.rules)


@given(CASES)
def test_nobody_has_more_than_a_week_while_somebody_else_has_room(case: dict[str, list[tuple[str, set[int]]]]) -> None:
    policy, countries, _, known = built(case)
    found = route(policy, countries, known=known)
    room = dict(zip(found.loads["owner"], found.loads["leads_per_week"] - found.loads["this_week"], strict=True))
    for lead in np.flatnonzero(~found.is_this_week):
        assert not [name for name in may_have(policy, countries[lead]) if room[name] > 0]
    assert (found.loads["this_week"] <= found.loads["leads_per_week"]).all()


@given(CASES, st.sampled_from([0.0, 1.0, 3.0, 20.0]))
def test_one_more_seller_adds_to_nobody_else(case: dict[str, list[tuple[str, set[int]]]], hours: float) -> None:
    policy, countries, handed, known = built(case)
    more = replace(policy, sellers=(*policy.sellers, Seller(name="New", hours_per_week=hours)))
    before, after = (route(one, countries, handed, known).loads for one in (policy, more))
    assert (after["leads"].to_numpy()[:-1] <= before["leads"].to_numpy()).all()
    assert (after["this_week"].to_numpy()[:-1] <= before["this_week"].to_numpy()).all()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_where_the_new_seller_stands_in_the_list_does_not_matter(place: int) -> None:
    sellers = [Seller(name="Ada", hours_per_week=3), Seller(name="Bo", hours_per_week=2)]
    before = route(HandoverPolicy(sellers=tuple(sellers), hours_per_lead=1), [""] * 9).loads
    sellers.insert(place, Seller(name="New", hours_per_week=2))
    after = route(HandoverPolicy(sellers=tuple(sellers), hours_per_lead=1), [""] * 9).loads
    old = after[after["owner"] != "New"]
    assert (old["leads"].to_numpy() <= before["leads"].to_numpy()).all()
