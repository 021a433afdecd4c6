"""The meeting report: sections collected in their order, and written as HTML or PDF."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from clm_core.errors import ClmError
from clm_core.exports.report import Bullets, Report, Section, Sentence, Tone, report_html
from clm_core.exports.report_pdf import report_pdf
from clm_core.selection import Selection
from clm_core.services.data import data_version, require_days
from clm_core.services.report_base import ReportBase, SectionMaker, report_base
from clm_core.services.report_basis import assumptions_section, definitions_section
from clm_core.services.report_budget import budget_section
from clm_core.services.report_results import channels_section, funnel_section, numbers_section
from clm_core.services.report_targets import decisions_section, progress_section, targets_section
from clm_core.services.workspaces import Store, workspace_of
from clm_core.texts import Texts, formats

__all__ = [
    "SECTIONS",
    "PrintedReport",
    "Report",
    "Section",
    "Sentence",
    "Tone",
    "meeting_report",
    "printed_report",
    "report_html",
    "report_pdf",
]

SECTIONS: Mapping[str, SectionMaker] = {
    "numbers": numbers_section,
    "funnel": funnel_section,
    "channels": channels_section,
    "budget": budget_section,
    "targets": targets_section,
    "progress": progress_section,
    "decisions": decisions_section,
    "definitions": definitions_section,
    "assumptions": assumptions_section,
}
"""The sections that a report may have, in their order: a new one is a function and a line here."""

_EFFORT = {"numbers": 2, "funnel": 1, "channels": 8, "budget": 3, "targets": 5, "progress": 3, "decisions": 1}
"""How long sections take beside each other; one that is not named takes next to nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedReport:
    """The report as files to hand out, and what it says."""

    report: Report
    html: bytes
    pdf: bytes


def printed_report(
    store: Store,
    selection: Selection,
    texts: Texts,
    wanted: tuple[str, ...],
    at: datetime,
    on_progress: Callable[[float], None],
) -> PrintedReport:
    """The report of this view in both forms."""
    made = meeting_report(store, selection, texts, wanted=wanted, at=at, on_progress=on_progress)
    return PrintedReport(report=made, html=report_html(made), pdf=report_pdf(made))


def meeting_report(
    store: Store,
    selection: Selection,
    texts: Texts,
    *,
    wanted: tuple[str, ...] = tuple(SECTIONS),
    at: datetime | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Report:
    """The report of this view with these sections, in a fixed order, headed by the main findings.

    A section that cannot be computed says why; one with nothing to say is left out. Raises ClmError in an empty
    workspace. ``at`` is when it was asked for (now).
    """
    as_of = require_days(store)[1]
    moment = formats.moment(at or datetime.now(UTC), texts.language)
    workspace = workspace_of(store)
    report = on_progress or (lambda _share: None)
    base = report_base(store, selection, texts, report)
    sections = _sections(base, [name for name in SECTIONS if name in wanted], report)
    findings = _findings(base, sections)
    return Report(
        language=texts.language,
        title=base.word("title"),
        subtitle=base.word(
            "subtitle",
            company=texts("shell.sample_company") if workspace.is_sample else workspace.title,
            period=base.period,
        ),
        contents=base.word("contents"),
        page_of=base.word("page_of", page="{page}", pages="{pages}"),
        facts=(
            (texts("export.assumption_of.period"), base.period),
            (texts("export.assumption_of.as_of"), formats.day(as_of, texts.language)),
            (texts("export.assumption_of.data_version"), str(data_version(store))),
            (
                texts("export.assumption_of.created_at"),
                f"{moment} UTC",
            ),
        ),
        sections=(*([findings] if findings else []), *sections),
    )


def _sections(base: ReportBase, names: list[str], report: Callable[[float], None]) -> list[Section]:
    made, done = [], 0.0
    whole = sum(_EFFORT.get(name, 0) for name in names) or 1
    for name in names:
        effort = _EFFORT.get(name, 0)
        begun = done

        def progress(share: float, begun: float = begun, effort: int = effort) -> None:
            report((begun + share * effort) / whole)

        progress(0.0)
        section = _made(replace(base, progress=progress), name)
        if section is not None:
            made.append(section)
        done += effort
    return made


def _made(base: ReportBase, name: str) -> Section | None:
    try:
        return SECTIONS[name](base)
    except ClmError as problem:
        reason = Sentence(text=base.texts.error(problem), tone=Tone.HINT)
        return Section(name=name, title=base.word(f"section.{name}"), blocks=(reason,))


def _findings(base: ReportBase, sections: list[Section]) -> Section | None:
    """What the sections answer, in a sentence each."""
    leads = tuple(
        block.text
        for section in sections
        for block in section.blocks
        if isinstance(block, Sentence) and block.tone is Tone.LEAD
    )
    if not leads:
        return None
    return Section(name="findings", title=base.word("section.findings"), blocks=(Bullets(lines=leads),))
