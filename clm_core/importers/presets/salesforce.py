"""Salesforce leads, opportunities and campaigns: reports in both languages, and tables of its API."""

from clm_core.importers.presets.preset import Preset, headings
from clm_core.records import RecordType

LEADS = Preset(
    name="salesforce_leads",
    system="salesforce",
    record_type=RecordType.CONTACTS,
    signature=(
        headings("Lead ID", "Lead-ID", "Lead Status", "Lead-Status", "Leadstatus", "is_converted"),
        headings("Company", "Company / Account", "Firma", "Firma/Account", "Unternehmen", "company"),
        headings(
            *("Lead Source", "Lead-Quelle", "Leadquelle", "Converted", "Converted Date", "Created Date"),
            *("Konvertiert", "Konvertierungsdatum", "Konvertiert am", "Erstelldatum", "Erstellt am", "lead_source"),
        ),
        headings("Lead ID", "Lead-ID", "Converted", "Konvertiert", "Converted Opportunity ID", "is_converted"),
    ),
    fields={
        "contact_id": ("Lead ID", "Lead-ID", "id"),
        "first_name": ("First Name", "Vorname", "first_name"),
        "last_name": ("Last Name", "Nachname", "last_name"),
        "company": ("Company", "Company / Account", "Firma", "Firma/Account", "Unternehmen"),
        "email": ("Email", "E-Mail", "E-Mail-Adresse"),
        "job_title": ("Title", "Titel", "Position"),
        "phone": ("Phone", "Telefon", "phone"),
        "country": ("Country", "Land", "Country/Territory"),
        "source": ("utm_source__c", "utm_source_c", "Lead Source", "Lead-Quelle", "Leadquelle", "lead_source"),
        "medium": ("utm_medium__c", "utm_medium_c"),
        "campaign": ("utm_campaign__c", "utm_campaign_c", "Campaign Name", "Kampagnenname"),
        "lead_status": ("Lead Status", "Lead-Status", "Leadstatus", "status"),
        "created_at": ("Created Date", "Create Date", "Erstelldatum", "Erstellt am", "created_date"),
        "last_activity_at": ("Last Activity", "Last Activity Date", "Letzte Aktivität", "last_activity_date"),
        "modified_at": ("Last Modified", "Last Modified Date", "Zuletzt geändert", "last_modified_date"),
        "is_converted": ("Converted", "Konvertiert", "is_converted"),
        "converted_at": ("Converted Date", "Konvertierungsdatum", "Konvertiert am", "converted_date"),
        "converted_deal_id": (
            *("Converted Opportunity ID", "ID der konvertierten Opportunity", "Konvertierte Opportunity-ID"),
            "converted_opportunity_id",
        ),
        "is_opted_out": (
            *("Email Opt Out", "E-Mail-Abmeldung", "E-Mail-Opt-out", "E-Mail deaktiviert"),
            "has_opted_out_of_email",
        ),
        "employees": (
            *("Number of Employees", "No. of Employees", "Employees", "Anzahl der Mitarbeiter", "Mitarbeiter"),
            "number_of_employees",
        ),
        "industry": ("Industry", "Branche"),
        "owner": ("Lead Owner", "Lead-Inhaber", "Lead-Eigentümer", "owner_id"),
    },
)

