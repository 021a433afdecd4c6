"""Mautic contacts: its points and attributed revenue are kept as fit fields."""

from clm_core.importers.presets.preset import Preset, headings
from clm_core.records import RecordType

CONTACTS = Preset(
    name="mautic_contacts",
    system="mautic",
    record_type=RecordType.CONTACTS,
    signature=(
        headings("points", "Punkte"),
        headings("email", "E-Mail"),
        headings("preferred_locale", "Preferred Locale", "attribution", "attribution_date", "Bevorzugte Sprache"),
    ),
    fields={
        "contact_id": ("id", "ID", "Contact ID"),
        "email": ("email", "E-Mail"),
        "first_name": ("firstname", "First Name", "Vorname"),
        "last_name": ("lastname", "Last Name", "Nachname"),
        "company": ("company", "Primary company", "Unternehmen", "Firma", "Hauptunternehmen"),
        "job_title": ("position", "Position"),
        "phone": ("phone", "mobile", "Telefon", "Mobil"),
        "country": ("country", "Land"),
        "language": ("preferred_locale", "Preferred Locale", "Bevorzugte Sprache"),
        "stage": ("stage", "Phase"),
        "created_at": ("date_added", "dateadded", "Date Added", "Hinzugefügt am", "Erstellt am"),
        "last_activity_at": ("last_active", "lastactive", "Date Last Active", "Zuletzt aktiv"),
        "modified_at": ("date_modified", "datemodified", "Geändert am"),
        "owner": ("owner", "Besitzer", "Eigentümer"),
        "source": ("utm_source",),
        "medium": ("utm_medium",),
        "campaign": ("utm_campaign",),
        "is_opted_out": ("doNotContact", "dnc", "Do not contact", "Nicht kontaktieren"),
    },
    attributes=(
        *("points", "Punkte", "attribution", "attribution_date", "Attribution", "Attribution Date"),
        *("Attributionsdatum",),
    ),
    date_order="ymd",
)

PRESETS = (CONTACTS,)
