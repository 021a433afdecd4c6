"""Contacts with their stage history and, where a lead was converted, its deal."""

import json
from collections.abc import Mapping

import pandas as pd

from clm_core.errors import RowProblem
from clm_core.importers.building.typed_table import Built, TypedTable
from clm_core.importers.building.versions import newest_rows
from clm_core.importers.headings import folded
from clm_core.importers.mapping_fields import STAGE_MOMENTS
from clm_core.importers.words import meanings
from clm_core.records import ROW_KEYS, RecordType, Stage

_BEFORE_LEAD = {Stage.VISITOR.value}


def build_contacts(table: TypedTable) -> Built:
    """Contacts, the moments at which they entered stages, and the deals that leads became."""
    frame = table.with_fixed_values()
    frame = with_names(frame)
    if "is_opted_out" in frame:
        consent = ~frame["is_opted_out"]
        frame["has_consent"] = frame["has_consent"].fillna(consent) if "has_consent" in frame else consent
    if "bounce_reason" in frame:
        bounced = _has_bounced(frame["bounce_reason"])
        frame["is_bounced"] = frame["is_bounced"].fillna(bounced) if "is_bounced" in frame else bounced
    frame["attributes"] = attribute_texts(table.attributes, frame.index)
    frame, refusals = identified(frame, table)
    frame, doubles = newest_rows(frame, table, ROW_KEYS[RecordType.CONTACTS])
    stages, undated = stage_entries(frame, table)
    rows = {RecordType.CONTACTS: table.facts(frame, RecordType.CONTACTS)}
    if len(stages):
        rows[RecordType.STAGES] = table.facts(stages, RecordType.STAGES)
    if "converted_deal_id" in frame:
        converted = frame[frame["converted_deal_id"].notna()]
        if len(converted):
            links = converted.assign(deal_id=converted["converted_deal_id"])
            rows[RecordType.DEAL_CONTACTS] = table.facts(links, RecordType.DEAL_CONTACTS)
    return Built(rows=rows, problems=refusals + doubles + undated)


def _has_bounced(reasons: pd.Series) -> pd.Series:
    """Whether e-mails came back: where a reason is given, unless it is the word no."""
    known = meanings("flag")
    is_no = reasons.map(lambda reason: known.get(folded(reason)) == "no", na_action="ignore").fillna(False).astype(bool)
    return (reasons.notna() & ~is_no).astype("boolean")


def with_names(frame: pd.DataFrame) -> pd.DataFrame:
    """First and last name taken from a full name ("Ada Lovelace" or "Lovelace, Ada") where they are missing."""
    if "full_name" not in frame:
        return frame
    frame = frame.copy()
    name = frame["full_name"].str.strip()
    has_comma = name.str.contains(",", na=False)
    by_comma = name.str.split(r"\s*,\s*", n=1, expand=True, regex=True).reindex(columns=[0, 1])
    by_space = name.str.rsplit(n=1, expand=True).reindex(columns=[0, 1])
    has_two = by_space[1].notna()
    first = by_comma[1].where(has_comma, by_space[0].where(has_two))
    last = by_comma[0].where(has_comma, by_space[1].where(has_two, by_space[0]))
    for column, values in (("first_name", first), ("last_name", last)):
        frame[column] = (frame[column].fillna(values) if column in frame else values).astype("str")
    return frame


def attribute_texts(attributes: Mapping[str, pd.Series], index: pd.Index) -> pd.Series:
    """A JSON object a row with the fit fields that it has; missing where it has none."""
    if not attributes:
        return pd.Series(None, index=index, dtype="str")
    frame = pd.DataFrame(dict(attributes)).reindex(index)
    names = list(frame.columns)
    texts = [
        json.dumps({name: value for name, value in zip(names, row, strict=True) if value == value}, ensure_ascii=False)
        for row in frame.itertuples(index=False, name=None)
    ]
    return pd.Series(texts, index=index, dtype="str").replace("{}", None)


def identified(frame: pd.DataFrame, table: TypedTable) -> tuple[pd.DataFrame, tuple[RowProblem, ...]]:
    """The rows that name a person by id, e-mail or company with name; and the refusal of the others."""

    def has(name: str) -> pd.Series:
        return frame[name].notna() if name in frame else pd.Series(False, index=frame.index)

    is_known = has("contact_id") | has("email") | (has("company") & (has("last_name") | has("first_name")))
    refusals = (table.refusal(int(row), "importing.problem.contact_without_identity") for row in frame.index[~is_known])
    return frame[is_known], tuple(refusals)


