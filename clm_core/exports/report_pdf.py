"""The meeting report as PDF: typeset in A4 with a running head, page numbers and charts as vector graphics.

What the report says is handed to the typesetting program as data, never as its own mark-up: nothing in it can be
a command.
"""

import json
from typing import Any

import typst

from clm_core.charts.vector import FONTS
from clm_core.exports.report import TEMPLATES, Block, Bullets, Figures, Picture, Report, Sentence, WordTable, runs


def report_pdf(report: Report) -> bytes:
    """The report as PDF; letters that our font does not have are taken from the fonts of the computer."""
    written: bytes = typst.compile(
        str(TEMPLATES / "meeting.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        sys_inputs={"report": json.dumps(_as_data(report), ensure_ascii=False)},
    )
    return written


def _as_data(report: Report) -> dict[str, Any]:
    return {
        "language": report.language.value,
        "title": report.title,
        "subtitle": report.subtitle,
        "contents": report.contents,
        "page_of": report.page_of,
        "facts": report.facts,
        "sections": [
            {"title": one.title, "blocks": [_block(block) for block in one.blocks]} for one in report.sections
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Sentence():
            return {"kind": "sentence", "tone": block.tone.value, "runs": runs(block.text)}
        case Bullets():
            return {"kind": "bullets", "lines": [runs(one) for one in block.lines]}
        case Figures():
            figures = [{"label": one.label, "value": one.value, "note": one.note} for one in block.figures]
            return {"kind": "figures", "figures": figures}
        case Picture():
            return {"kind": "picture", "title": block.title, "svg": block.svg, "alt": block.alt}
        case WordTable():
            return {
                "kind": "table",
                "title": block.title,
                "headings": block.headings,
                "rows": block.rows,
                "numbers": sorted(block.numbers),
            }
