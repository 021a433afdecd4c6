"""From typed columns to fact frames, one builder a record type."""

from collections.abc import Callable

from clm_core.importers.building.contacts import build_accounts, build_contacts, build_stages
from clm_core.importers.building.deals import build_deal_contacts, build_deals
from clm_core.importers.building.spend import build_campaigns, build_spend
from clm_core.importers.building.touchpoints import build_touchpoints
from clm_core.importers.building.traffic import build_traffic
from clm_core.importers.building.typed_table import Built, TypedTable
from clm_core.records import RecordType

__all__ = ["Built", "TypedTable", "built_records"]

_BUILDERS: dict[RecordType, Callable[[TypedTable], Built]] = {
    RecordType.SPEND: build_spend,
    RecordType.TRAFFIC: build_traffic,
    RecordType.CAMPAIGNS: build_campaigns,
    RecordType.ACCOUNTS: build_accounts,
    RecordType.CONTACTS: build_contacts,
    RecordType.TOUCHPOINTS: build_touchpoints,
    RecordType.STAGES: build_stages,
    RecordType.DEALS: build_deals,
    RecordType.DEAL_CONTACTS: build_deal_contacts,
}


def built_records(table: TypedTable) -> Built:
    """The facts that a table holds: of its own record type and of those that come along with it."""
    return _BUILDERS[table.record_type](table)