def stage_entries(frame: pd.DataFrame, table: TypedTable) -> tuple[pd.DataFrame, tuple[RowProblem, ...]]:
    """Rows of stage, entered_at and the contact's id and e-mail, indexed by source row.

    Dated columns give their stage. A contact beyond visitor became a lead when it was created, unless
    the file dates that itself. A converted lead was accepted as qualified, with a deal as opportunity,
    when it was converted. A current stage without a date of its own is dated by the last change or
    activity, with a note; without these it stays in the contact only: no date is invented.
    """
    person = pd.DataFrame({name: frame.get(name) for name in ("contact_id", "email")}, index=frame.index)
    dated = [
        person.assign(stage=stage.value, entered_at=frame[name], note=None)
        for name, stage in STAGE_MOMENTS.items()
        if name in frame
    ]
    dated += _conversions(frame, person)
    dated += _leads_by_creation(frame, person)
    known = pd.concat([part.dropna(subset="entered_at") for part in dated]) if dated else None
    current, undated = _current_stages(frame, person, known, table)
    parts = [part for part in (known, current) if part is not None and len(part)]
    return (pd.concat(parts).sort_index(kind="stable") if parts else person.iloc[:0]), undated


def _conversions(frame: pd.DataFrame, person: pd.DataFrame) -> list[pd.DataFrame]:
    if "converted_at" not in frame:
        return []
    at = frame["converted_at"]
    if "is_converted" in frame:
        at = at.where(frame["is_converted"].fillna(True).astype(bool))
    entries = [person.assign(stage=Stage.SQL.value, entered_at=at, note=None)]
    if "converted_deal_id" in frame:
        with_deal = at.where(frame["converted_deal_id"].notna())
        entries.append(person.assign(stage=Stage.OPPORTUNITY.value, entered_at=with_deal, note=None))
    return entries


def _leads_by_creation(frame: pd.DataFrame, person: pd.DataFrame) -> list[pd.DataFrame]:
    is_lead_list = "stage" in frame or "lead_status" in frame or "is_converted" in frame
    if "created_at" not in frame or not is_lead_list:
        return []
    at = frame["created_at"]
    if "stage" in frame:
        at = at.where(frame["stage"].notna() & ~frame["stage"].isin(_BEFORE_LEAD))
    if "lead_at" in frame:
        at = at.where(frame["lead_at"].isna())
    return [person.assign(stage=Stage.LEAD.value, entered_at=at, note=None)]


def _current_stages(
    frame: pd.DataFrame, person: pd.DataFrame, known: pd.DataFrame | None, table: TypedTable
) -> tuple[pd.DataFrame | None, tuple[RowProblem, ...]]:
    if "stage" not in frame:
        return None, ()
    is_open = frame["stage"].notna() & ~frame["stage"].isin(_BEFORE_LEAD)
    if known is not None and len(known):
        pairs = pd.MultiIndex.from_arrays([known.index, known["stage"]])
        is_open &= ~pd.MultiIndex.from_arrays([frame.index, frame["stage"]]).isin(pairs)
    at = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us, UTC]")
    note = pd.Series(None, index=frame.index, dtype="str")
    for name in ("modified_at", "last_activity_at"):
        if name in frame:
            note = note.mask(at.isna() & frame[name].notna(), f"dated_by_{name.removesuffix('_at')}")
            at = at.fillna(frame[name])
    entries = person.assign(stage=frame["stage"], entered_at=at, note=note)[is_open]
    undated = int(entries["entered_at"].isna().sum())
    estimated = len(entries) - undated
    notices = []
    if estimated:
        notices.append(table.notice(None, "importing.notice.stage_dated_by_activity", count=estimated))
    if undated:
        notices.append(table.notice(None, "importing.notice.stage_without_date", count=undated))
    return entries.dropna(subset="entered_at"), tuple(notices)


def build_stages(table: TypedTable) -> Built:
    """Stage entries of a file that lists them one a row."""
    frame = table.with_fixed_values()
    is_known = table.column("contact_id").notna() | table.column("email").notna()
    refusals = tuple(
        table.refusal(int(row), "importing.problem.contact_without_identity") for row in frame.index[~is_known]
    )
    return Built(rows={RecordType.STAGES: table.facts(frame[is_known], RecordType.STAGES)}, problems=refusals)


def build_accounts(table: TypedTable) -> Built:
    """Companies, one row each."""
    frame, doubles = newest_rows(table.with_fixed_values(), table, ROW_KEYS[RecordType.ACCOUNTS])
    return Built(rows={RecordType.ACCOUNTS: table.facts(frame, RecordType.ACCOUNTS)}, problems=doubles)