OPPORTUNITIES = Preset(
    name="salesforce_opportunities",
    system="salesforce",
    record_type=RecordType.DEALS,
    signature=(
        headings("Opportunity ID", "Opportunity-ID", "Opportunity Name", "Opportunity-Name", "forecast_category"),
        headings("Stage", "Phase", "stage_name", "Won", "Gewonnen", "Closed", "Geschlossen"),
        headings("Amount", "Betrag", "Close Date", "Schlusstermin", "Abschlussdatum", "close_date"),
    ),
    fields={
        "deal_id": ("Opportunity ID", "Opportunity-ID", "id"),
        "deal": ("Opportunity Name", "Opportunity-Name", "name"),
        "company": ("Account Name", "Accountname", "Account-Name"),
        "account_id": ("Account ID", "Account-ID", "account_id"),
        "contact_id": ("Contact ID", "Kontakt-ID", "Primary Contact ID"),
        "email": ("Contact: Email", "Primary Contact: Email", "Kontakt: E-Mail", "Email", "E-Mail"),
        "deal_stage": ("Stage", "Phase", "stage_name"),
        "amount_micros": ("Amount", "Betrag"),
        "currency": (
            *("Amount Currency", "Opportunity Currency", "Currency", "Currency ISO Code", "Betrag Währung"),
            *("Opportunity-Währung", "Währung", "ISO-Währungscode", "currency_iso_code"),
        ),
        "probability_share": ("Probability (%)", "Wahrscheinlichkeit (%)"),
        "closed_on": ("Close Date", "Schlusstermin", "Abschlussdatum", "close_date"),
        "created_at": ("Created Date", "Create Date", "Erstelldatum", "Erstellt am", "created_date"),
        "modified_at": ("Last Modified Date", "Zuletzt geändert", "last_modified_date", "_fivetran_start"),
        "is_closed": ("Closed", "Geschlossen", "is_closed"),
        "is_won": ("Won", "Gewonnen", "is_won"),
        "reason": ("Loss Reason", "Closed Lost Reason", "Verlustgrund", "Grund für Verlust"),
        "deal_type": ("Type", "Typ"),
        "source": ("Lead Source", "Lead-Quelle", "Leadquelle", "lead_source"),
        "campaign": ("Primary Campaign Source", "Primäre Kampagnenquelle"),
        "owner": ("Opportunity Owner", "Opportunity-Inhaber", "Opportunity-Eigentümer", "owner_id"),
    },
)

CAMPAIGNS = Preset(
    name="salesforce_campaigns",
    system="salesforce",
    record_type=RecordType.CAMPAIGNS,
    signature=(
        headings("Campaign Name", "Kampagnenname"),
        headings(
            *("Actual Cost in Campaign", "Budgeted Cost in Campaign", "Value Won Opportunities in Campaign"),
            *("Tatsächliche Kosten in Kampagne", "Ist-Kosten in Kampagne", "Budgetierte Kosten in Kampagne"),
            *("Geplante Kosten in Kampagne", "Wert der gewonnenen Opportunities in Kampagne"),
        ),
    ),
    fields={
        "campaign": ("Campaign Name", "Kampagnenname"),
        "campaign_id": ("Campaign ID", "Kampagnen-ID"),
        "campaign_type": ("Type", "Campaign Type", "Typ", "Kampagnentyp"),
        "start_on": ("Start Date", "Startdatum", "Anfangsdatum"),
        "end_on": ("End Date", "Enddatum"),
        "budget_micros": (
            *("Budgeted Cost in Campaign", "Budgetierte Kosten in Kampagne", "Geplante Kosten in Kampagne"),
        ),
        "spend_micros": (*("Actual Cost in Campaign", "Tatsächliche Kosten in Kampagne", "Ist-Kosten in Kampagne"),),
        "currency": ("Currency", "Campaign Currency", "Währung", "Kampagnenwährung", "Currency ISO Code"),
    },
    fixed={"platform": "salesforce"},
    channel_field="campaign_type",
    channels={
        "trade show": "events",
        "messe": "events",
        "conference": "events",
        "konferenz": "events",
        "event": "events",
        "veranstaltung": "events",
        "email": "email",
        "e-mail": "email",
        "direct mail": "direct_mail",
        "mailing": "direct_mail",
        "telemarketing": "call_centre",
        "partners": "partners",
        "partner": "partners",
        "banner ads": "display",
        "bannerwerbung": "display",
    },
)

PRESETS = (LEADS, OPPORTUNITIES, CAMPAIGNS)
