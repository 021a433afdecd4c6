"""Response curves that are not fitted here: typed in, or brought along in a file (posterior draws, an agency's)."""

from collections.abc import Mapping, Sequence

import pandas as pd

from clm_core.exports.tables import TableSheet, workbook
from clm_core.importers.curve_files import CurveReading, read_curve_file
from clm_core.importers.findings import ImportOptions
from clm_core.response_curves import PeriodLength, ResponseOutcome, Saturation
from clm_core.texts import Language, Texts

__all__ = ["CURVE_FIELDS", "CurveReading", "ImportOptions", "curve_template", "given_curves", "typed_curves"]

CURVE_FIELDS = ("channel", "shape", "ceiling", "scale", "slope", "carry_over")
_EXAMPLE_CHANNELS = ("paid_search", "events", "email")
_EXAMPLE = (
    (Saturation.EXPONENTIAL, 60, 9_000, None, 0.2),
    (Saturation.HILL, 45, 12_000, 1.6, 0.5),
    (Saturation.POWER, 8, 1_000, 0.6, 0.1),
)
_SIGNS = {Language.DE: ",", Language.EN: "."}


def given_curves(
    file_name: str,
    content: bytes,
    *,
    outcome_of: ResponseOutcome,
    length: PeriodLength,
    options: ImportOptions | None = None,
) -> CurveReading:
    """The curves of a CSV or workbook. Raises ClmError for what is no table or lacks a column."""
    return read_curve_file(file_name, content, outcome_of, length, options or ImportOptions())


def typed_curves(
    rows: Sequence[Mapping[str, str]], texts: Texts, *, outcome_of: ResponseOutcome, length: PeriodLength
) -> CurveReading:
    """The curves that somebody typed in the reader's language, checked like a file's; the first row is row 2.

    Rows without any text are passed over.
    """
    kept = [row for row in rows if any(str(row.get(name) or "").strip() for name in CURVE_FIELDS)]
    frame = pd.DataFrame([{name: str(row.get(name) or "") for name in CURVE_FIELDS} for row in kept])
    frame = frame.reindex(columns=list(CURVE_FIELDS))
    content = frame.to_csv(index=False, sep=";").encode()
    options = ImportOptions(delimiter=";", decimal=_SIGNS[texts.language], header_row=1)
    return read_curve_file("typed.csv", content, outcome_of, length, options)


def curve_template(texts: Texts) -> bytes:
    """A workbook to fill in: three curves as an example, and a sheet that says what each column means."""
    headings = [texts(f"curve_file.heading.{name}") for name in CURVE_FIELDS]
    rows = [
        (texts(f"channels.{channel}"), texts(f"curve_file.shape.{shape}"), *numbers)
        for channel, (shape, *numbers) in zip(_EXAMPLE_CHANNELS, _EXAMPLE, strict=True)
    ]
    meanings = [
        (heading, texts(f"curve_file.meaning.{name}")) for heading, name in zip(headings, CURVE_FIELDS, strict=True)
    ]
    meanings.append((texts("curve_file.heading.draw"), texts("curve_file.meaning.draw")))
    explained = pd.DataFrame(meanings, columns=[texts("curve_file.column"), texts("curve_file.means")])
    return workbook(
        [TableSheet(title=texts("curve_file.sheet"), frame=pd.DataFrame(rows, columns=headings))],
        currency="",
        assumptions=TableSheet(title=texts("curve_file.sheet_meanings"), frame=explained),
    )
