"""LinkedIn Campaign Manager: its campaign group is what others call a campaign; dates are month first."""

from clm_core.importers.presets.preset import Preset, headings
from clm_core.records import RecordType

_FIXED = {"platform": "linkedin_ads", "source": "linkedin", "medium": "paid-social", "channel": "paid_social"}

REPORT = Preset(
    name="linkedin_ads",
    system="linkedin_ads",
    record_type=RecordType.SPEND,
    signature=(
        headings("Total Spent", "Gesamtausgaben", "Ausgaben gesamt"),
        headings(
            *("Campaign Group Name", "Campaign Name", "Campaign Group ID"),
            *("Name der Kampagnengruppe", "Kampagnengruppenname", "Kampagnenname", "Kampagnengruppen-ID"),
        ),
        headings(
            *("Start Date (in UTC)", "Start Date", "Startdatum (in UTC)", "Startdatum", "Date", "Datum"),
            *("Start Date (in Account Timezone)", "Startdatum (in der Zeitzone des Kontos)"),
        ),
    ),
    fields={
        "day": ("Date", "Datum"),
        "period_start_on": (
            *("Start Date (in UTC)", "Start Date", "Start Date (in Account Timezone)"),
            *("Startdatum (in UTC)", "Startdatum", "Startdatum (in der Zeitzone des Kontos)"),
        ),
        "period_end_on": ("End Date (in UTC)", "End Date", "Enddatum (in UTC)", "Enddatum"),
        "campaign": (
            *("Campaign Group Name", "Name der Kampagnengruppe", "Kampagnengruppenname"),
            *("Campaign Name", "Kampagnenname"),
        ),
        "campaign_id": ("Campaign Group ID", "Kampagnengruppen-ID", "ID der Kampagnengruppe"),
        "campaign_type": ("Campaign Type", "Kampagnentyp"),
        "spend_micros": ("Total Spent", "Gesamtausgaben", "Ausgaben gesamt"),
        "currency": ("Currency", "Währung"),
        "impressions": ("Impressions", "Impressionen"),
        "clicks": ("Clicks", "Klicks"),
        "claimed_conversions": ("Conversions",),
        "claimed_value_micros": ("Total Conversion Value", "Gesamter Conversion-Wert", "Conversion-Wert gesamt"),
    },
    fixed=_FIXED,
    date_order="mdy",
)

API = Preset(
    name="linkedin_ads_api",
    system="linkedin_ads",
    record_type=RecordType.SPEND,
    signature=(headings("cost_in_local_currency"), headings("day", "date")),
    fields={
        "day": ("day", "date"),
        "campaign": ("campaign_group_name", "campaign_name"),
        "campaign_id": ("campaign_group_id", "campaign_id"),
        "spend_micros": ("cost_in_local_currency",),
        "currency": ("currency", "account_currency"),
        "impressions": ("impressions",),
        "clicks": ("clicks",),
        "claimed_conversions": ("external_website_conversions",),
        "claimed_value_micros": ("conversion_value_in_local_currency",),
    },
    fixed=_FIXED,
    date_order="ymd",
)

PRESETS = (REPORT, API)
