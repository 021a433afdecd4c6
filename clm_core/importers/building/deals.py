"""Deals with their contacts."""

import re

import pandas as pd

from clm_core.importers.building.typed_table import Built, TypedTable
from clm_core.importers.building.versions import newest_rows
from clm_core.importers.findings import Finding
from clm_core.importers.headings import folded
from clm_core.records import ROW_KEYS, DealOutcome, RecordType

_CONTACT_FIELDS = ("contact_id", "email", "associated_contacts")
_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_SEPARATOR = r"\s*[;,|\n]\s*"
_WON = re.compile(r"closed ?-?won|gewonnen|\bwon\b|^auftrag( erteilt)?$")
_LOST = re.compile(r"closed ?-?lost|verloren|\blost\b|abgelehnt|absage")


def build_deals(table: TypedTable) -> Built:
    """Deals, each with its outcome, and the contacts that the file names for them."""
    frame = table.with_fixed_values()
    frame["outcome"] = outcomes(table)
    if "won_on" in frame:
        frame["closed_on"] = table.column("closed_on").fillna(frame["won_on"])
    is_known = table.column("deal_id").notna() | table.column("deal").notna() | table.column("company").notna()
    refusals = tuple(
        table.refusal(int(row), "importing.problem.deal_without_identity") for row in frame.index[~is_known]
    )
    frame = frame[is_known]
    links = deal_contacts(frame)
    frame = _with_contact_emails(frame)
    kept, doubles = newest_rows(frame, table, ROW_KEYS[RecordType.DEALS], may_differ=_CONTACT_FIELDS)
    rows = {RecordType.DEALS: table.facts(kept, RecordType.DEALS)}
    if len(links):
        rows[RecordType.DEAL_CONTACTS] = table.facts(links, RecordType.DEAL_CONTACTS)
    unknown = int(kept["outcome"].isna().sum())
    findings = (Finding(key="importing.finding.outcome_unknown", values={"count": unknown}),) if unknown else ()
    return Built(rows=rows, problems=refusals + doubles, findings=findings)


def outcomes(table: TypedTable) -> pd.Series:
    """How each deal stands: as its outcome, won date, flags or stage say, in this order; else missing."""
    outcome = table.column("outcome").copy()
    if table.has("won_on"):
        outcome = outcome.fillna(_where(table.columns["won_on"].notna(), DealOutcome.WON))
    if table.has("is_won"):
        is_won = table.columns["is_won"].fillna(False).astype(bool)
        outcome = outcome.fillna(_where(is_won, DealOutcome.WON))
    if table.has("is_closed"):
        is_closed = table.columns["is_closed"]
        # Closed and not won is lost only where the file says which deals were won.
        if table.has("is_won"):
            outcome = outcome.fillna(_where(is_closed.fillna(False).astype(bool), DealOutcome.LOST))
        outcome = outcome.fillna(_where(~is_closed.fillna(True).astype(bool), DealOutcome.OPEN))
    if table.has("deal_stage"):
        outcome = outcome.fillna(_by_stage(table.columns["deal_stage"]))
    return outcome


def _where(mask: pd.Series, outcome: DealOutcome) -> pd.Series:
    return pd.Series(None, index=mask.index, dtype="str").mask(mask, outcome.value)


def _by_stage(stages: pd.Series) -> pd.Series:
    return stages.map({stage: stage_outcome(str(stage)).value for stage in stages.dropna().unique()}).astype("str")


def stage_outcome(stage: str) -> DealOutcome:
    """What a deal stage's name says: won, lost, and open for every other name."""
    name = folded(stage)
    if _LOST.search(name):
        return DealOutcome.LOST
    return DealOutcome.WON if _WON.search(name) else DealOutcome.OPEN


def deal_contacts(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a deal and contact, from ids, e-mails and "Name (e-mail)" lists; several are separated by ;."""
    if "deal_id" not in frame:
        return pd.DataFrame()
    parts = []
    for name in ("contact_id", "email"):
        if name in frame:
            listed = frame[["deal_id"]].assign(**{name: frame[name].str.split(_SEPARATOR, regex=True)})
            parts.append(listed.explode(name))
    # A single id and a single e-mail in one row are one person.
    if len(parts) == 2 and all(part.index.is_unique for part in parts):
        parts = [frame[["deal_id", "contact_id", "email"]]]
    if "associated_contacts" in frame:
        parts.append(frame[["deal_id"]].assign(email=frame["associated_contacts"].map(_emails)).explode("email"))
    if not parts:
        return pd.DataFrame()
    links = pd.concat(parts).reindex(columns=["deal_id", "contact_id", "email"])
    links["contact_id"] = links["contact_id"].astype("str").str.strip().replace("", None)
    links["email"] = links["email"].astype("str").str.strip().str.casefold().replace("", None)
    has_both = links["deal_id"].notna() & (links["contact_id"].notna() | links["email"].notna())
    return links[has_both].drop_duplicates().sort_index(kind="stable")


def _emails(cell: object) -> list[str]:
    return _EMAIL.findall(cell) if isinstance(cell, str) else []


def _with_contact_emails(frame: pd.DataFrame) -> pd.DataFrame:
    if "associated_contacts" not in frame:
        return frame
    emails = frame["associated_contacts"].map(lambda cell: ";".join(_emails(cell)) or None).astype("str")
    return frame.assign(email=frame["email"].fillna(emails) if "email" in frame else emails)


def build_deal_contacts(table: TypedTable) -> Built:
    """Which contacts belong to which deals, from a file that lists them one a row."""
    frame = table.with_fixed_values()
    return Built(rows={RecordType.DEAL_CONTACTS: table.facts(frame, RecordType.DEAL_CONTACTS)})
