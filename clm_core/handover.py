"""The hand-over of leads to sales, in words: who gets a lead, what sales says about it, what it may be used for."""

from dataclasses import dataclass, field
from enum import StrEnum

from clm_core.errors import ClmError


class Verdict(StrEnum):
    """What sales says about a lead it was given."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RECYCLED = "recycled"


class RejectionCause(StrEnum):
    """What a reason for rejection points to, and so who mends it."""

    NO_FIT = "no_fit"  # targeting
    LOW_INTENT = "low_intent"  # scoring
    BAD_DATA = "bad_data"  # the form
    TIMING = "timing"  # nurturing
    OTHER = "other"


class CrmLayout(StrEnum):
    """Whose columns the lead list is written in."""

    GENERIC = "generic"
    HUBSPOT = "hubspot"
    SALESFORCE = "salesforce"


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionReason:
    """One entry of the agreed list: the words that sales chooses, and the cause they stand for."""

    text: str
    cause: RejectionCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Somebody who works leads, and how many hours a week there are for new ones."""

    name: str
    hours_per_week: float

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ClmError("handover.seller_without_name")
        if not 0 <= self.hours_per_week <= 168:
            raise ClmError("handover.hours_outside", name=self.name, hours=f"{self.hours_per_week:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """Leads with one of these values of a fit field go to these sellers, in turn by their free hours.

    ``field`` is a fit field (scoring_model.TEXT_FIELDS or an attribute); texts are compared without regard to case.
    """

    name: str
    field: str
    values: tuple[str, ...]
    sellers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverPolicy:
    """What marketing and sales agreed on for the hand-over.

    ``hours_per_lead`` is the effort of working one lead, ``cost_per_lead`` what that costs in the reporting
    currency. A lead goes by the first rule that fits it; without one to any seller in turn by free hours.
    Raises ClmError for efforts that are not above zero, unknown sellers in a rule, and names that stand twice.
    """

    sellers: tuple[Seller, ...] = ()
    hours_per_lead: float = 2.0
    cost_per_lead: float = 90.0
    rules: tuple[RoutingRule, ...] = ()
    reasons: tuple[RejectionReason, ...] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        if not self.hours_per_lead > 0:
            raise ClmError("handover.effort_outside", hours=f"{self.hours_per_lead:g}")
        if self.cost_per_lead < 0:
            raise ClmError("handover.cost_outside", cost=f"{self.cost_per_lead:g}")
        names = [seller.name for seller in self.sellers]
        for known in (names, [reason.text for reason in self.reasons]):
            if len(set(known)) < len(known):
                raise ClmError("handover.named_twice", name=next(one for one in known if known.count(one) > 1))
        for rule in self.rules:
            unknown = [name for name in rule.sellers if name not in names]
            if unknown or not rule.sellers:
                raise ClmError("handover.unknown_seller", rule=rule.name, name=", ".join(unknown))

    @property
    def leads_per_week(self) -> float:
        """How many new leads all sellers can work in a week: hours ÷ effort."""
        return sum(seller.hours_per_week for seller in self.sellers) / self.hours_per_lead
