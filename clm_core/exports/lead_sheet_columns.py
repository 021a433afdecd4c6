"""The columns of a lead list in each system's own words: what its importer expects, in its order.

The generic layout has its headings in the catalogues (lead_sheet.column.*); HubSpot and Salesforce know their
fields by English names, whatever the language of the reader.
"""

from dataclasses import dataclass

from clm_core.handover import CrmLayout
from clm_core.kpis import Unit

KEY = "key"
VERDICT_COLUMNS = ("verdict", "reason", "recycle_on", "note")
"""What sales fills in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column: its name in HANDED_LEADS (or key, note, former_verdict), its heading in HubSpot and in Salesforce."""

    name: str
    hubspot: str
    salesforce: str
    unit: Unit | None = None
    is_profile: bool = False  # who the lead is, so that it also belongs in a mailing list


def _column(name: str, hubspot: str, salesforce: str, unit: Unit | None = None) -> SheetColumn:
    return SheetColumn(name=name, hubspot=hubspot, salesforce=salesforce, unit=unit)


def _profile(name: str, hubspot: str, salesforce: str) -> SheetColumn:
    return SheetColumn(name=name, hubspot=hubspot, salesforce=salesforce, is_profile=True)


SHEET_COLUMNS: tuple[SheetColumn, ...] = (
    _column("owner", "Contact owner", "Lead Owner"),
    _profile("first_name", "First Name", "First Name"),
    _profile("last_name", "Last Name", "Last Name"),
    _profile("company", "Company Name", "Company"),
    _profile("job_title", "Job Title", "Title"),
    _column("phone", "Phone Number", "Phone"),
    _profile("email", "Email", "Email"),
    _column("grade", "Lead Grade", "Lead Grade"),
    _column("score", "Lead Score", "Lead Score", Unit.COUNT),
    _column("win_chance", "Win Probability", "Win Probability", Unit.SHARE),
    _column("expected_value", "Expected Value", "Expected Value", Unit.MONEY),
    _column("verdict", "Sales Verdict", "Sales Verdict"),
    _column("reason", "Verdict Reason", "Verdict Reason"),
    _column("recycle_on", "Recycle Date", "Recycle Date"),
    _column("note", "Sales Note", "Sales Note"),
    _column("former_verdict", "Former Verdict", "Former Verdict"),
    _column("waiting_days", "Days Waiting", "Days Waiting", Unit.COUNT),
    _column("last_touch_at", "Last Touch Date", "Last Touch Date"),
    _column("lead_at", "Became a Lead Date", "Became a Lead Date"),
    _column("stage", "Lifecycle Stage", "Lead Stage"),
    _profile("country", "Country/Region", "Country"),
    _profile("language", "Preferred language", "Language"),
    _profile("industry", "Industry", "Industry"),
    _column("size_band", "Company Size", "Company Size"),
    _column("channel", "First Channel", "Lead Source"),
    _column("campaign", "First Campaign", "Campaign Name"),
    _column("fit_points", "Fit Points", "Fit Points", Unit.COUNT),
    _column("engagement_points", "Engagement Points", "Engagement Points", Unit.COUNT),
    _column("win_chance_low", "Win Probability Low", "Win Probability Low", Unit.SHARE),
    _column("win_chance_high", "Win Probability High", "Win Probability High", Unit.SHARE),
    _column("deal_value", "Deal Value", "Deal Value", Unit.MONEY),
    _column("routing_rule", "Routing Rule", "Routing Rule"),
    _column("consent", "Email Consent", "Email Consent"),
    _column("contact_id", "Record ID", "Lead ID"),
    _column(KEY, "Lead Key", "Lead Key"),
)

NAMES = tuple(column.name for column in SHEET_COLUMNS)
_SYSTEMS = {CrmLayout.HUBSPOT: "hubspot", CrmLayout.SALESFORCE: "salesforce"}


def fixed_heading(column: SheetColumn, layout: CrmLayout) -> str | None:
    """The heading that a system's own importer expects; None where the reader's language decides."""
    return {CrmLayout.HUBSPOT: column.hubspot, CrmLayout.SALESFORCE: column.salesforce}.get(layout)


def system_of(layout: CrmLayout) -> str | None:
    """Whose record ids the layout's id column takes: another system's id would change a stranger's record."""
    return _SYSTEMS.get(layout)
