"""How Olist's two files come in through the mapping step: what a user would choose there."""

from clm_core.importers.findings import ImportOptions

LEADS_FILE = "olist_funnel/olist_marketing_qualified_leads_dataset.csv"
DEALS_FILE = "olist_funnel/olist_closed_deals_dataset.csv"

LEADS_OPTIONS = ImportOptions(
    mapping={"mql_id": "contact_id", "first_contact_date": "mql_at", "origin": "channel", "landing_page_id": ""},
)
"""Every row is an MQL since its first contact; the origin is a channel of the user's own naming, blank stays blank."""

DEALS_OPTIONS = ImportOptions(
    mapping={
        "seller_id": "deal_id",
        "mql_id": "contact_id",
        "won_date": "won_on",
        "declared_monthly_revenue": "amount_micros",
        "sr_id": "owner",
    },
    currency="BRL",
)
"""Won deals, linked to the leads by mql_id (both files share the name space of the user's own ids)."""
