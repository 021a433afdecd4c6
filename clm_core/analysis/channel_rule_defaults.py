"""The channel rules that everybody starts with: ad platforms, GA4's default group, offline channels, kinds."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from clm_core.analysis.channel_rule import ChannelRule


def _rule(name: str, channel: str = "", **conditions: Any) -> ChannelRule:
    return ChannelRule(name=name, channel=channel or name, **conditions)


def _word(*words: str) -> str:
    # Whole words only, however they are joined: hannover-messe, messe_2026; but not messenger.
    return rf"(?<![^\W\d_])(?:{'|'.join(words)})(?![^\W\d_])"


_GOOGLE = ("google_ads", "google", "googleads", "adwords", "google_adwords")
_MICROSOFT = ("microsoft_ads", "microsoft", "bing", "bing_ads", "microsoft_advertising")
_SOCIAL = tuple(
    platform + ending
    for platform in (
        "meta",
        "facebook",
        "instagram",
        "linkedin",
        "tiktok",
        "xing",
        "twitter",
        "x",
        "pinterest",
        "reddit",
    )
    for ending in ("", "_ads", "ads")
)
_MAX = "performance.?max|p-max|" + _word("pmax")
_SHOP = "^(.*(([^a-df-z]|^)shop|shopping).*)$"


def _platform_rules() -> Iterable[ChannelRule]:
    """Ad platforms name neither source nor medium in their reports: what they sell says the channel."""
    searching = _GOOGLE + _MICROSOFT
    across = rf"{_MAX}|cross.?network|demand.?gen|discovery|smart|leistungsmaximierung|netzwerkübergreifend"
    yield _rule("platform_cross_network", "cross_network", platforms=searching, campaign_type_pattern=across)
    yield _rule("platform_shopping", "paid_shopping", platforms=searching, campaign_type_pattern="shopping")
    yield _rule("platform_display", "display", platforms=searching, campaign_type_pattern="display|audience")
    yield _rule("platform_video", "paid_video", platforms=searching, campaign_type_pattern="video|youtube")
    yield _rule("platform_search_type", "paid_search", platforms=searching, campaign_type_pattern="search|such")
    yield _rule("platform_cross_network_name", "cross_network", platforms=searching, campaign_pattern=_MAX)
    yield _rule("platform_search", "paid_search", platforms=searching)
    yield _rule("platform_social", "paid_social", platforms=_SOCIAL)


def _ga4_rules() -> Iterable[ChannelRule]:
    """GA4's default channel group in its order, with assistants before referral and search (they are referrers)."""
    yield _rule("direct", sources=("(direct)",), mediums=("(not set)", "(none)", ""))
    yield _rule("cross_network", campaign_pattern="cross-network")
    yield _rule("paid_shopping_site", "paid_shopping", source_list="shopping", is_paid=True)
    yield _rule("paid_shopping_campaign", "paid_shopping", campaign_pattern=_SHOP, is_paid=True)
    yield _rule("paid_search", source_list="search", is_paid=True)
    yield _rule("paid_social", source_list="social", is_paid=True)
    yield _rule("paid_video", source_list="video", is_paid=True)
    yield _rule("display", mediums=("display", "banner", "expandable", "interstitial", "cpm"))
    yield _rule("paid_other", is_paid=True)
    yield _rule("ai_assistant_site", "ai_assistant", source_list="ai_assistant")
    yield _rule("organic_shopping_site", "organic_shopping", source_list="shopping")
    yield _rule("organic_shopping_campaign", "organic_shopping", campaign_pattern=_SHOP)
    yield _rule("organic_social_site", "organic_social", source_list="social")
    social = ("social", "social-network", "social-media", "sm", "social network", "social media")
    yield _rule("organic_social_medium", "organic_social", mediums=social)
    yield _rule("organic_video_site", "organic_video", source_list="video")
    yield _rule("organic_video_medium", "organic_video", medium_pattern="^(.*video.*)$")
    yield _rule("organic_search_site", "organic_search", source_list="search")
    yield _rule("organic_search_medium", "organic_search", mediums=("organic",))
    yield _rule("referral", mediums=("referral", "app", "link"))
    yield _rule("email", names=("email", "e-mail", "e_mail", "e mail"))
    yield _rule("affiliates", mediums=("affiliate",))
    yield _rule("audio", mediums=("audio",))
    yield _rule("sms", names=("sms",))
    yield _rule("mobile_push", medium_pattern="push$|mobile|notification")
    yield _rule("ai_assistant_medium", "ai_assistant", mediums=("ai-assistant",))


def _offline_rules() -> Iterable[ChannelRule]:
    """What business-to-business companies do and GA4 has no channel for."""
    fairs = (
        "events?",
        "messen?",
        "(?:fach|haus)messe",
        "trade[ _-]?(?:show|fair)s?",
        "exhibitions?",
        "expo",
        "kongress",
    )
    talks = (
        "konferenz",
        "conference",
        "seminare?",
        "roadshow",
        "webinare?",
        "webinars",
        "veranstaltung(?:en)?",
        "summit",
    )
    yield _rule("events", name_pattern=_word(*fairs, *talks))
    post = ("post", "mailings?", "direct[ _-]?mail", "postmailing", "brief", "letter", "postcard", "postkarte")
    yield _rule("direct_mail", name_pattern=_word(*post))
    resale = ("partners?", "vertriebspartner", "resellers?", "händler", "haendler", "distributors?")
    yield _rule("partners", name_pattern=_word(*resale))
    visits = ("außendienst", "aussendienst", "field[ _-]?sales", "vertrieb", "outside[ _-]?sales")
    yield _rule("field_sales", name_pattern=_word(*visits))
    calls = ("call[ _-]?cent(?:er|re)s?", "telefon", "phone", "telemarketing", "telesales", "cold[ _-]?calls?")
    yield _rule("call_centre", name_pattern=_word(*calls, "kaltakquise", "telefonakquise"))
    yield _rule("content_syndication", name_pattern=_word("(?:content[ _-]?)?syndication", "fachportale?"))


def _kind_rules() -> Iterable[ChannelRule]:
    """A touchpoint without a source still says what it was."""
    yield _rule("kind_email", "email", kinds=("email_open", "email_click", "unsubscribe", "bounce"))
    yield _rule("kind_event", "events", kinds=("event", "webinar"))
    yield _rule("kind_mailing", "direct_mail", kinds=("mailing",))
    yield _rule("kind_ad", "paid_other", kinds=("ad_click",))
    yield _rule("kind_call", "call_centre", kinds=("call",))
    yield _rule("kind_meeting", "field_sales", kinds=("meeting", "demo", "reply"))


DEFAULT_CHANNEL_RULES: tuple[ChannelRule, ...] = tuple(
    replace(rule, position=position)
    for position, rule in enumerate((*_platform_rules(), *_ga4_rules(), *_offline_rules(), *_kind_rules()), start=1)
)
