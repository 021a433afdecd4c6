"""HubSpot contacts and deals, in both languages, with the moments at which a lifecycle stage was reached."""

from clm_core.importers.presets.preset import Preset, headings
from clm_core.records import RecordType

_STAGE_HEADINGS = ("Lifecycle Stage", "Lifecycle-Phase", "Lifecyclephase", "lifecyclestage")

# Original sources that are a channel; "Offline Sources" and "Other Campaigns" say too little to be one.
_CHANNELS = {
    "organic search": "organic_search",
    "organic_search": "organic_search",
    "organische suche": "organic_search",
    "paid search": "paid_search",
    "paid_search": "paid_search",
    "bezahlte suche": "paid_search",
    "paid social": "paid_social",
    "paid_social": "paid_social",
    "bezahltes social media": "paid_social",
    "bezahlte soziale medien": "paid_social",
    "organic social": "organic_social",
    "social media": "organic_social",
    "social_media": "organic_social",
    "organisches social media": "organic_social",
    "organische soziale medien": "organic_social",
    "email marketing": "email",
    "email_marketing": "email",
    "e-mail-marketing": "email",
    "referrals": "referral",
    "verweise": "referral",
    "direct traffic": "direct",
    "direct_traffic": "direct",
    "direkter traffic": "direct",
    "direkte zugriffe": "direct",
    "ai referrals": "ai_assistant",
    "ai_referrals": "ai_assistant",
    "ki-verweise": "ai_assistant",
}


def _entered(english: str, german: str, internal: str) -> tuple[str, ...]:
    """The headings that a stage's entry date can have."""
    return (
        f"Became {english} date",
        f"Datum der Konversion zum {german}",
        f"Datum der Konversion zur {german}",
        f"Datum der Umwandlung in {german}",
        f"Wurde {german} am",
        f"hs_lifecyclestage_{internal}_date",
        f"hs_v2_date_entered_{internal}",
    )


CONTACTS = Preset(
    name="hubspot_contacts",
    system="hubspot",
    record_type=RecordType.CONTACTS,
    signature=(
        headings("Record ID", "Record ID - Contact", "Contact ID", "Datensatz-ID", "Datensatz-ID - Kontakt", "Email"),
        headings("Email", "E-Mail", "E-Mail-Adresse"),
        headings(*_STAGE_HEADINGS),
    ),
    fields={
        "contact_id": (
            *("Record ID", "Record ID - Contact", "Contact ID"),
            *("Datensatz-ID", "Datensatz-ID - Kontakt", "Kontakt-ID"),
        ),
        "email": ("Email", "E-Mail", "E-Mail-Adresse"),
        "first_name": ("First Name", "Vorname"),
        "last_name": ("Last Name", "Nachname"),
        "company": (
            *("Company Name", "Associated Company", "Unternehmensname", "Name des Unternehmens", "Unternehmen"),
            "Zugehöriges Unternehmen",
        ),
        "account_id": ("Associated Company IDs", "Zugehörige Unternehmens-IDs"),
        "job_title": ("Job Title", "Jobtitel", "Position", "Stellenbezeichnung"),
        "phone": ("Phone Number", "Telefonnummer"),
        "country": ("Country/Region", "Country", "Land/Region", "Land"),
        "language": ("Preferred language", "Bevorzugte Sprache"),
        "industry": ("Industry", "Branche"),
        "employees": ("Number of Employees", "Anzahl der Mitarbeiter", "Mitarbeiterzahl"),
        "owner": (
            *("Contact owner", "Kontaktinhaber", "Zuständiger Mitarbeiter", "Kontaktverantwortlicher"),
            *("Kontakt-Zuständiger", "Zuständiger Mitarbeiter für Kontakt"),
        ),
        "stage": _STAGE_HEADINGS,
        "lead_status": ("Lead Status", "Lead-Status", "Leadstatus"),
        "created_at": ("Create Date", "Erstellungsdatum", "Erstelldatum", "Erstellt am"),
        "last_activity_at": ("Last Activity Date", "Datum der letzten Aktivität", "Letztes Aktivitätsdatum"),
        "modified_at": ("Last Modified Date", "Datum der letzten Änderung", "Zuletzt geändert"),
        "source": (
            *("Original Source", "Original Traffic Source", "Original Source Type"),
            *("Ursprüngliche Quelle", "Originalquelle", "Ursprüngliche Traffic-Quelle"),
        ),
        "is_opted_out": (
            *("Unsubscribed from all email", "Opted out of all email", "Von allen E-Mails abgemeldet"),
            "Aus allen E-Mails ausgetragen",
        ),
        "bounce_reason": (
            *("Email hard bounce reason", "Hard bounce reason", "Email hard bounce", "hs_email_hard_bounce_reason"),
            *("hs_email_hard_bounce_reason_enum", "Grund für Hard Bounce", "Grund für E-Mail-Hard-Bounce"),
            *("Grund für Hard Bounce der E-Mail", "E-Mail-Hard-Bounce"),
        ),
        "lead_at": _entered("a lead", "Lead", "lead"),
        "mql_at": _entered("a marketing qualified lead", "Marketing-Qualified-Lead", "marketingqualifiedlead"),
        "sql_at": _entered("a sales qualified lead", "Sales-Qualified-Lead", "salesqualifiedlead"),
        "opportunity_at": _entered("an opportunity", "Opportunity", "opportunity"),
        "customer_at": (
            *_entered("a customer", "Kunden", "customer"),
            *("Datum der Konversion zum Kunde", "Wurde Kunde am"),
        ),
    },
    channel_field="source",
    channels=_CHANNELS,
)

