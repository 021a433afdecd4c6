"""Microsoft Advertising: campaign performance in both languages and as its API delivers it."""

from clm_core.importers.presets.preset import Preset, headings
from clm_core.records import RecordType

REPORT = Preset(
    name="microsoft_ads",
    system="microsoft_ads",
    record_type=RecordType.SPEND,
    signature=(
        headings("Spend", "Ausgaben"),
        headings("Revenue", "Umsatz", "Conversions"),
        headings("Gregorian date", "Time period", "TimePeriod", "Gregorianisches Datum", "Zeitraum", "Date", "Datum"),
        headings(
            *("Account name", "Account ID", "account_id", "Account number", "Campaign type", "device_type"),
            *("Device type", "Delivered match type", "Ad distribution", "Top vs. other"),
            *("Kontoname", "Konto-ID", "Kontonummer", "Kampagnentyp", "Gerätetyp"),
        ),
    ),
    fields={
        "day": (
            *("Gregorian date", "Time period", "TimePeriod", "Day", "Date"),
            *("Gregorianisches Datum", "Zeitraum", "Tag", "Datum"),
        ),
        "week": ("Week", "Woche"),
        "month": ("Month", "Monat"),
        "campaign": ("Campaign name", "CampaignName", "Campaign", "Kampagnenname", "Kampagne"),
        "campaign_id": ("Campaign ID", "CampaignId", "campaign_id", "Kampagnen-ID"),
        "campaign_type": ("Campaign type", "CampaignType", "Kampagnentyp"),
        "spend_micros": ("Spend", "Ausgaben"),
        "currency": ("Currency code", "CurrencyCode", "currency_code", "Currency", "Währungscode", "Währung"),
        "impressions": ("Impressions", "Impr.", "Impressionen"),
        "clicks": ("Clicks", "Klicks"),
        "claimed_conversions": ("Conversions",),
        "claimed_value_micros": ("Revenue", "Umsatz"),
    },
    fixed={"platform": "microsoft_ads", "source": "bing", "medium": "cpc", "channel": "paid_search"},
    channel_field="campaign_type",
    channels={
        "search": "paid_search",
        "suche": "paid_search",
        "suchnetzwerk": "paid_search",
        "search & content": "paid_search",
        "audience": "display",
        "zielgruppe": "display",
        "shopping": "paid_shopping",
        "performance max": "cross_network",
        "performancemax": "cross_network",
        "video": "paid_video",
    },
)

PRESETS = (REPORT,)
