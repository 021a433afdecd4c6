"""A sheet as it lies in a file, before anybody knows which row is the header."""

from dataclasses import dataclass

import pandas as pd

from clm_core.importers.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """Cells without a header: row i of ``cells`` is spreadsheet row i + 1.

    A CSV has text only, a blank is "" (a large one in columns of Arrow text, dtype str, which take no Python
    object a cell); a workbook has str, float, int, bool, datetime or None (dtype object).
    """

    name: str
    cells: pd.DataFrame
    is_hidden: bool = False
    findings: tuple[Finding, ...] = ()
