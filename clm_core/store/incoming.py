"""A file's rows made ready to be written: one row a thing, with its row key and content hash."""

from dataclasses import dataclass

import pandas as pd

from clm_core.columns import SOURCE_ROW, fact_dtypes, typed_frame
from clm_core.errors import RowProblem
from clm_core.records import RECORD_FIELDS, Field, FieldType, RecordType
from clm_core.store.row_keys import content_hashes, numbered_repeats, row_keys

ROW_KEY = "row_key"
CONTENT_HASH = "content_hash"

_SUMMED = {RecordType.SPEND, RecordType.TRAFFIC}
_MEASURES = {FieldType.MONEY, FieldType.COUNT, FieldType.NUMBER}


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingRows:
    """Rows with ROW_KEY and CONTENT_HASH, every key once; ``merged`` rows went into others of the file."""

    frame: pd.DataFrame
    merged: int
    problems: tuple[RowProblem, ...]


def clean_rows(record_type: RecordType, rows: pd.DataFrame) -> pd.DataFrame:
    """The fact columns with their dtypes; empty text is blank, and characters no database takes are gone."""
    frame = typed_frame(rows, fact_dtypes(record_type)).reset_index(drop=True)
    for name, dtype in fact_dtypes(record_type).items():
        if dtype == "str":
            text = frame[name]
            if text.str.contains("\0", regex=False, na=False).any():
                text = text.str.replace("\0", "", regex=False)
            frame[name] = text.where(text != "")
    return frame


def incoming_rows(record_type: RecordType, frame: pd.DataFrame) -> IncomingRows:
    """Clean rows (see clean_rows) with each thing once.

    Several rows of one file about the same thing: spend and traffic are added up, because a file
    divided by ad, device or region has many rows for a campaign's day; touchpoints without an id of
    their own are genuine repeats and stay apart, numbered; of everything else the last row counts.
    """
    keys = row_keys(record_type, frame)
    problems: tuple[RowProblem, ...] = ()
    if record_type is RecordType.TOUCHPOINTS:
        has_own_id = frame["touchpoint_id"].notna()
        if not has_own_id.all():
            keys = keys.where(has_own_id, numbered_repeats(keys.where(~has_own_id, "")))
    frame = frame.assign(**{ROW_KEY: keys})
    row_count = len(frame)
    if frame[ROW_KEY].duplicated().any():
        if record_type in _SUMMED:
            frame, problems = _one_currency(record_type, frame)
            frame = _added_up(record_type, frame)
        else:
            frame = frame.drop_duplicates(ROW_KEY, keep="last").reset_index(drop=True)
    frame[CONTENT_HASH] = content_hashes(record_type, frame)
    return IncomingRows(frame=frame, merged=row_count - len(frame) - len(problems), problems=problems)


def _one_currency(record_type: RecordType, frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[RowProblem, ...]]:
    """Rows in the currency of the first row of their key; the others are refused, never added up."""
    if record_type is not RecordType.SPEND:
        return frame, ()
    first = frame.groupby(ROW_KEY, sort=False)["currency"].transform("first")
    differs = (frame["currency"] != first) & frame["currency"].notna()
    problems = tuple(
        RowProblem(
            reason="store.mixed_currency",
            row=None if pd.isna(row) else int(row),
            column="currency",
            value=currency,
            values={"currency": expected},
        )
        for row, currency, expected in zip(
            frame.loc[differs, SOURCE_ROW], frame.loc[differs, "currency"], first[differs], strict=True
        )
    )
    return frame[~differs], problems


def _added_up(record_type: RecordType, frame: pd.DataFrame) -> pd.DataFrame:
    """One row a key: measures added (blank when all are), anything else as the last row that says it."""
    is_repeated = frame[ROW_KEY].duplicated(keep=False)
    groups = frame[is_repeated].groupby(ROW_KEY, sort=False)
    sums = {
        field.name: groups[field.name].sum(min_count=1) for field in RECORD_FIELDS[record_type] if _is_summed(field)
    }
    merged = groups.last().assign(**sums).reset_index()
    together = pd.concat([frame[~is_repeated], merged[list(frame.columns)]], ignore_index=True)
    return together.astype({name: frame.dtypes[name] for name in frame.columns})


def _is_summed(field: Field) -> bool:
    return field.type in _MEASURES
