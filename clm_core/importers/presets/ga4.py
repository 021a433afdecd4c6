"""Google Analytics 4: sessions per day and channel, in both languages and with the former names."""

from clm_core.importers.presets.preset import Preset, headings
from clm_core.records import RecordType

_CHANNEL_HEADINGS = (
    "Session primary channel group (Default Channel Group)",
    "Session primary channel group",
    "Session default channel group",
    "Session default channel grouping",
    "Default channel group",
    "Sitzung – primäre Channelgruppe (Standard-Channelgruppe)",
    "Sitzung – primäre Channelgruppe",
    "Primäre Channelgruppe der Sitzung (Standard-Channelgruppe)",
    "Standard-Channelgruppe der Sitzung",
    "Standardchannelgruppe der Sitzung",
    "Sitzung – Standard-Channelgruppe",
    "Standard-Channelgruppe",
)
_SOURCE_MEDIUM_HEADINGS = (
    "Session source / medium",
    "Sitzung – Quelle / Medium",
    "Sitzung – Quelle/Medium",
    "Quelle/Medium der Sitzung",
)
_SOURCE_HEADINGS = ("Session source", "Sitzung – Quelle", "Quelle der Sitzung")
_CHANNELS = {
    "direkt": "direct",
    "organische suche": "organic_search",
    "bezahlte suche": "paid_search",
    "organisches social media": "organic_social",
    "soziale netzwerke (organisch)": "organic_social",
    "bezahltes social media": "paid_social",
    "soziale netzwerke (bezahlt)": "paid_social",
    "verweis": "referral",
    "verweise": "referral",
    "e-mail": "email",
    "direct": "direct",
    "cross-network": "cross_network",
    "paid shopping": "paid_shopping",
    "paid search": "paid_search",
    "paid social": "paid_social",
    "paid video": "paid_video",
    "display": "display",
    "paid other": "paid_other",
    "organic shopping": "organic_shopping",
    "organic social": "organic_social",
    "organic video": "organic_video",
    "organic search": "organic_search",
    "referral": "referral",
    "email": "email",
    "affiliates": "affiliates",
    "audio": "audio",
    "sms": "sms",
    "mobile push notifications": "mobile_push",
    "ai assistant": "ai_assistant",
    "unassigned": "unassigned",
    "nicht zugewiesen": "unassigned",
    "(not set)": "unassigned",
    "(other)": "unassigned",
}

TRAFFIC = Preset(
    name="ga4_traffic",
    system="ga4",
    record_type=RecordType.TRAFFIC,
    signature=(
        headings("Date", "Datum", "Day", "Tag"),
        headings("Sessions", "Sitzungen"),
        headings(*_CHANNEL_HEADINGS, *_SOURCE_MEDIUM_HEADINGS, *_SOURCE_HEADINGS),
    ),
    fields={
        "day": ("Date", "Datum", "Day", "Tag"),
        "channel": _CHANNEL_HEADINGS,
        "source_medium": _SOURCE_MEDIUM_HEADINGS,
        "source": _SOURCE_HEADINGS,
        "medium": ("Session medium", "Sitzung – Medium", "Medium der Sitzung"),
        "campaign": ("Session campaign", "Sitzung – Kampagne", "Kampagne der Sitzung"),
        "sessions": ("Sessions", "Sitzungen"),
        "users": ("Active users", "Aktive Nutzer", "Users", "Nutzer", "Total users", "Nutzer insgesamt"),
        "key_events": ("Key events", "Schlüsselereignisse", "Wichtige Ereignisse", "Conversions"),
    },
    channel_field="channel",
    channels=_CHANNELS,
    date_order="ymd",
)

PRESETS = (TRAFFIC,)
