"""Google Ads: the campaign report of the web interface in both languages, and tables of its API."""

from clm_core.importers.presets.preset import Preset, headings
from clm_core.records import RecordType

_CHANNELS = {
    "search": "paid_search",
    "suchnetzwerk": "paid_search",
    "suche": "paid_search",
    "search network": "paid_search",
    "search network only": "paid_search",
    "search network with display select": "paid_search",
    "display": "display",
    "display network": "display",
    "display network only": "display",
    "displaynetzwerk": "display",
    "display-netzwerk": "display",
    "video": "paid_video",
    "shopping": "paid_shopping",
    "performance max": "cross_network",
    "performance_max": "cross_network",
    "demand gen": "cross_network",
    "demand_gen": "cross_network",
    "discovery": "cross_network",
    "smart": "cross_network",
    "multi_channel": "cross_network",
}

REPORT = Preset(
    name="google_ads",
    system="google_ads",
    record_type=RecordType.SPEND,
    signature=(
        headings("Campaign", "Kampagne"),
        headings("Cost", "Kosten", "Cost (converted currency)", "Kosten (umgerechnete Währung)"),
        headings("Impr.", "Impressions", "Impressionen", "Clicks", "Klicks", "Interactions", "Interaktionen"),
        headings(
            *("Campaign status", "Campaign type", "Campaign ID", "Budget type", "Avg. CPC", "Avg. cost", "Conv. value"),
            *("Cost / conv.", "Conv. rate", "Search impr. share", "Optimization score", "Optimisation score"),
            *("Bid strategy type", "Currency code", "Kampagnenstatus", "Kampagnentyp", "Kampagnen-ID"),
            *("Durchschn. CPC", "Conv.-Wert", "Kosten/Conv.", "Conv.-Rate", "Währungscode", "Gebotsstrategietyp"),
        ),
    ),
    fields={
        "day": ("Day", "Tag", "Date", "Datum"),
        "week": ("Week", "Woche"),
        "month": ("Month", "Monat"),
        "campaign": ("Campaign", "Kampagne"),
        "campaign_id": ("Campaign ID", "Kampagnen-ID"),
        "campaign_type": ("Campaign type", "Kampagnentyp"),
        "spend_micros": ("Cost", "Kosten", "Cost (converted currency)", "Kosten (umgerechnete Währung)"),
        "currency": ("Currency code", "Währungscode", "Currency", "Währung"),
        "impressions": ("Impr.", "Impressions", "Impressionen"),
        "clicks": ("Clicks", "Klicks"),
        "claimed_conversions": ("Conversions",),
        "claimed_value_micros": ("Conv. value", "Conv.-Wert", "Conversion value", "Conversion-Wert"),
    },
    fixed={"platform": "google_ads", "source": "google", "medium": "cpc"},
    channel_field="campaign_type",
    channels=_CHANNELS,
)

API = Preset(
    name="google_ads_api",
    system="google_ads",
    record_type=RecordType.SPEND,
    signature=(
        headings("cost_micros", "metrics.cost_micros"),
        headings("date", "segments.date"),
        headings("customer_id", "customer.id", "campaign.id", "campaign_id", "metrics.clicks"),
    ),
    fields={
        "day": ("segments.date", "date"),
        "campaign": ("campaign.name", "campaign_name"),
        "campaign_id": ("campaign.id", "campaign_id", "id"),
        "campaign_type": ("campaign.advertising_channel_type", "advertising_channel_type"),
        "spend_in_micros": ("metrics.cost_micros", "cost_micros"),
        "currency": ("customer.currency_code", "currency_code"),
        "impressions": ("metrics.impressions", "impressions"),
        "clicks": ("metrics.clicks", "clicks"),
        "claimed_conversions": ("metrics.conversions", "conversions"),
        "claimed_value_micros": ("metrics.conversions_value", "conversions_value"),
    },
    fixed={"platform": "google_ads", "source": "google", "medium": "cpc"},
    channel_field="campaign_type",
    channels=_CHANNELS,
    date_order="ymd",
)

PRESETS = (REPORT, API)