DEALS = Preset(
    name="hubspot_deals",
    system="hubspot",
    record_type=RecordType.DEALS,
    signature=(
        headings("Deal Name", "Deal-Name", "Dealname", "Name des Deals"),
        headings("Deal Stage", "Deal-Phase", "Dealphase", "Pipeline"),
    ),
    fields={
        "deal_id": ("Record ID", "Record ID - Deal", "Deal ID", "Datensatz-ID", "Datensatz-ID - Deal", "Deal-ID"),
        "deal": ("Deal Name", "Deal-Name", "Dealname", "Name des Deals"),
        "deal_stage": ("Deal Stage", "Deal-Phase", "Dealphase"),
        "pipeline": ("Pipeline",),
        "amount_micros": ("Amount", "Betrag", "Wert", "Amount in company currency"),
        "currency": ("Currency", "Deal Currency", "Währung"),
        "closed_on": ("Close Date", "Abschlussdatum", "Schlussdatum"),
        "created_at": ("Create Date", "Erstellungsdatum", "Erstelldatum", "Erstellt am"),
        "modified_at": ("Last Modified Date", "Datum der letzten Änderung"),
        "owner": ("Deal owner", "Deal-Inhaber", "Deal-Zuständiger", "Zuständiger Mitarbeiter", "Deal-Eigentümer"),
        "company": ("Associated Company", "Primary company", "Zugehöriges Unternehmen", "Zugeordnetes Unternehmen"),
        "account_id": ("Associated Company IDs", "Zugehörige Unternehmens-IDs", "Zugeordnete Unternehmens-IDs"),
        "contact_id": ("Associated Contact IDs", "Zugehörige Kontakt-IDs", "Zugeordnete Kontakt-IDs"),
        "associated_contacts": (
            "Associated Contact",
            "Associated Contacts",
            "Zugehöriger Kontakt",
            "Zugehörige Kontakte",
        ),
        "email": ("Associated Contact Emails", "Associated Email", "E-Mail des zugehörigen Kontakts"),
        "probability_share": ("Deal probability", "Deal-Wahrscheinlichkeit", "Wahrscheinlichkeit des Deals"),
        "deal_type": ("Deal Type", "Deal-Typ", "Dealtyp"),
        "reason": ("Closed Lost Reason", "Closed Won Reason", "Grund für verlorenen Deal", "Verlustgrund"),
        "source": (
            *("Original Source", "Original Traffic Source", "Original Source Type"),
            *("Ursprüngliche Quelle", "Originalquelle", "Ursprüngliche Traffic-Quelle"),
        ),
    },
)

PRESETS = (CONTACTS, DEALS)
