"""Contacts of several systems as persons, and who is meant by an id or an address in any other file."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.references import (
    SEPARATOR,
    components,
    is_shared_mailbox,
    looked_up,
    normal_email,
    numbered,
    own_id,
)

ID = "id"
EMAIL = "email"

MERGED_FIELDS = (
    "email first_name last_name company job_title phone country language industry employees owner lead_status "
    "has_consent is_bounced attributes stage"
)
"""Fields of a contact of which the newest known value counts."""


def person_numbers(contacts: pd.DataFrame) -> np.ndarray:
    """Which person each contact row is, from 1, in the order of addresses, then ids, then names.

    One person: the same id in the same system, or the same address. A role's mailbox (info@) is one person
    only under the same name. Rows with neither are one person if company and name agree within a system;
    nothing else is guessed.
    """
    email = normal_email(contacts["email"])
    name = _full_name(contacts)
    mailbox = email.mask(is_shared_mailbox(email), email + SEPARATOR + name)
    ids = own_id(contacts["system"], contacts["contact_id"])
    has_no_key = ids.isna() & email.isna()
    named = contacts["system"].fillna("") + SEPARATOR + contacts["company"].fillna("").str.lower() + SEPARATOR + name
    record = named.where(has_no_key & (contacts["company"].notna() | (name != SEPARATOR)))
    return numbered(components(mailbox, ids, record), mailbox.fillna(ids).fillna(record))


def _full_name(contacts: pd.DataFrame) -> pd.Series:
    first, last = (contacts[column].fillna("").str.strip().str.lower() for column in ("first_name", "last_name"))
    return first + SEPARATOR + last


def merged_persons(contacts: pd.DataFrame) -> pd.DataFrame:
    """One row a person, by contact_key (which the rows have): each field's newest known value, the earliest created_at.

    Newest is the highest import_id, then the most complete row; rows must come in a fixed order.
    """
    rows = contacts.assign(email=normal_email(contacts["email"]))
    rank = pd.DataFrame({"import": _import_number(rows), "filled": contacts.notna().sum(axis=1)})
    rows = rows.loc[rank.sort_values(["import", "filled"], ascending=False, kind="stable").index]
    merged = _newest_known(rows, [*MERGED_FIELDS.split(), "account"])
    # Id and system belong together, so they come from one row.
    with_id = rows.loc[rows["contact_id"].notna(), ["contact_key", "contact_id", "system"]]
    merged["contact_id"] = _first(with_id, "contact_id")
    merged["system"] = _first(with_id, "system").reindex(merged.index).fillna(_first(rows, "system"))
    merged["source_row"] = _first(rows, "source_row")
    merged["created_at"] = rows.groupby("contact_key")["created_at"].min()
    return merged.sort_index()


def _import_number(rows: pd.DataFrame) -> pd.Series:
    return rows["import_id"] if "import_id" in rows else pd.Series(0, index=rows.index)


def _newest_known(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    # Of each column only what is needed: filtering whole rows twenty times would take most of the time.
    known = {column: _first(rows[["contact_key", column]].dropna(subset=[column]), column) for column in columns}
    keys = pd.Index(rows["contact_key"].unique(), name="contact_key")
    return pd.DataFrame({column: values.reindex(keys) for column, values in known.items()}, index=keys)


def _first(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows[["contact_key", column]].drop_duplicates("contact_key").set_index("contact_key")[column]


@dataclass(frozen=True, slots=True)
class Directory:
    """Who is meant: contact_key by id within a system, by an id that only one person has, by address.

    ``shared`` are addresses that several persons have.
    """

    by_own_id: pd.Series
    by_id: pd.Series
    by_email: pd.Series
    shared: frozenset[str]

    def find(self, rows: pd.DataFrame) -> pd.DataFrame:
        """contact_key (missing where nobody is known) and match_rule of rows with system, contact_id and email.

        The id within its own system counts first, then an id that only one person in all systems has (unless
        the address is another person's), then the address.
        """
        email = normal_email(rows["email"])
        own = looked_up(own_id(rows["system"], rows["contact_id"]), self.by_own_id)
        mailed = looked_up(email, self.by_email)
        elsewhere = looked_up(rows["contact_id"].str.strip(), self.by_id)
        elsewhere = elsewhere.where(mailed.isna() | (mailed == elsewhere))
        by_id = own.fillna(elsewhere)
        key = by_id.fillna(mailed)
        rule = pd.Series(ID, index=rows.index, dtype="str").where(by_id.notna(), EMAIL).where(key.notna())
        return pd.DataFrame({"contact_key": key.astype("Int64"), "match_rule": rule})


def directory(rows: pd.DataFrame) -> Directory:
    """The directory of rows with contact_key, system, contact_id and email (several rows a person are fine)."""
    keys = rows["contact_key"]
    emails = normal_email(rows["email"])
    pairs = pd.DataFrame({"name": emails, "key": keys}).dropna().drop_duplicates()
    shared = pairs.loc[pairs["name"].duplicated(), "name"]
    return Directory(
        by_own_id=_unique(own_id(rows["system"], rows["contact_id"]), keys),
        by_id=_unique(rows["contact_id"].str.strip(), keys),
        by_email=_unique(emails, keys),
        shared=frozenset(shared),
    )


def _unique(names: pd.Series, keys: pd.Series) -> pd.Series:
    """Key by name, for the names that stand for one key only."""
    pairs = pd.DataFrame({"name": names, "key": keys.astype("float64")}).dropna().drop_duplicates()
    return pairs.drop_duplicates("name", keep=False).set_index("name")["key"]


def strangers(rows: pd.DataFrame, known: Directory, first_key: int) -> pd.DataFrame:
    """Directory rows for who is named in ``rows`` but is no contact: a new person each, from ``first_key`` on.

    A person is an unknown address, or an unknown id without one. An unknown id that occurs with exactly one
    address is that address's person (so known persons get further ids here); an id that occurs with several
    addresses says nothing.
    """
    named = rows[["system", "contact_id", "email", "company", "source_row"]].drop_duplicates(
        ["system", "contact_id", "email"]
    )
    found = known.find(named.assign(email=None).astype({"email": "str"}))["contact_key"]
    email = normal_email(named["email"])
    ids = own_id(named["system"], named["contact_id"]).where(found.isna())
    pairs = pd.DataFrame({"id": ids, "email": email}).dropna().drop_duplicates()
    several = pairs.loc[pairs["id"].duplicated(), "id"]
    single = pairs[~pairs["id"].isin(several)].set_index("id")["email"]
    ids = ids.mask(ids.isin(several))
    email = email.fillna(looked_up(ids, single))
    reference = email.fillna(ids)
    is_new = found.isna() & reference.notna() & ~email.isin(known.shared)
    contact_id = named["contact_id"].where(ids.notna())
    new = named.assign(email=email, contact_id=contact_id, reference=reference)[is_new]
    key = looked_up(new["email"], known.by_email)
    unknown = sorted(new.loc[key.isna(), "reference"].unique())
    numbers = pd.Series(np.arange(first_key, first_key + len(unknown), dtype="float64"), index=pd.Index(unknown))
    return new.assign(
        is_stranger=key.isna(), contact_key=key.fillna(looked_up(new["reference"], numbers)).astype("int64")
    )
