"""A sheet as it lies in a file, before anybody knows which row is the header."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from clm_core.importers.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """Cells without a header: row i of ``cells`` is spreadsheet row i + 1.

    A CSV has text only, a blank is "" (a large one in columns of Arrow text, dtype str, which take no Python
    object a cell); a workbook has str, float, int, bool, datetime or None (dtype object).
    ``encoding`` and ``separator`` are those of a text file; ``all_sheets`` names every sheet of a workbook,
    read or not, and says whether it is hidden.
    """

    name: str
    cells: pd.DataFrame
    is_hidden: bool = False
    findings: tuple[Finding, ...] = ()
    encoding: str | None = None
    separator: str | None = None
    all_sheets: Mapping[str, bool] = field(default_factory=dict)
