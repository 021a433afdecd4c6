"""What a journey is, as the reader chose it: whose touches, up to which conversion, how far back.

A *touch* is one touchpoint in a journey; a *journey* is one entity's touches in order up to a
conversion or to now; a *path* is the channels of a journey joined by ``PATH_SEPARATOR``.
"""

from dataclasses import dataclass
from enum import StrEnum

from clm_core.errors import ClmError

PATH_SEPARATOR = " > "
"""Between the channels of a path; a channel's key never contains it."""

NO_SOURCE = "no_source"
"""The channel of a touch whose channel is blank."""

DIRECT_CHANNELS = ("direct", "unassigned", NO_SOURCE)
"""Channels that say nothing about what brought somebody; ``excludes_direct`` leaves them out."""

MAX_LOOK_BACK_DAYS = 3650


class ConversionKind(StrEnum):
    """What a journey leads to."""

    LEAD = "lead"
    MQL = "mql"
    SQL = "sql"
    OPPORTUNITY = "opportunity"
    WON_DEAL = "won_deal"


class JourneyEnding(StrEnum):
    """How a journey of the period ended: with the conversion, with a lost deal, or without either."""

    CONVERSION = "conversion"
    LOST_DEAL = "lost_deal"
    NONE = "none"


class JourneyEntity(StrEnum):
    """Whose touches make one journey: one person's, or those of everybody in the company or deal."""

    CONTACT = "contact"
    ACCOUNT = "account"


class ConversionValue(StrEnum):
    """The money of a won deal."""

    REVENUE = "revenue"
    MARGIN = "margin"


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyOptions:
    """How journeys are cut; part of the key of every cache of journeys.

    ``look_back_days``: a touch counts only this many days (of 24 hours) before the conversion.
    ``excludes_direct`` drops the touches of ``DIRECT_CHANNELS`` before anything else is weighed.
    Raises ClmError for a look-back outside 1 to ``MAX_LOOK_BACK_DAYS``.
    """

    conversion: ConversionKind = ConversionKind.WON_DEAL
    entity: JourneyEntity = JourneyEntity.ACCOUNT
    look_back_days: int = 180
    is_marketing_only: bool = False
    excludes_direct: bool = False
    value: ConversionValue = ConversionValue.REVENUE

    def __post_init__(self) -> None:
        if not 1 <= self.look_back_days <= MAX_LOOK_BACK_DAYS:
            raise ClmError("selection.look_back_outside", days=self.look_back_days, most=MAX_LOOK_BACK_DAYS)
