"""A recognised table in one line: what it is, how many rows, which days, how much money."""

import pandas as pd

from clm_core.records import MICROS, RecordType
from clm_core.services.importing import RecognisedTable
from clm_core.texts import formats
from pages.shared import messages, session

DAYS = {
    RecordType.SPEND: "day",
    RecordType.TRAFFIC: "day",
    RecordType.CONTACTS: "created_at",
    RecordType.TOUCHPOINTS: "at",
    RecordType.STAGES: "entered_at",
    RecordType.DEALS: "closed_on",
}
AMOUNTS = {RecordType.SPEND: "spend_micros", RecordType.DEALS: "amount_micros"}


def in_a_line(table: RecognisedTable, *, with_sheet: bool) -> str:
    """Google Ads · 3 spend rows · 1 – 2 Jan 2026 · €1,344.74: what one compares with the report at hand."""
    texts = session.texts()
    parts = [f"{texts('import_files.problem.sheet')} {messages.escaped(table.sheet)}"] if with_sheet else []
    if table.preset is not None:
        parts.append(texts(f"importing.preset.{table.preset}"))
    if table.record_type is None:
        parts.append(texts("import_files.row_count", count=table.row_count))
    elif not table.rows:
        what = texts(f"fields.{table.record_type}.label")
        parts.append(texts("import_files.fact_count", what=what, count=table.row_count))
    for record_type, rows in table.rows.items():
        if len(rows):
            parts += _facts(record_type, rows)
    return f":gray[{' · '.join(parts)}]"


def _facts(record_type: RecordType, rows: pd.DataFrame) -> list[str]:
    texts = session.texts()
    facts = [texts("import_files.fact_count", what=texts(f"fields.{record_type}.label"), count=len(rows))]
    days = rows[DAYS[record_type]].dropna() if record_type in DAYS else pd.Series(dtype="object")
    if record_type is not RecordType.STAGES and len(days):
        facts.append(_period(days))
    if record_type in AMOUNTS:
        money = rows.groupby("currency")[AMOUNTS[record_type]].sum() / MICROS
        facts += [formats.money(float(sum_), str(code), texts.language, decimals=2) for code, sum_ in money.items()]
    return facts


def _period(days: pd.Series) -> str:
    if isinstance(days.dtype, pd.DatetimeTZDtype):
        days = days.dt.tz_convert(session.settings().reporting_zone)
    first, last = (formats.day(one, session.language()) for one in (days.min(), days.max()))
    return first if first == last else f"{first} – {last}"
