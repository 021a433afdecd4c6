"""The one sheet of a text file with separators: CSV, TSV, TXT, whatever it is called."""

import csv
from collections import Counter
from io import StringIO
from itertools import islice

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from clm_core.errors import ClmError
from clm_core.importers.encodings import DecodedText, decoded
from clm_core.importers.findings import Finding, ImportOptions
from clm_core.importers.sheets import RawSheet

MAX_ROWS = 12_000_000
MAX_COLUMNS = 16_384
_SEPARATORS = ("\t", ";", "|", ",")
_TAB_WORDS = {"\\t": "\t", "tab": "\t"}
_QUICK_FROM_CHARACTERS = 200_000
_QUICK_COLUMNS = 1000
_SAMPLE_ROWS = 300
_SAMPLE_CHARACTERS = 400_000


def read_text_file(file_name: str, content: bytes, options: ImportOptions) -> RawSheet:
    """The rows of a text file, every row as wide as the widest, blanks as "".

    Raises ClmError where the content is no text or has no rows, or the user's separator can be none.
    """
    if options.delimiter is not None and not _is_separator(options.delimiter):
        raise ClmError("reading.wrong_separator", file=file_name, separator=options.delimiter)
    text = decoded(content, file_name, options.encoding)
    if not text.text.strip():
        raise ClmError("reading.empty_file", file=file_name)
    body, declared = _declared_separator(text.text)
    separator, reason = _separator(body, options.delimiter, declared)
    is_unquoted = False
    cells = _even_cells(body, separator) if len(body) >= _QUICK_FROM_CHARACTERS and not declared else None
    if cells is None:
        rows, is_unquoted = _rows(body, separator, file_name)
        if declared:
            rows.insert(0, [])  # the sep= line is a row of the file and keeps the others' numbers right
        cells = _padded(rows)
    if len(cells) > MAX_ROWS or cells.shape[1] > MAX_COLUMNS:
        raise ClmError("reading.text_too_large", file=file_name, rows=MAX_ROWS, columns=MAX_COLUMNS)
    findings = _findings(text, separator, reason, cells.shape[1], is_unquoted)
    return RawSheet(name="", cells=cells, findings=findings, encoding=text.encoding, separator=separator)


def _padded(rows: list[list[str]]) -> pd.DataFrame:
    """The rows as a frame, all as wide as the widest."""
    width = max(map(len, rows))
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    return pd.DataFrame(rows, dtype=object)


def _even_cells(text: str, separator: str) -> pd.DataFrame | None:
    """The cells of a large file by Arrow, several times faster; None where rows differ in width or a quote is open."""
    if text.count('"') % 2 == 1 or "\x00" in text:
        return None
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text.encode("utf-8")),
            read_options=arrow_csv.ReadOptions(autogenerate_column_names=True),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator, newlines_in_values='"' in text, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={f"f{column}": pa.string() for column in range(_QUICK_COLUMNS)}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_columns > _QUICK_COLUMNS:  # Arrow would have guessed the types of the rest
        return None
    columns = (pd.array(column.combine_chunks(), dtype="str") for column in table.columns)
    return pd.DataFrame(dict(enumerate(columns)), copy=False)


def _declared_separator(text: str) -> tuple[str, str | None]:
    """The text without Excel's first line sep=; and the separator that it names."""
    first, mark, rest = text.partition("\n")
    line = first.rstrip("\r").strip('"')
    if line.lower().startswith("sep=") and len(line) == 5:
        return (rest if mark else ""), line[4]
    return text, None


def _is_separator(wanted: str) -> bool:
    """Whether cells can be divided by this: one sign that is neither a quotation mark nor the end of a line."""
    sign = _TAB_WORDS.get(wanted, wanted)
    return len(sign) == 1 and sign not in '"\r\n\0'


def _separator(text: str, wanted: str | None, declared: str | None) -> tuple[str, str]:
    """The separator and why: user, declared, counted, or single where the file has one column."""
    if wanted is not None:
        return _TAB_WORDS.get(wanted, wanted), "user"
    if declared is not None:
        return declared, "declared"
    sample = text[:_SAMPLE_CHARACTERS]
    scores = {separator: _score(sample, separator) for separator in _SEPARATORS}
    best_share = max(score[0] for score in scores.values())
    if best_share == 0:
        return ",", "single"
    # Of those that fit about equally well, the one that already divides the header, then the one with most columns.
    close = [separator for separator in _SEPARATORS if scores[separator][0] >= best_share - 0.1]
    return max(close, key=lambda separator: scores[separator][1:]), "counted"


def _score(sample: str, separator: str) -> tuple[float, int, int]:
    """Share of rows that have the usual width, how early the first such row is (negative), and that width."""
    try:
        rows = csv.reader(StringIO(sample, newline=""), delimiter=separator)
        widths = [len(row) for row in islice(rows, _SAMPLE_ROWS)]
    except csv.Error:
        return 0.0, 0, 0
    if len(widths) > 1 and len(sample) == _SAMPLE_CHARACTERS:
        widths.pop()  # the sample may end within a row
    filled = [width for width in widths if width]
    divided = Counter(width for width in filled if width > 1)
    if not divided:
        return 0.0, 0, 0
    width = max(divided, key=lambda usual: (divided[usual], usual))
    first = widths.index(width)
    below = [usual for usual in widths[first:] if usual]
    return sum(usual == width for usual in below) / len(below), -first, width


def _rows(text: str, separator: str, file_name: str) -> tuple[list[list[str]], bool]:
    """All rows, and whether quotes had to be taken as plain characters because one was never closed."""
    for is_unquoted in (False, True):
        stream = StringIO(text, newline="")
        try:
            if is_unquoted:
                reader = csv.reader(stream, delimiter=separator, quoting=csv.QUOTE_NONE)
            else:
                reader = csv.reader(stream, delimiter=separator)
            rows = list(islice(reader, MAX_ROWS + 1))
        except csv.Error:
            continue
        if is_unquoted or not _ends_in_open_quote(text, rows):
            return rows, is_unquoted
    raise ClmError("reading.not_a_table", file=file_name)


def _ends_in_open_quote(text: str, rows: list[list[str]]) -> bool:
    last = rows[-1][-1] if rows and rows[-1] else ""
    return text.count('"') % 2 == 1 and "\n" in last.replace("\r", "\n").rstrip("\n")


_SEPARATOR_NAMES = {"\t": "tab", ";": ";", ",": ",", "|": "|"}


def _findings(text: DecodedText, separator: str, reason: str, width: int, is_unquoted: bool) -> tuple[Finding, ...]:
    findings = [Finding(key=f"reading.encoding_{text.reason}", values={"encoding": text.encoding})]
    if text.replaced_count:
        findings.append(Finding(key="reading.characters_replaced", values={"count": text.replaced_count}))
    if reason == "user" and width == 1:
        reason = "user_doubtful"
    name = _SEPARATOR_NAMES.get(separator, separator)
    findings.append(Finding(key=f"reading.separator_{reason}", values={"separator": name, "columns": width}))
    if is_unquoted:
        findings.append(Finding(key="reading.quotes_ignored"))
    return tuple(findings)
