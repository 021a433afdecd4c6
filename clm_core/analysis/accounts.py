"""Companies as accounts: by account id, else by company name, else by the domain of a person's address."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from clm_core.analysis.references import (
    company_domain,
    components,
    looked_up,
    normal_company,
    normal_domain,
    normal_email,
    numbered,
    own_id,
)
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame

_SIZE_BOUNDS = (0, 9, 49, 249, 999, float("inf"))
SIZE_BANDS = ("1-9", "10-49", "50-249", "250-999", "1000+")


@dataclass(frozen=True, slots=True)
class Accounts:
    """The snapshot's accounts, and the account of each row of each frame that was given (missing = none)."""

    table: pd.DataFrame
    keys: dict[str, pd.Series]


def accounts(frames: dict[str, pd.DataFrame]) -> Accounts:
    """Accounts of all rows; each frame has system and company, and account_id, email, domain … if it can.

    The same account id in one system is one account. Company names (without legal form) join what has no id
    and ids of different systems; a name that two ids of one system have joins nothing. Rows without id and
    company belong to the only account of their address's domain, else to an account of that domain; free mail
    providers make none. A frame's order says whose company name and facts count first.
    """
    mentions = pd.concat(
        [typed_frame(frame, _MENTION).assign(frame=name) for name, frame in frames.items()],
        ignore_index=True,
    )
    ids = own_id(mentions["system"], mentions["account_id"])
    names = normal_company(mentions["company"])
    joining = names.mask(names.isin(_names_of_several(ids, names, mentions["system"])) & ids.notna())
    label = pd.Series(components(ids, joining)).where(ids.notna() | names.notna())
    domain = normal_domain(mentions["domain"]).fillna(company_domain(normal_email(mentions["email"])))
    label, by_domain = _with_domains(label, domain)
    has_account = label.notna()
    reference = names.fillna(domain.where(by_domain)).fillna(ids)
    key = pd.Series(pd.NA, index=mentions.index, dtype="Int64")
    key[has_account] = numbered(label[has_account].to_numpy(), reference[has_account])
    shown = mentions.assign(account_key=key, domain=domain, company=mentions["company"].fillna(domain.where(by_domain)))
    return Accounts(table=_account_table(shown[has_account]), keys=_by_frame(frames, mentions["frame"], key))


_MENTION = {
    "system": "str",
    "account_id": "str",
    "company": "str",
    "email": "str",
    "domain": "str",
    "industry": "str",
    "country": "str",
    "employees": "Int64",
}


def _names_of_several(ids: pd.Series, names: pd.Series, systems: pd.Series) -> pd.Series:
    """Names that several ids of one system have."""
    pairs = pd.DataFrame({"id": ids, "name": names, "system": systems.fillna("")}).dropna().drop_duplicates()
    repeated: pd.Series = pairs.loc[pairs.duplicated(["system", "name"]), "name"]
    return repeated


def _with_domains(label: pd.Series, domain: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Labels with those that only a domain gives, and which rows these are."""
    known = pd.DataFrame({"domain": domain, "label": label}).dropna().drop_duplicates()
    only = known.drop_duplicates("domain", keep=False).set_index("domain")["label"]
    codes, _ = pd.factorize(domain)
    own = pd.Series(codes, index=label.index).where(domain.notna()) + len(label)
    by_domain = label.isna() & domain.notna()
    shared = looked_up(domain, only)
    return label.fillna(shared).fillna(own), by_domain & shared.isna()


def _by_frame(frames: dict[str, pd.DataFrame], owner: pd.Series, key: pd.Series) -> dict[str, pd.Series]:
    return {name: key[owner == name].set_axis(frame.index) for name, frame in frames.items()}


def _account_table(mentions: pd.DataFrame) -> pd.DataFrame:
    keys = pd.Index(sorted(mentions["account_key"].unique()), name="account_key")
    table = pd.DataFrame(index=keys)
    for column in ("company", "domain", "industry", "country", "employees"):
        known = mentions[["account_key", column]].dropna(subset=[column]).drop_duplicates("account_key")
        table[column] = known.set_index("account_key")[column].reindex(keys)
    table["size_band"] = size_bands(table["employees"])
    return typed_frame(table.reset_index(), SNAPSHOT_COLUMNS[SnapshotTable.ACCOUNTS])


def size_bands(employees: pd.Series) -> pd.Series:
    """1-9, 10-49, 50-249, 250-999 or 1000+; missing where the number of employees is not known."""
    counts = employees.astype("float64").replace(0, np.nan)
    return pd.cut(counts, bins=list(_SIZE_BOUNDS), labels=list(SIZE_BANDS)).astype("str")
