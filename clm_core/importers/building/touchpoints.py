"""Touchpoints, and the people whom a list of them names for the first time."""

import pandas as pd

from clm_core.importers.building.contacts import with_names
from clm_core.importers.building.typed_table import Built, TypedTable
from clm_core.importers.building.versions import newest_rows
from clm_core.importers.findings import Finding
from clm_core.records import ROW_KEYS, RecordType

PEOPLE_SUFFIX = "_people"


def build_touchpoints(table: TypedTable) -> Built:
    """Touchpoints, equal rows kept (two visits in one minute are two); named people also as contacts."""
    frame = with_names(table.with_fixed_values())

    def has(name: str) -> pd.Series:
        return frame[name].notna() if name in frame else pd.Series(False, index=frame.index)

    is_known = has("contact_id") | has("email") | has("company")
    refusals = tuple(
        table.refusal(int(row), "importing.problem.touchpoint_without_contact") for row in frame.index[~is_known]
    )
    frame = frame[is_known]
    rows = {RecordType.TOUCHPOINTS: table.facts(frame, RecordType.TOUCHPOINTS)}
    people = _people(frame)
    findings: tuple[Finding, ...] = ()
    if len(people):
        contacts, _ = newest_rows(people, table, ROW_KEYS[RecordType.CONTACTS])
        facts = table.facts(contacts, RecordType.CONTACTS)
        # A system of their own: a name on a list must not replace the fuller contact of the contact file.
        rows[RecordType.CONTACTS] = facts.assign(system=f"{table.system}{PEOPLE_SUFFIX}").astype({"system": "str"})
        findings = (Finding(key="importing.finding.people_of_touchpoints", values={"count": len(contacts)}),)
    return Built(rows=rows, problems=refusals, findings=findings)


def _people(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows that name a person well enough to be a contact (name with e-mail or company) and give no id."""
    if "last_name" not in frame:
        return frame.iloc[:0]
    columns = [name for name in ("email", "first_name", "last_name", "company") if name in frame]
    is_reachable = frame[[name for name in columns if name in {"email", "company"}]].notna().any(axis=1)
    if "contact_id" in frame:
        is_reachable &= frame["contact_id"].isna()
    return frame.loc[frame["last_name"].notna() & is_reachable, columns]
