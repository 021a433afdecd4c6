"""The whole history of one deal, contact or company: found by a word, shown touch by touch."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import pandas as pd

from clm_core.columns import SnapshotTable, typed_frame
from clm_core.errors import ClmError
from clm_core.journey_columns import FOUND_HISTORIES, HISTORY_MARKS
from clm_core.records import DealOutcome, Team
from clm_core.services.data import LoopData, loop_data, settings
from clm_core.services.snapshots import Snapshot, fresh_snapshot
from clm_core.store.reductions import history_touches, reader_of
from clm_core.store.snapshots import read_table
from clm_core.store.workspaces import Store

__all__ = ["History", "Subject", "find_histories", "history_of", "person_names"]

MAX_FOUND = 50
_KEPT_TABLES = 4


class Subject(StrEnum):
    """Whose history it is."""

    DEAL = "deal"
    CONTACT = "contact"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What happened with the people of a deal, contact or company; moments are in the reporting zone.

    A deal of a known company has the whole company's touches, as journeys by company have.
    """

    subject: Subject
    key: int
    name: str
    company: str
    people_count: int
    touches: pd.DataFrame  # journey_columns.HISTORY_TOUCHES and person, in order
    marks: pd.DataFrame  # journey_columns.HISTORY_MARKS, in order
    marketing_count: int
    sales_count: int


def find_histories(store: Store, words: str) -> pd.DataFrame:
    """FOUND_HISTORIES: deals, companies and people whose name, company, id or e-mail contains all the words.

    At most MAX_FOUND of each; nothing for nothing.
    """
    wanted = words.casefold().split()
    if not wanted:
        return typed_frame({}, FOUND_HISTORIES)
    data = loop_data(store)
    deals, accounts, contacts = data.deals, data.accounts, data.contacts
    people = person_names(contacts)
    parts = [
        (Subject.DEAL, deals["deal_key"], deals["deal"].fillna(deals["deal_id"]), deals["company"], deals["deal_id"]),
        (Subject.ACCOUNT, accounts["account_key"], accounts["company"], accounts["company"], accounts["domain"]),
        (Subject.CONTACT, contacts["contact_key"], people, contacts["company"], contacts["email"]),
    ]
    found = [
        _matching(
            pd.DataFrame({"subject": str(subject), "key": key, "name": name, "company": company, "detail": detail}),
            wanted,
        )
        for subject, key, name, company, detail in parts
    ]
    return typed_frame(pd.concat(found, ignore_index=True), FOUND_HISTORIES)


def history_of(store: Store, subject: Subject, key: int) -> History:
    """The history of a deal, contact or company. Raises ClmError for one that is not there."""
    data, zone = loop_data(store), settings(store).reporting_zone
    snapshot = fresh_snapshot(store)
    links = _table(snapshot, SnapshotTable.DEAL_CONTACTS)
    name, company, account_key, people, deals = _parts(data, links, subject, key)
    touches = reader_of(snapshot).frame(
        history_touches(contact_keys=people["contact_key"].tolist(), account_key=account_key)
    )
    names = person_names(people).set_axis(people["contact_key"])
    touches = touches.assign(
        at=touches["at"].dt.tz_convert(zone),
        person=touches["contact_key"].map(names).fillna("").astype("str"),
    )
    stages = _table(snapshot, SnapshotTable.STAGES)
    marks = _marks(stages[stages["contact_key"].isin(people["contact_key"])], names, deals, zone)
    is_sales = touches["team"] == Team.SALES
    return History(
        subject=subject,
        key=key,
        name=name,
        company=company,
        people_count=len(people),
        touches=touches,
        marks=marks.assign(at=marks["at"].dt.tz_convert(zone)),
        marketing_count=int((~is_sales).sum()),
        sales_count=int(is_sales.sum()),
    )


def person_names(contacts: pd.DataFrame) -> pd.Series:
    """First and last name; the e-mail address of somebody without, else the contact's id."""
    names = contacts["first_name"].fillna("").str.cat(contacts["last_name"].fillna(""), sep=" ").str.strip()
    return names.where(names != "", contacts["email"]).fillna(contacts["contact_id"])


