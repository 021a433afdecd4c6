"""Numbers as people and exports write them: 1.234,50 or 1,234.50 or 1'234.50, with signs, per cent and currency.

The comma or point is decided in this order: the user's word, what the column's own values prove,
what the file's other columns prove; 1,234 alone is left open.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clm_core.importers.cells import Bools, Floats, SplitCells, as_mask, blank_texts
from clm_core.importers.findings import Choice
from clm_core.importers.words import CURRENCY_PATTERN
from clm_core.records import MICROS

SHOWN_CHOICES = 5
"""How many of the user's own values a question shows."""

_SIMPLE = r"^-?[\d.,]*\d$"
_PARTS = (
    "bound",
    "open",
    "sign",
    "currency",
    "sign_inside",
    "core",
    "exponent",
    "currency_after",
    "percent",
    "close",
    "currency_end",
    "sign_end",
)
_PATTERN = (
    r"^(?P<bound>[<>≤≥]?) *(?P<open>\(?) *(?P<sign>[-+−–]?) *(?P<currency>CUR)? *(?P<sign_inside>[-+−–]?)"
    r" *(?P<core>\d[\d.,'’ ]*|[.,]\d+)(?P<exponent>[eE][-+]?\d{1,3})?"
    r" *(?P<currency_after>CUR)? *(?P<percent>%?) *(?P<close>\)?) *(?P<currency_end>CUR)?(?P<sign_end>[-−]?)$"
).replace("CUR", CURRENCY_PATTERN)
_SPACED = r"^\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?$"
_AMBIGUOUS = r"^[1-9]\d{0,2}[.,]\d{3}$"
_PROOF = {
    ".": r"^(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d*\.\d+)$",
    ",": r"^(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d*,\d+)$",
}
_EXACT_BELOW = 1e9  # up to here a float times a million rounds to the exact whole number


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTexts:
    """The distinct texts of a column taken apart; ``core`` is digits with point and comma only."""

    core: pa.StringArray
    exponent: pa.StringArray
    is_blank: Bools
    is_negative: Bools
    is_percent: Bools
    is_bound: Bools
    currency: pa.StringArray
    is_plain: Bools
    is_ambiguous: Bools
    proves: dict[str, Bools]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReading:
    """Numbers of the distinct texts under one decimal sign; micros exact; NaN and bad where there is none."""

    decimal: str | None
    values: Floats
    micros: npt.NDArray[np.int64]
    is_bad: Bools
    is_open: Bools
    choices: tuple[Choice, ...]


def number_texts(cells: SplitCells) -> NumberTexts:
    """The column's distinct texts taken apart into sign, digits, per cent and currency."""
    part = _parts(cells.texts)
    core = pc.utf8_trim(part["core"], " ")
    is_spaced = as_mask(pc.match_substring_regex(core, _SPACED))
    core = pc.if_else(pa.array(is_spaced), pc.replace_substring_regex(core, "[ '’]", ""), core)
    is_ambiguous = as_mask(pc.match_substring_regex(core, _AMBIGUOUS)) & ~is_spaced
    signs = pc.binary_join_element_wise(part["sign"], part["sign_inside"], part["sign_end"], "")
    is_bracketed = as_mask(pc.equal(part["open"], "("))
    # A bracket that is only opened or only closed, or two signs, make no number.
    is_torn = is_bracketed != as_mask(pc.equal(part["close"], ")"))
    is_torn |= as_mask(pc.greater(pc.utf8_length(signs), 1))
    core = pc.if_else(pa.array(is_torn), "", core)
    return NumberTexts(
        core=core,
        exponent=part["exponent"],
        is_blank=blank_texts(cells.texts),
        is_negative=as_mask(pc.match_substring_regex(signs, "[-−–]")) | is_bracketed,
        is_percent=as_mask(pc.equal(part["percent"], "%")),
        is_bound=as_mask(pc.not_equal(part["bound"], "")),
        currency=pc.binary_join_element_wise(part["currency"], part["currency_after"], part["currency_end"], ""),
        is_plain=as_mask(pc.match_substring_regex(core, r"^\d+$")),
        is_ambiguous=is_ambiguous,
        proves={sign: as_mask(pc.match_substring_regex(core, regex)) & ~is_ambiguous for sign, regex in _PROOF.items()},
    )


def _parts(texts: pa.StringArray) -> dict[str, pa.StringArray]:
    """The parts of each text by the names in the pattern; the common plain numbers take a quicker way."""
    is_simple = pc.match_substring_regex(texts, _SIMPLE)
    parts = {name: pa.repeat("", len(texts)) for name in _PARTS}
    parts["sign"] = pc.if_else(pc.and_(is_simple, pc.starts_with(texts, "-")), "-", "")
    parts["core"] = pc.if_else(is_simple, pc.utf8_ltrim(texts, "-"), "")
    is_other = pc.invert(is_simple)
    others = pc.extract_regex(texts.filter(is_other), pattern=_PATTERN)
    if len(others):
        for name in _PARTS:
            found = pc.fill_null(pc.struct_field(others, name), "")
            parts[name] = pc.replace_with_mask(parts[name], is_other, found)
    return parts


