"""What a command prints: JSON for programs, plain tables and sentences for people."""

import json
import sys
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd

from clm_core.errors import RowProblem
from clm_core.texts import Texts

MAX_PROBLEMS_SHOWN = 50


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


def print_table(frame: pd.DataFrame) -> None:
    """A frame as an aligned text table."""
    with pd.option_context("display.max_rows", None, "display.max_columns", None, "display.width", 200):
        print(frame.to_string(index=False, na_rep="–", float_format=lambda number: f"{number:,.2f}"))


def print_problems(problems: tuple[RowProblem, ...], texts: Texts) -> None:
    """Every problem with its place; a very long list ends with how many more there are."""
    for problem in problems[:MAX_PROBLEMS_SHOWN]:
        place = " ".join(str(part) for part in (problem.sheet, problem.row, problem.column) if part not in ("", None))
        value = f" „{problem.value}“" if problem.value else ""
        print(
            f"  {problem.severity.value:8} {place}{value}: {texts(problem.reason, **problem.values)}", file=sys.stderr
        )
    if len(problems) > MAX_PROBLEMS_SHOWN:
        print("  " + texts("commands.more_problems", count=len(problems) - MAX_PROBLEMS_SHOWN), file=sys.stderr)
