"""Meta Ads Manager in both languages (the currency stands in the headings), and tables of its API."""

from clm_core.importers.presets.preset import Preset, headings
from clm_core.records import RecordType

_FIXED = {"platform": "meta_ads", "source": "facebook", "medium": "paid-social", "channel": "paid_social"}

REPORT = Preset(
    name="meta_ads",
    system="meta_ads",
    record_type=RecordType.SPEND,
    signature=(
        headings("Amount spent", "Ausgegebener Betrag"),
        headings("Day", "Tag", "Reporting starts", "Berichtsbeginn", "Week", "Woche", "Month", "Monat"),
    ),
    fields={
        "day": ("Day", "Tag"),
        "week": ("Week", "Woche"),
        "month": ("Month", "Monat"),
        "period_start_on": ("Reporting starts", "Berichtsbeginn"),
        "period_end_on": ("Reporting ends", "Berichtsende"),
        "campaign": ("Campaign name", "Kampagnenname"),
        "campaign_id": ("Campaign ID", "Kampagnen-ID"),
        "spend_micros": ("Amount spent", "Ausgegebener Betrag"),
        "currency": ("Currency", "Währung"),
        "impressions": ("Impressions", "Impressionen"),
        "clicks": ("Link clicks", "Link-Klicks", "Clicks (all)", "Klicks (alle)"),
        "claimed_conversions": ("Results", "Ergebnisse"),
        "claimed_value_micros": ("Purchases conversion value", "Conversion-Wert", "Conversion-Wert von Käufen"),
    },
    fixed=_FIXED,
)

API = Preset(
    name="meta_ads_api",
    system="meta_ads",
    record_type=RecordType.SPEND,
    signature=(headings("spend"), headings("date", "date_start"), headings("inline_link_clicks")),
    fields={
        "day": ("date",),
        "period_start_on": ("date_start",),
        "period_end_on": ("date_stop",),
        "campaign": ("campaign_name",),
        "campaign_id": ("campaign_id",),
        "spend_micros": ("spend",),
        "currency": ("account_currency", "currency"),
        "impressions": ("impressions",),
        "clicks": ("inline_link_clicks", "clicks"),
    },
    fixed=_FIXED,
    date_order="ymd",
)

PRESETS = (REPORT, API)
