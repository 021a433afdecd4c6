"""Short ways to recognise something in a test."""

from clm_core.importers.findings import ImportOptions
from clm_core.importers.profiles import MappingProfile
from clm_core.importers.recognition import RecognisedFile, RecognisedTable, recognise_file


def recognised(
    content: bytes | str,
    file_name: str = "file.csv",
    *,
    profiles: tuple[MappingProfile, ...] = (),
    **options: object,
) -> RecognisedFile:
    """The file as recognised in Berlin, with the euro as reporting currency."""
    return recognise_file(
        file_name,
        content.encode() if isinstance(content, str) else content,
        options=ImportOptions(**options),  # type: ignore[arg-type]
        profiles=profiles,
        zone="Europe/Berlin",
        reporting_currency="EUR",
    )


def only_table(file: RecognisedFile) -> RecognisedTable:
    """The file's one table."""
    assert file.refusal is None, file.refusal
    assert len(file.tables) == 1, [table.sheet for table in file.tables]
    return file.tables[0]
