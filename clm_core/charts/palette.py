"""Colours: one a channel by its fixed position, the same on every page, and a few with a meaning.

Chosen greedily for the largest smallest distance in OKLab, also as seen with red and green blindness
(Machado et al. 2009), among colours with a contrast of at least 3 : 1 on our light and our dark ground.
The channels that most companies have got the colours that differ most. A test holds all of this.
"""

from dataclasses import dataclass
from enum import StrEnum

CHANNEL_COLOURS = (
    "#924986",  # direct
    "#E75586",  # cross_network
    "#AA49AA",  # paid_shopping
    "#0072B2",  # paid_search
    "#D55E00",  # paid_social
    "#AA556D",  # paid_video
    "#556DE7",  # display
    "#007961",  # paid_other
    "#796DCE",  # organic_shopping
    "#2461CE",  # organic_social
    "#B66DE7",  # organic_video
    "#009E73",  # organic_search
    "#C23100",  # referral
    "#8686FF",  # email
    "#6D9249",  # affiliates
    "#49863D",  # audio
    "#31AA3D",  # sms
    "#006D92",  # mobile_push
    "#C28618",  # ai_assistant
    "#925549",  # events
    "#F36161",  # direct_mail
    "#2492CE",  # field_sales
    "#C26DB6",  # call_centre
    "#79610C",  # partners
    "#926D9E",  # content_syndication
    "#7C8594",  # unassigned
    "#8D949E",  # no_source
    # From here on: channels of the user's own.
    "#559E92",
    "#5592B6",
    "#79860C",
    "#008679",
    "#799E61",
    "#CE6DCE",
    "#319279",
    "#3D9ECE",
    "#496D31",
)
MAIN_CHANNEL_POSITIONS = (0, 3, 4, 6, 11, 12, 13, 19, 20, 21)
"""Places of the ten channels that most companies have."""

_FIRST_OWN = 27


def channel_colour(position: int) -> str:
    """The colour of the channel at a position; the user's own channels share theirs after the ninth."""
    if position < len(CHANNEL_COLOURS):
        return CHANNEL_COLOURS[position]
    own = CHANNEL_COLOURS[_FIRST_OWN:]
    return own[(position - _FIRST_OWN) % len(own)]


class Mode(StrEnum):
    """The ground that a chart stands on."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """What a chart is drawn with on one ground; the ground itself is left transparent."""

    ground: str
    text: str
    muted: str
    grid: str
    accent: str
    accent_soft: str
    earned: str
    spent: str
    open: str
    bad: str
    worse: str


INKS: dict[Mode, Ink] = {
    Mode.LIGHT: Ink(
        ground="#FFFFFF",
        text="#0D1620",
        muted="#4B5866",
        grid="#E3E8EE",
        accent="#0B5FA5",
        accent_soft="#8DB8DE",
        earned="#00806A",
        spent="#C4570A",
        open="#B9C4D0",
        bad="#A8431F",
        worse="#DA9A63",
    ),
    Mode.DARK: Ink(
        ground="#0E1620",
        text="#EEF3F8",
        muted="#AAB7C5",
        grid="#263443",
        accent="#5AA9EA",
        accent_soft="#2C5E8C",
        earned="#2FBF9F",
        spent="#F0904A",
        open="#4A5B6D",
        bad="#E0764C",
        worse="#A2683A",
    ),
}
