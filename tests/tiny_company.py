"""Four files of a company so small that every number can be counted by hand, imported like anybody's.

First quarter of 2026: 1 500 euros spent; four leads, of whom three became MQLs and one an SQL; two deals
won (5 000 euros by paid search, 1 000 dollars by the fair), one lost, one open. A lead and 100 euros
before that.
"""

from clm_core.importers.findings import ImportOptions
from clm_core.records import RecordType
from clm_core.services.importing import ImportReport, import_file, recognised_file
from clm_core.store.workspaces import Store

SPEND = """Day,Channel,Campaign,Cost,Currency
2025-12-10,Paid search,Brand,100.00,EUR
2026-01-10,Paid search,Brand,300.00,EUR
2026-02-10,Paid search,Generic,200.00,EUR
2026-02-20,Events,Hannover Messe,1000.00,EUR
"""
CONTACTS = """Contact ID,Email,Company,Country,Source,Created on
c1,anna@acme.example,Acme,DE,Paid search,2026-01-12
c2,bela@bolt.example,Bolt,AT,Paid search,2026-01-15
c3,cora@cog.example,Cog,DE,Events,2026-02-21
c4,dora@drill.example,Drill,DE,,2026-02-25
c5,emil@etch.example,Etch,AT,Paid search,2025-12-12
"""
STAGES = """Contact ID,Stage,Entered on
c1,MQL,2026-01-20
c1,SQL,2026-02-01
c2,MQL,2026-02-05
c3,MQL,2026-02-28
"""
DEALS = """Deal ID,Deal,Contact ID,Company,Amount,Currency,Created on,Close date,Outcome
d1,Lathe,c1,Acme,5000.00,EUR,2026-02-10,2026-03-01,won
d2,Mill,c3,Cog,1000.00,USD,2026-03-01,2026-03-15,won
d3,Saw,c2,Bolt,700.00,EUR,2026-02-20,2026-03-20,lost
d4,Drill,c4,Drill,900.00,EUR,2026-03-25,2026-05-30,open
"""
FILES = {
    "spend.csv": (SPEND, RecordType.SPEND),
    "contacts.csv": (CONTACTS, RecordType.CONTACTS),
    "stages.csv": (STAGES, RecordType.STAGES),
    "deals.csv": (DEALS, RecordType.DEALS),
}


def import_text(store: Store, name: str, text: str, *, accepts: bool = False, **options: object) -> ImportReport:
    """The text imported as a file of this name; ``accepts`` takes the good rows though others are refused."""
    said = ImportOptions(**options)  # type: ignore[arg-type]
    file = recognised_file(store, name, text.encode(), said)
    return import_file(store, file, options=said, accepts_good_rows=accepts)


def import_tiny_company(store: Store) -> dict[str, ImportReport]:
    """What came of each of the four files."""
    return {
        name: import_text(store, name, text, record_type=record_type) for name, (text, record_type) in FILES.items()
    }
