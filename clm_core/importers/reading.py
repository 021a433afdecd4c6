"""A dropped file's sheets, whatever its format; or a plain refusal."""

from clm_core.importers.findings import ImportOptions
from clm_core.importers.sheets import RawSheet

__all__ = ["RawSheet", "read_sheets"]


def read_sheets(file_name: str, content: bytes, options: ImportOptions) -> tuple[RawSheet, ...]:
    """The sheets of a CSV, XLSX, XLSM, XLS, XLSB or ODS file, recognised by content, not by name.

    Raises ClmError("reading.…") for anything that holds no readable table.
    """
    raise NotImplementedError