def _matching(rows: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    """The rows with every word; names that begin with the first word come first, then short ones: 7 before 17."""
    text = rows["name"].fillna("") + "\n" + rows["company"].fillna("") + "\n" + rows["detail"].fillna("")
    folded = text.str.casefold()
    is_match = pd.Series(True, index=rows.index)
    for word in wanted:
        is_match &= folded.str.contains(word, regex=False)
    matching = rows[is_match]
    is_later = ~folded[is_match].str.startswith(wanted[0])
    ranked = matching.assign(is_later=is_later, length=matching["name"].str.len())
    return ranked.sort_values(["is_later", "length", "name", "key"], kind="stable").head(MAX_FOUND)


def _parts(
    data: LoopData, links: pd.DataFrame, subject: Subject, key: int
) -> tuple[str, str, int | None, pd.DataFrame, pd.DataFrame]:
    """Name, company, account, people and deals of the subject."""
    if subject is Subject.CONTACT:
        person = _row(data.contacts, "contact_key", key)
        people = data.contacts[data.contacts["contact_key"] == key]
        theirs = links.loc[links["contact_key"] == key, "deal_key"]
        name = str(person_names(people).iloc[0])
        return name, _text(person["company"]), None, people, data.deals[data.deals["deal_key"].isin(theirs)]
    if subject is Subject.ACCOUNT:
        row = _row(data.accounts, "account_key", key)
        people = data.contacts[(data.contacts["account_key"] == key).fillna(False)]
        deals = data.deals[(data.deals["account_key"] == key).fillna(False)]
        return _text(row["company"]), _text(row["company"]), key, people, deals
    deal = _row(data.deals, "deal_key", key)
    account_key = None if pd.isna(deal["account_key"]) else int(deal["account_key"])
    is_involved = data.contacts["contact_key"].isin(links.loc[links["deal_key"] == key, "contact_key"])
    if account_key is not None:
        is_involved |= (data.contacts["account_key"] == account_key).fillna(False).astype(bool)
    name = _text(deal["deal"]) or _text(deal["deal_id"])
    deals = data.deals[data.deals["deal_key"] == key]
    return name, _text(deal["company"]), account_key, data.contacts[is_involved], deals


def _row(table: pd.DataFrame, column: str, key: int) -> "pd.Series[str]":
    rows = table[table[column] == key]
    if rows.empty:
        raise ClmError("journeys.history_unknown")
    row: pd.Series[str] = rows.iloc[0]
    return row


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _marks(stages: pd.DataFrame, names: pd.Series, deals: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Entries into stages, and beginnings and ends of deals, in order."""
    entered = pd.DataFrame(
        {"at": stages["entered_at"], "mark": stages["stage"], "name": stages["contact_key"].map(names)}
    )
    names_of_deals = deals["deal"].fillna(deals["deal_id"])
    begun = {"at": deals["created_at"], "mark": "deal_created", "name": names_of_deals, "amount": deals["amount"]}
    is_decided = deals["outcome"].isin([DealOutcome.WON, DealOutcome.LOST]) & deals["closed_on"].notna()
    closed = deals[is_decided]
    # A closing day is a day of the reporting zone; noon stays on it.
    noon = (closed["closed_on"] + pd.Timedelta(hours=12)).dt.tz_localize(zone).dt.tz_convert("UTC")
    ended = {
        "at": noon,
        "mark": "deal_" + closed["outcome"],
        "name": names_of_deals[is_decided],
        "amount": closed["amount"],
    }
    parts = [part for part in (entered, pd.DataFrame(begun), pd.DataFrame(ended)) if len(part)]
    marks = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({})
    found = typed_frame(marks, HISTORY_MARKS)
    return found[found["at"].notna()].sort_values(["at", "mark", "name"], kind="stable", ignore_index=True)


@lru_cache(maxsize=_KEPT_TABLES)
def _table(snapshot: Snapshot, table: SnapshotTable) -> pd.DataFrame:
    """A whole table, shared between readers: never change it."""
    return read_table(snapshot, table)
