"""Row problems as a table: sheet, row as the spreadsheet shows it, column, value, reason."""

from collections.abc import Sequence

import pandas as pd

from clm_core.errors import RowProblem
from pages.shared import session
from pages.shared.tables import Column, show_table


def show(problems: Sequence[RowProblem], *, key: str, title: str) -> None:
    """All problems at once, refused rows first; downloadable, so that somebody can work them off."""
    texts = session.texts()
    frame = pd.DataFrame(
        {
            "severity": [texts(f"import_files.severity.{problem.severity}") for problem in problems],
            "sheet": [problem.sheet for problem in problems],
            "row": pd.array([problem.row for problem in problems], dtype="Int64"),
            "column": [problem.column for problem in problems],
            "value": [problem.value for problem in problems],
            "reason": [texts(problem.reason, **problem.values) for problem in problems],
        }
    ).sort_values(["severity", "sheet", "row"], ignore_index=True)
    columns = {
        name: Column(label=texts(f"import_files.problem.{name}"), width="large" if name == "reason" else None)
        for name in frame
        if name == "row" or (frame[name] != "").any()
    }
    show_table(frame, columns, key=f"problems_{key}", title=texts("import_files.problem_list", file=title))
