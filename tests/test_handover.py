"""The hand-over policy refuses what could not be agreed on, and says what sales can work."""

from typing import Any

import pytest

from clm_core.errors import ClmError
from clm_core.handover import HandoverPolicy, RejectionCause, RejectionReason, RoutingRule, Seller
from clm_core.texts import Language, texts_for

SELLERS = (Seller(name="Ada", hours_per_week=12), Seller(name="Bo", hours_per_week=6))


def test_capacity_is_hours_over_effort() -> None:
    assert HandoverPolicy(sellers=SELLERS, hours_per_lead=1.5).leads_per_week == 12
    assert HandoverPolicy().leads_per_week == 0


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"hours_per_lead": 0}, "handover.effort_outside"),
        ({"cost_per_lead": -1}, "handover.cost_outside"),
        ({"sellers": SELLERS + SELLERS[:1]}, "handover.named_twice"),
        ({"reasons": (RejectionReason(text="x", cause=RejectionCause.NO_FIT),) * 2}, "handover.named_twice"),
        (
            {"rules": (RoutingRule(name="AT", field="country", values=("Österreich",), sellers=("Zoe",)),)},
            "handover.unknown_seller",
        ),
    ],
)
def test_what_cannot_be_agreed_on_is_refused(given: dict[str, Any], key: str) -> None:
    with pytest.raises(ClmError) as raised:
        HandoverPolicy(**{"sellers": SELLERS} | given)
    assert raised.value.key == key
    assert all(texts_for(language).error(raised.value) for language in Language)


@pytest.mark.parametrize(("name", "hours", "key"), [(" ", 1, "seller_without_name"), ("A", 200, "hours_outside")])
def test_a_seller_has_a_name_and_a_week(name: str, hours: float, key: str) -> None:
    with pytest.raises(ClmError) as raised:
        Seller(name=name, hours_per_week=hours)
    assert raised.value.key == f"handover.{key}"
    assert all(texts_for(language).error(raised.value) for language in Language)
