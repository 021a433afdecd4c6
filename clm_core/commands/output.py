"""What a command prints, JSON for programs, tables and sentences in the reader's words for people, and its files."""

import json
import sys
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from clm_core.errors import ClmError, RowProblem
from clm_core.kpis import Unit
from clm_core.services.export import TableSheet
from clm_core.texts import Texts, formats

MAX_PROBLEMS_SHOWN = 50
_DECIMALS = {Unit.MONEY: 0, Unit.COUNT: 0, Unit.RATIO: 2, Unit.MONTHS: 1}


def print_json(value: object) -> None:
    """One JSON document; not-a-number and missing become null, dates ISO text."""
    json.dump(plain(value), sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
    print()


def plain(value: Any) -> Any:
    """The value as JSON knows it: frames become lists of rows."""
    if isinstance(value, pd.DataFrame):
        return [plain(row) for row in value.astype(object).to_dict("records")]
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, (bool, int, float, str)):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def print_table(frame: pd.DataFrame, texts: Texts) -> None:
    """A frame as an aligned text table; moments, days, yes and no as the language writes them."""
    written = {name: [_written(value, texts) for value in frame[name].astype(object)] for name in frame}
    print(pd.DataFrame(written).to_string(index=False) if len(frame) else texts("commands.nothing"))


def _written(value: Any, texts: Texts) -> str:
    if _plain_scalar(value) is None:
        return formats.MISSING
    if isinstance(value, bool):
        return texts("commands.yes" if value else "commands.no")
    if isinstance(value, pd.Timestamp):
        return formats.moment(value, texts.language)
    return str(value)


def print_results(sheet: TableSheet, currency: str, texts: Texts) -> None:
    """A table of results, each number with its unit as the language writes it."""
    written = sheet.frame.copy()
    for name in written.columns:
        if pd.api.types.is_numeric_dtype(written[name]):
            unit = sheet.units.get(name)
            written[name] = [_number(value, unit, currency, texts) for value in written[name].astype(object)]
    print(f"\n{sheet.title}")
    print_table(written, texts)


def _number(value: Any, unit: Unit | None, currency: str, texts: Texts) -> str:
    if _plain_scalar(value) is None:
        return formats.MISSING
    if unit is Unit.MONEY:
        return formats.money(value, currency, texts.language)
    if unit is Unit.SHARE:
        return formats.share(value, texts.language)
    return formats.number(value, texts.language, decimals=_DECIMALS[unit] if unit else 0)


def print_problems(problems: tuple[RowProblem, ...], texts: Texts) -> None:
    """Every problem with its place; a very long list ends with how many more there are."""
    for problem in problems[:MAX_PROBLEMS_SHOWN]:
        place = " ".join(str(part) for part in (problem.sheet, problem.row, problem.column) if part not in ("", None))
        value = f" „{problem.value}“" if problem.value else ""
        severity = texts(f"commands.severity.{problem.severity.value}")
        print(f"  {severity} {place}{value}: {texts(problem.reason, **problem.values)}", file=sys.stderr)
    if len(problems) > MAX_PROBLEMS_SHOWN:
        print("  " + texts("commands.more_problems", count=len(problems) - MAX_PROBLEMS_SHOWN), file=sys.stderr)


def save_file(file: str | Path, content: bytes) -> None:
    """Writes the file that a command was asked for. Raises ClmError where that is impossible."""
    try:
        Path(file).write_bytes(content)
    except OSError as error:
        raise ClmError("commands.unwritable_file", file=str(file), problem=error.strerror or str(error)) from None
