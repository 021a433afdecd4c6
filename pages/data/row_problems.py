"""Row problems as a table: sheet, row as the spreadsheet shows it, column, value, reason."""

from collections.abc import Sequence

import pandas as pd

from clm_core.errors import RowProblem, Severity
from clm_core.kpis import Unit
from pages.shared import session
from pages.shared.tables import Column, show_table


def count_label(problems: Sequence[RowProblem]) -> str:
    """3 problems, or 3 notices where every row goes in."""
    is_refused = any(problem.severity is Severity.REFUSED for problem in problems)
    return session.texts()(f"import_files.{'problems' if is_refused else 'notices'}", count=len(problems))


def show(problems: Sequence[RowProblem], *, key: str, title: str) -> None:
    """All problems at once, refused rows first; downloadable, so that somebody can work them off."""
    texts = session.texts()
    ordered = sorted(problems, key=lambda one: (one.severity is not Severity.REFUSED, one.sheet, one.row or 0))
    frame = pd.DataFrame(
        {
            "severity": [texts(f"import_files.severity.{problem.severity}") for problem in ordered],
            "row": pd.array([problem.row for problem in ordered], dtype="Int64"),
            "sheet": [problem.sheet for problem in ordered],
            "column": [problem.column for problem in ordered],
            "value": [problem.value for problem in ordered],
            "reason": [texts(problem.reason, **problem.values) for problem in ordered],
        }
    )
    columns = {
        name: Column(
            label=texts(f"import_files.problem.{name}"),
            unit=Unit.COUNT if name == "row" else None,
            width={"reason": "large", "row": "small", "severity": "small"}.get(name),
        )
        for name in map(str, frame)
        if name == "row" or (frame[name] != "").any()
    }
    show_table(frame, columns, key=f"problems_{key}", title=texts("import_files.problem_list", file=title))
