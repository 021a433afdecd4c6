"""The meeting report: its parts as plain values, and as one HTML file that asks for nothing from outside."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeAlias

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from clm_core.texts import Language

TEMPLATES = Path(__file__).resolve().parent / "report_templates"
_FONT = Path(__file__).resolve().parents[2] / "static" / "inter-latin-wght-normal.woff2"
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_NAMED = re.compile(r'(\bid="|url\(#|href="#)')


class Tone(StrEnum):
    """How a sentence is meant."""

    LEAD = "lead"  # the answer of its section
    PLAIN = "plain"
    NOTE = "note"  # how to read what stands beside it
    HINT = "hint"  # what to know before relying on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A paragraph; what stands between two pairs of asterisks is bold, all else is text."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list of sentences."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A headline number with what it rests on."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Headline numbers side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart as SVG, with a sentence for those who cannot see it."""

    title: str
    svg: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTable:
    """A table whose cells are written already; ``numbers`` are the places of the columns that stand to the right."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


Block: TypeAlias = Sentence | Bullets | Figures | Picture | WordTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A chapter of the report; ``name`` is its anchor."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report; ``facts`` are its period, data and time, as label and value."""

    language: Language
    title: str
    subtitle: str
    contents: str  # the heading of the list of sections
    page_of: str  # "page {page} of {pages}" for print
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def runs(text: str) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it is bold."""
    pieces = _BOLD.split(text)
    return tuple((piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece)


def report_html(report: Report) -> bytes:
    """The report as one HTML file in UTF-8: styles, font and charts are in it, scripts are not."""
    page = _environment().get_template("meeting.html").render(report=report, font=_embedded_font())
    return page.encode("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["rich"] = _rich
    environment.globals.update(graphic=_graphic, kinds=_KINDS, kind_of=lambda block: _KINDS[type(block)])
    return environment


_KINDS: Mapping[type[object], str] = {
    Sentence: "sentence",
    Bullets: "bullets",
    Figures: "figures",
    Picture: "picture",
    WordTable: "table",
}


def _rich(text: str) -> Markup:
    bold = Markup("<strong>{}</strong>")
    return Markup("").join(bold.format(piece) if is_bold else piece for piece, is_bold in runs(text))


def _graphic(picture: Picture, place: str) -> Markup:
    """The chart as part of the page; the names in it are made its own, as one page has several charts."""
    # Written by the chart engine, which escapes every text that comes from data.
    return Markup(_NAMED.sub(lambda found: found[0] + f"{place}-", picture.svg))  # noqa: S704


@cache
def _embedded_font() -> str:
    return base64.b64encode(_FONT.read_bytes()).decode("ascii")