def proven_decimal(texts: NumberTexts, *, is_whole: bool = False) -> str | None:
    """The decimal sign that the texts prove; the sign of the clear majority where they contradict each other.

    In a column of whole numbers 1.234 can only be one thousand: that proves the comma.
    """
    votes = {sign: int(texts.proves[sign].sum()) for sign in (".", ",")}
    if is_whole and not any(votes.values()):
        for sign, other in ((".", ","), (",", ".")):
            is_fraction = as_mask(pc.match_substring_regex(texts.core, rf"\{sign}\d*[1-9]")) & texts.is_ambiguous
            votes[other] += int(is_fraction.sum())
    most, least = max(votes, key=lambda sign: votes[sign]), min(votes.values())
    return most if votes[most] > 2 * least else None


def read_numbers(
    cells: SplitCells, texts: NumberTexts, *, decimal: str | None, file_decimal: str | None, is_whole: bool = False
) -> NumberReading:
    """The numbers of the distinct texts; ``is_open`` marks those that could be two numbers."""
    sign = decimal or proven_decimal(texts, is_whole=is_whole) or file_decimal
    fits = {mark: texts.is_plain | texts.proves[mark] | texts.is_ambiguous for mark in (".", ",")}
    if sign is None:
        # Contradicting or no proof at all: what proves itself is read, the rest is asked about.
        by_point = _values(texts, fits["."] & ~texts.is_ambiguous, ".")
        by_comma = _values(texts, fits[","] & ~texts.is_ambiguous, ",")
        values = np.where(np.isnan(by_point), by_comma, by_point)
    else:
        values = _values(texts, fits[sign], sign)
    is_open = texts.is_ambiguous & (sign is None)
    return NumberReading(
        decimal=sign,
        values=values,
        micros=_micros(texts, values, sign),
        is_bad=np.isnan(values) & ~texts.is_blank & ~is_open,
        is_open=is_open,
        choices=_choices(cells, texts, is_open),
    )


def _plain(texts: NumberTexts, sign: str) -> pa.StringArray:
    """The cores as the computer writes numbers: a point for decimals, nothing between thousands."""
    other = "," if sign == "." else "."
    core = pc.replace_substring(texts.core, other, "")
    core = pc.replace_substring(core, ",", ".") if sign == "," else core
    return pc.binary_join_element_wise(core, texts.exponent, "")


def _values(texts: NumberTexts, fits: Bools, sign: str) -> Floats:
    plain = pc.if_else(pa.array(fits), _plain(texts, sign), pa.scalar(None, pa.string()))
    values: Floats = pc.fill_null(pc.cast(plain, pa.float64()), np.nan).to_numpy(zero_copy_only=False).copy()
    values[texts.is_negative] *= -1
    return values


def micros_of(values: Floats) -> npt.NDArray[np.int64]:
    """Millionths of typed numbers; 0 where there is none or where they do not fit."""
    is_fit = np.abs(values) < 9e12
    micros: npt.NDArray[np.int64] = np.rint(np.where(is_fit, values, 0.0) * MICROS).astype(np.int64)
    return micros


def _micros(texts: NumberTexts, values: Floats, sign: str | None) -> npt.NDArray[np.int64]:
    """Exact millionths: very large amounts take the slow way by decimals."""
    micros = micros_of(values)
    large = np.flatnonzero((np.abs(values) >= _EXACT_BELOW) & (np.abs(values) < 9e12))
    if len(large):
        plain = {mark: _plain(texts, mark) for mark in ((sign,) if sign else (".", ","))}
        for position in large.tolist():
            mark = sign or ("." if texts.proves["."][position] else ",")
            exact = Decimal(plain[mark][position].as_py()) * MICROS
            micros[position] = int(exact.to_integral_value()) * (-1 if texts.is_negative[position] else 1)
    return micros


def _choices(cells: SplitCells, texts: NumberTexts, is_open: Bools) -> tuple[Choice, ...]:
    shown = np.flatnonzero(is_open)[:SHOWN_CHOICES].tolist()
    readings = {sign: _plain(texts, sign) for sign in (".", ",")} if shown else {}
    return tuple(
        Choice(
            value=cells.texts[position].as_py(),
            readings=tuple((sign, readings[sign][position].as_py()) for sign in (".", ",")),
        )
        for position in shown
    )
