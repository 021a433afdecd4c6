"""Which contacts a deal belongs to: by id, else by address, else by company and date; the rule is recorded."""

from dataclasses import dataclass

import pandas as pd

from clm_core.analysis.days import deal_days, local_day
from clm_core.analysis.identity import EMAIL, ID, Directory
from clm_core.analysis.money import original_amount
from clm_core.analysis.references import looked_up, own_id
from clm_core.analysis.unmatched import Reason, unmatched_rows
from clm_core.records import RecordType

COMPANY_AND_DATE = "company_and_date"
NONE = "none"


@dataclass(frozen=True, slots=True)
class DealLinks:
    """deal_key, contact_key and match_rule, one row a pair; and what found nobody."""

    pairs: pd.DataFrame
    unmatched: pd.DataFrame

    def rule_of(self, deals: pd.DataFrame) -> pd.Series:
        """The strongest rule that found a contact of each deal, or none."""
        best = self.pairs.assign(rank=self.pairs["match_rule"].map(_RANK)).groupby("deal_key")["rank"].min()
        rules: pd.Series = (
            looked_up(deals["deal_key"], best).map({rank: rule for rule, rank in _RANK.items()}).astype("str")
        )
        return rules.fillna(NONE)


_RANK = {ID: 0, EMAIL: 1, COMPANY_AND_DATE: 2}


def deal_links(
    deals: pd.DataFrame, deal_contacts: pd.DataFrame, who: Directory, people: pd.DataFrame, zone: str
) -> DealLinks:
    """The contacts of each deal.

    ``deals`` have deal_key and account_key; ``people`` (by contact_key) account and first_activity_at. Ids and
    addresses that the files give are all taken. Only a deal without any of them found gets the contacts of its
    company that were known on the day it was created, or before.
    """
    named, orphans = _named_contacts(deals, deal_contacts)
    found = named.join(who.find(named))
    by_name = found.dropna(subset=["contact_key"])
    rest = deals[~deals["deal_key"].isin(by_name["deal_key"])]
    by_company = _by_company(rest, people, zone)
    pairs = pd.concat([by_name[["deal_key", "contact_key", "match_rule"]], by_company], ignore_index=True)
    pairs = pairs.astype({"deal_key": "int64", "contact_key": "int64", "match_rule": "str"})
    pairs = pairs.assign(rank=pairs["match_rule"].map(_RANK)).sort_values(["deal_key", "contact_key", "rank"])
    pairs = pairs.drop_duplicates(["deal_key", "contact_key"]).drop(columns="rank").reset_index(drop=True)
    nowhere = rest[~rest["deal_key"].isin(by_company["deal_key"])]
    unknown = found[found["contact_key"].isna()]
    partly = unknown[unknown["deal_key"].isin(pairs["deal_key"])]
    listed = [
        unmatched_rows(RecordType.DEAL_CONTACTS, orphans, Reason.DEAL_OF_CONTACT_UNKNOWN, "deal_id"),
        unmatched_rows(RecordType.DEAL_CONTACTS, partly, Reason.DEAL_CONTACT_UNKNOWN, "contact_id", "email"),
        *_without_contact(nowhere, named, people),
    ]
    return DealLinks(pairs=pairs, unmatched=pd.concat(listed))


def _named_contacts(deals: pd.DataFrame, deal_contacts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row for each contact that a file names for a deal; and the rows whose deal no file has."""
    parts = [_listed(deals, "contact_id"), _listed(deals, "email")]
    own = own_id(deals["system"], deals["deal_id"])
    key = looked_up(own_id(deal_contacts["system"], deal_contacts["deal_id"]), _unique(own, deals["deal_key"]))
    key = key.fillna(
        looked_up(deal_contacts["deal_id"].str.strip(), _unique(deals["deal_id"].str.strip(), deals["deal_key"]))
    )
    parts.append(deal_contacts.assign(deal_key=key)[key.notna()])
    named = pd.concat(parts, ignore_index=True)[["deal_key", "system", "contact_id", "email", "source_row"]]
    named = named.dropna(subset=["contact_id", "email"], how="all").astype({"deal_key": "int64"})
    return named.drop_duplicates().reset_index(drop=True), deal_contacts[key.isna()]


def _listed(deals: pd.DataFrame, column: str) -> pd.DataFrame:
    """One row for each name in a cell such as "12; 15"."""
    rows = deals.dropna(subset=[column])[["deal_key", "system", "source_row", column]]
    rows = rows.assign(**{column: rows[column].str.split(";")}).explode(column)
    names = rows[column].astype("str").str.strip()
    other = "email" if column == "contact_id" else "contact_id"
    return rows.assign(**{column: names, other: pd.Series(None, index=rows.index, dtype="str")})[names != ""]


def _unique(names: pd.Series, keys: pd.Series) -> pd.Series:
    pairs = pd.DataFrame({"name": names, "key": keys}).dropna()
    unique: pd.Series = pairs.drop_duplicates("name", keep=False).set_index("name")["key"]
    return unique


def _by_company(deals: pd.DataFrame, people: pd.DataFrame, zone: str) -> pd.DataFrame:
    dated = deals.assign(day=deal_days(deals, zone)).dropna(subset=["day", "account_key"])
    known = people.assign(first_day=local_day(people["first_activity_at"], zone)).dropna(subset=["account"])
    known = known.reset_index()[["contact_key", "account", "first_day"]]
    pairs = dated[["deal_key", "account_key", "day"]].merge(known, left_on="account_key", right_on="account")
    pairs = pairs[pairs["first_day"] <= pairs["day"]]
    return pairs[["deal_key", "contact_key"]].assign(match_rule=COMPANY_AND_DATE)


def _without_contact(deals: pd.DataFrame, named: pd.DataFrame, people: pd.DataFrame) -> list[pd.DataFrame]:
    """The deals without any contact, each listed once with the first thing that failed."""
    has_id = deals["deal_key"].isin(named.loc[named["contact_id"].notna(), "deal_key"])
    has_email = deals["deal_key"].isin(named.loc[named["email"].notna(), "deal_key"])
    failed = {
        Reason.DEAL_ID_UNKNOWN: has_id,
        Reason.DEAL_EMAIL_UNKNOWN: has_email,
        Reason.DEAL_WITHOUT_REFERENCE: deals["account_key"].isna(),
        Reason.DEAL_COMPANY_UNKNOWN: ~deals["account_key"].isin(people["account"].dropna()),
        Reason.DEAL_WITHOUT_DATE: deals["created_at"].isna() & deals["closed_on"].isna(),
    }
    reasons = pd.Series(Reason.DEAL_BEFORE_CONTACTS.value, index=deals.index, dtype="str")
    for reason, is_met in reversed(failed.items()):
        reasons = reasons.mask(is_met, reason.value)
    return [
        unmatched_rows(
            RecordType.DEALS,
            rows,
            Reason(str(reason)),
            "deal_id",
            "deal",
            "company",
            amount=original_amount(rows["amount_micros"]),
        )
        for reason, rows in deals.groupby(reasons)
    ]
