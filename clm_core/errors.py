"""What can go wrong, as values and as exceptions, with texts in the catalogues instead of in the code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ClmError(Exception):
    """Wrong use or an impossible request: shown to people in their language.

    ``key`` names the sentence in the catalogues (topic.name), ``values`` fill its placeholders.
    Say what is wrong, what to do and what was available.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return f"{self.key} {self.values}" if self.values else self.key


class Severity(StrEnum):
    """Whether a problem keeps its row out of the import."""

    REFUSED = "refused"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """One thing wrong with one cell or row of a file.

    ``row`` is the number the spreadsheet shows (1 = first line); ``reason`` is a catalogue key.
    """

    reason: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: Severity = Severity.REFUSED
    values: Mapping[str, object] = field(default_factory=dict)
