"""The channels that everybody has, in their fixed order, and what is known of each."""

from dataclasses import dataclass

from clm_core.records import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel: ``label`` is the user's own name, empty for built-in ones (channels.<key> in the catalogues).

    ``position`` is its fixed place, and so its fixed colour, on every page.
    """

    key: str
    position: int
    label: str = ""
    is_offline: bool = False
    team: Team = Team.MARKETING


UNASSIGNED = "unassigned"
NO_SOURCE = "no_source"
UNKNOWN_CHANNELS = (UNASSIGNED, NO_SOURCE)
"""Not a source: nothing matched, or nothing was given at all."""

_ONLINE = """direct cross_network paid_shopping paid_search paid_social paid_video display paid_other organic_shopping
    organic_social organic_video organic_search referral email affiliates audio sms mobile_push ai_assistant"""
_OFFLINE = "events direct_mail field_sales call_centre partners"
_TEAMS = dict.fromkeys(("field_sales", "call_centre", "partners"), Team.SALES) | dict.fromkeys(
    UNKNOWN_CHANNELS, Team.BOTH
)

BUILT_IN_CHANNELS: tuple[Channel, ...] = tuple(
    Channel(
        key=key,
        position=position,
        is_offline=key in _OFFLINE.split(),
        team=_TEAMS.get(key, Team.MARKETING),
    )
    for position, key in enumerate([*_ONLINE.split(), *_OFFLINE.split(), "content_syndication", *UNKNOWN_CHANNELS])
)
"""Calls, visits and partners are the work of sales; nobody's work can be read from an unknown source."""
