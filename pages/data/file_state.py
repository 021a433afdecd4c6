"""How far a dropped file is from being imported."""

from enum import StrEnum

from clm_core.errors import Severity
from clm_core.services.importing import RecognisedFile, RecognisedTable
from pages.data.dropped_files import DroppedFile


class FileState(StrEnum):
    """What a file waits for; only a ready one goes in."""

    REFUSED = "refused"
    OPEN = "open"
    CHECK = "check"
    WITH_PROBLEMS = "with_problems"
    READY = "ready"


LOOKS = {
    FileState.REFUSED: ("red", "block"),
    FileState.OPEN: ("orange", "help"),
    FileState.CHECK: ("orange", "visibility"),
    FileState.WITH_PROBLEMS: ("orange", "report"),
    FileState.READY: ("green", "check"),
}
"""Colour and icon of each state."""


def file_state(file: DroppedFile, recognised: RecognisedFile) -> FileState:
    """The first thing that keeps the file out."""
    if recognised.refusal is not None:
        return FileState.REFUSED
    if not recognised.is_ready:
        return FileState.OPEN
    if any(is_guessed(table) for table in recognised.tables):
        return FileState.CHECK
    if refused_row_count(recognised) and not file.accepts_good_rows:
        return FileState.WITH_PROBLEMS
    return FileState.READY


def is_guessed(table: RecognisedTable) -> bool:
    """Whether the meaning of a column is only our guess: somebody must have looked at it."""
    return any(column.how == "guess" for column in table.mapping)


def refused_row_count(recognised: RecognisedFile) -> int:
    """Rows of the file that stay out."""
    problems = (problem for table in recognised.tables for problem in table.problems)
    return len({(one.sheet, one.row) for one in problems if one.severity is Severity.REFUSED})
