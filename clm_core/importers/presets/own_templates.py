"""The workbooks that we offer for download: their headings in both languages, those of earlier versions too.

The catalogues hold the headings that are written today (``fields.<template>.…``); a test keeps the two together.
"""

from clm_core.importers.presets.preset import Preset, headings
from clm_core.records import RecordType

OWN_SYSTEM = "own_files"
"""Ids in our templates and in files that no vendor's preset knows are the user's own: one name space."""

EXAMPLE_MARKS = ("Beispiel – wird nicht importiert", "Example – will not be imported")
"""What the last column of a template's example row says."""

_SOURCE_FIELDS: dict[str, tuple[str, ...]] = {
    "channel": ("Kanal", "Channel"),
    "source": ("Quelle", "Source"),
    "medium": ("Medium",),
}

SPEND = Preset(
    name="own_spend",
    system=OWN_SYSTEM,
    record_type=RecordType.SPEND,
    signature=(
        headings("Tag", "Day"),
        headings("Kanal", "Channel"),
        headings("Ausgaben", "Spend"),
        headings("Währung", "Currency"),
        headings("Kampagne", "Campaign"),
    ),
    fields={
        "day": ("Tag", "Day"),
        "period_end_on": ("Letzter Tag", "Last day"),
        **_SOURCE_FIELDS,
        "campaign": ("Kampagne", "Campaign"),
        "spend_micros": ("Ausgaben", "Spend"),
        "currency": ("Währung", "Currency"),
        "platform": ("Plattform", "Platform"),
        "impressions": ("Impressionen", "Impressions"),
        "clicks": ("Klicks", "Clicks"),
        "claimed_conversions": ("Conversions laut Plattform", "Conversions claimed by the platform"),
        "claimed_value_micros": ("Conversion-Wert laut Plattform", "Conversion value claimed by the platform"),
    },
)

CONTACTS = Preset(
    name="own_contacts",
    system=OWN_SYSTEM,
    record_type=RecordType.CONTACTS,
    signature=(
        headings("Kontakt-ID", "Contact ID"),
        headings("E-Mail", "E-mail"),
        headings("Phase", "Stage"),
        headings("Lead seit", "Lead since", "MQL seit", "MQL since"),
    ),
    fields={
        "contact_id": ("Kontakt-ID", "Contact ID"),
        "email": ("E-Mail", "E-mail"),
        "first_name": ("Vorname", "First name"),
        "last_name": ("Nachname", "Last name"),
        "company": ("Firma", "Company"),
        "job_title": ("Position", "Job title"),
        "phone": ("Telefon", "Phone"),
        "country": ("Land", "Country"),
        "language": ("Sprache", "Language"),
        "industry": ("Branche", "Industry"),
        "employees": ("Mitarbeiterzahl", "Employees"),
        **_SOURCE_FIELDS,
        "campaign": ("Kampagne", "Campaign"),
        "created_at": ("Angelegt am", "Created on"),
        "last_activity_at": ("Letzte Aktivität", "Last activity"),
        "stage": ("Phase", "Stage"),
        "lead_at": ("Lead seit", "Lead since"),
        "mql_at": ("MQL seit", "MQL since"),
        "sal_at": ("SAL seit", "SAL since"),
        "sql_at": ("SQL seit", "SQL since"),
        "opportunity_at": ("Opportunity seit", "Opportunity since"),
        "customer_at": ("Kunde seit", "Customer since"),
        "rejected_at": ("Abgelehnt am", "Rejected on"),
        "lost_at": ("Verloren am", "Lost on"),
        "lead_status": ("Lead-Status", "Lead status"),
        "owner": ("Zuständig", "Owner"),
        "has_consent": ("Einwilligung", "Consent"),
        "is_bounced": ("Unzustellbar", "Bounced"),
    },
)

TOUCHPOINTS = Preset(
    name="own_touchpoints",
    system=OWN_SYSTEM,
    record_type=RecordType.TOUCHPOINTS,
    signature=(
        headings("Zeitpunkt", "Moment"),
        headings("Art", "Kind"),
        headings("E-Mail", "E-mail", "Kontakt-ID", "Contact ID"),
    ),
    fields={
        "at": ("Zeitpunkt", "Moment"),
        "touchpoint_id": ("Touchpoint-ID", "Touchpoint ID"),
        "contact_id": ("Kontakt-ID", "Contact ID"),
        "email": ("E-Mail", "E-mail"),
        "company": ("Firma", "Company"),
        "kind": ("Art", "Kind"),
        "team": ("Team",),
        **_SOURCE_FIELDS,
        "campaign": ("Kampagne", "Campaign"),
        "content": ("Inhalt", "Content"),
        "page": ("Seite", "Page"),
    },
)

DEALS = Preset(
    name="own_deals",
    system=OWN_SYSTEM,
    record_type=RecordType.DEALS,
    signature=(
        headings("Deal-ID", "Deal ID"),
        headings("Betrag", "Amount"),
        headings("Ergebnis", "Outcome"),
        headings("Währung", "Currency"),
    ),
    fields={
        "deal_id": ("Deal-ID", "Deal ID"),
        "deal": ("Deal",),
        "company": ("Firma", "Company"),
        "contact_id": ("Kontakt-ID", "Contact ID"),
        "email": ("E-Mail", "E-mail"),
        "amount_micros": ("Betrag", "Amount"),
        "margin_micros": ("Deckungsbeitrag", "Margin"),
        "currency": ("Währung", "Currency"),
        "created_at": ("Angelegt am", "Created on", "Erstellt", "Erstellt am", "Created"),
        "closed_on": ("Abschlussdatum", "Close date", "Geschlossen", "Geschlossen am", "Closed", "Closed on"),
        "outcome": ("Ergebnis", "Outcome"),
        "deal_stage": ("Deal-Phase", "Deal stage"),
        "pipeline": ("Pipeline",),
        "probability_share": ("Wahrscheinlichkeit", "Probability"),
        "reason": ("Grund", "Reason"),
        "deal_type": ("Geschäftsart", "Deal type"),
        "source": ("Quelle", "Source"),
        "medium": ("Medium",),
        "campaign": ("Kampagne", "Campaign"),
        "owner": ("Zuständig", "Owner"),
    },
)

OFFLINE_EVENTS = Preset(
    name="own_offline_events",
    system=OWN_SYSTEM,
    record_type=RecordType.TOUCHPOINTS,
    signature=(
        headings("Veranstaltung", "Event"),
        headings("Datum", "Date"),
        headings("Kontaktart", "Kind of contact"),
    ),
    fields={
        "campaign": ("Veranstaltung", "Event"),
        "at": ("Datum", "Date"),
        "channel": ("Kanal", "Channel"),
        "company": ("Firma", "Company"),
        "email": ("E-Mail", "E-mail"),
        "full_name": ("Kontakt", "Contact"),
        "content": ("Kontaktart", "Kind of contact"),
    },
    fixed={"kind": "event", "channel": "events"},
)

PRESETS = (SPEND, CONTACTS, TOUCHPOINTS, DEALS, OFFLINE_EVENTS)
