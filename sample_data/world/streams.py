"""Where leads come from, and the planted relation of each stream's weekly spend to its leads.

A stream is one platform or activity; several may share a channel (LinkedIn and Meta are both paid social).
Leads of a week ~ Poisson(season × ceiling × saturation(adstock(spend)) × noise), counted when the lead is created.
"""

from dataclasses import dataclass
from enum import StrEnum


class Curve(StrEnum):
    """How leads flatten as spend grows."""

    HILL = "hill"  # x^slope / (x^slope + scale^slope)
    EXPONENTIAL = "exponential"  # 1 - exp(-x / scale)


class Rhythm(StrEnum):
    """How a stream's money is booked."""

    DAILY = "daily"
    WEEKLY = "weekly"
    DATED = "dated"  # one booking an event
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One source of leads with all that is planted about it."""

    name: str
    channel: str  # our channel key, or the company's own channel
    rhythm: Rhythm
    leads_per_year: float  # at the usual spend; what the ceiling is derived from
    channel_text: str = ""  # what the company's own files call it; online touchpoints carry source and medium instead
    sources: tuple[str, ...] = ("",)
    medium: str = ""
    platform: str = ""
    spend_per_year: float = 0.0
    carry_over: float = 0.0  # geometric adstock a week
    curve: Curve = Curve.EXPONENTIAL
    slope: float = 1.0
    scale: float = 1.0  # adstocked spend of half (Hill) or 63 % (exponential) saturation, in euros a week
    claimed_factor: float = 0.0  # conversions the platform claims for each lead that it brought
    quality_log_odds: float = 0.0  # lead becomes opportunity
    win_log_odds: float = 0.0  # opportunity is won
    amount_log_effect: float = 0.0
    is_sales: bool = False  # leads that sales finds itself go straight to sales
    is_offline: bool = False
    cost_per_click: float = 0.0
    click_rate: float = 0.0
    growth_per_year: float = 0.0


STREAMS: tuple[Stream, ...] = (
    Stream(
        name="google_search", channel="paid_search", platform="Google Ads", rhythm=Rhythm.DAILY,
        sources=("google",), medium="cpc", spend_per_year=520_000, leads_per_year=1_200,
        carry_over=0.15, curve=Curve.HILL, slope=1.3, scale=9_500, claimed_factor=1.35,
        quality_log_odds=0.15, cost_per_click=3.4, click_rate=0.046,
    ),
    Stream(
        name="microsoft_search", channel="paid_search", platform="Microsoft Ads", rhythm=Rhythm.DAILY,
        sources=("bing",), medium="cpc", spend_per_year=55_000, leads_per_year=165,
        carry_over=0.15, curve=Curve.EXPONENTIAL, scale=1_900, claimed_factor=1.15,
        quality_log_odds=0.35, cost_per_click=2.3, click_rate=0.031,
    ),
    Stream(
        name="google_display", channel="display", platform="Google Ads", rhythm=Rhythm.DAILY,
        sources=("google",), medium="display", spend_per_year=255_000, leads_per_year=900,
        carry_over=0.35, curve=Curve.EXPONENTIAL, scale=3_400, claimed_factor=2.4,
        quality_log_odds=-1.9, win_log_odds=-0.9, amount_log_effect=-0.3, cost_per_click=0.62, click_rate=0.0038,
    ),
    Stream(
        name="meta", channel="paid_social", platform="Meta Ads", rhythm=Rhythm.DAILY,
        sources=("facebook", "instagram"), medium="paid-social", spend_per_year=135_000, leads_per_year=820,
        carry_over=0.40, curve=Curve.HILL, slope=1.2, scale=3_200, claimed_factor=3.2,
        quality_log_odds=-0.8, win_log_odds=-0.3, amount_log_effect=-0.15, cost_per_click=0.95, click_rate=0.0105,
    ),
    Stream(
        name="linkedin", channel="paid_social", platform="LinkedIn Ads", rhythm=Rhythm.DAILY,
        sources=("linkedin",), medium="paid-social", spend_per_year=310_000, leads_per_year=700,
        carry_over=0.35, curve=Curve.HILL, slope=1.4, scale=9_000, claimed_factor=1.8,
        quality_log_odds=0.2, amount_log_effect=0.1, cost_per_click=6.8, click_rate=0.0061,
    ),
    Stream(
        name="email", channel="email", rhythm=Rhythm.WEEKLY, channel_text="E-Mail",
        sources=("newsletter",), medium="email", spend_per_year=46_000, leads_per_year=450,
        carry_over=0.20, curve=Curve.EXPONENTIAL, scale=1_300, quality_log_odds=0.1,
    ),
    Stream(
        name="webinars", channel="online_seminare", rhythm=Rhythm.DATED, channel_text="Online-Seminare",
        spend_per_year=66_000, leads_per_year=360, carry_over=0.35,
        curve=Curve.EXPONENTIAL, scale=6_500, quality_log_odds=0.45,
    ),
    Stream(
        name="trade_fairs", channel="events", rhythm=Rhythm.DATED, channel_text="Messe",
        spend_per_year=690_000, leads_per_year=850, carry_over=0.30, curve=Curve.EXPONENTIAL, scale=95_000,
        quality_log_odds=0.7, win_log_odds=0.25, amount_log_effect=0.25, is_offline=True,
    ),
    Stream(
        name="mailings", channel="direct_mail", rhythm=Rhythm.DATED, channel_text="Mailing",
        spend_per_year=118_000, leads_per_year=330, carry_over=0.50, curve=Curve.EXPONENTIAL, scale=17_000,
        quality_log_odds=0.2, is_offline=True,
    ),
    Stream(
        name="field_sales", channel="field_sales", rhythm=Rhythm.WEEKLY, channel_text="Außendienst",
        spend_per_year=345_000, leads_per_year=420, carry_over=0.55, curve=Curve.HILL, slope=1.1, scale=14_000,
        quality_log_odds=0.6, win_log_odds=0.1, amount_log_effect=0.15, is_sales=True, is_offline=True,
    ),
    Stream(
        name="call_centre", channel="call_centre", rhythm=Rhythm.WEEKLY, channel_text="Call-Center",
        spend_per_year=138_000, leads_per_year=350, carry_over=0.10, curve=Curve.EXPONENTIAL, scale=2_400,
        quality_log_odds=-0.1, win_log_odds=-0.1, is_offline=True,
    ),
    Stream(
        name="partners", channel="partners", rhythm=Rhythm.WEEKLY, channel_text="Partner",
        spend_per_year=62_000, leads_per_year=230, carry_over=0.50, curve=Curve.EXPONENTIAL, scale=7_500,
        quality_log_odds=0.9, win_log_odds=0.3, amount_log_effect=0.15, is_sales=True, is_offline=True,
    ),
    Stream(
        name="organic_search", channel="organic_search", rhythm=Rhythm.NONE, growth_per_year=0.10,
        sources=("google", "google", "google", "google", "bing", "duckduckgo", "ecosia.org"), medium="organic",
        leads_per_year=1_080, quality_log_odds=0.25,
    ),
    Stream(
        name="direct", channel="direct", rhythm=Rhythm.NONE, sources=("(direct)",), medium="(none)",
        leads_per_year=560, quality_log_odds=0.1,
    ),
    Stream(
        name="referral", channel="referral", rhythm=Rhythm.NONE, medium="referral", leads_per_year=250,
        sources=("blechportal.example", "fertigung-heute.example", "maschinenfinder.example"), quality_log_odds=0.5,
    ),
    Stream(
        name="organic_social", channel="organic_social", rhythm=Rhythm.NONE, medium="social", leads_per_year=190,
        sources=("linkedin", "linkedin", "facebook"), quality_log_odds=-0.2, growth_per_year=0.15,
    ),
)  # fmt: skip
"""Display is the wasteful one (saturated, poor leads), partners the underfunded one (far from saturation, the best
leads), Meta the one whose platform claims far more than it brought."""

INDEX = {stream.name: position for position, stream in enumerate(STREAMS)}
