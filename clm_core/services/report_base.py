"""What every section of the report is made from, and how it writes numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from clm_core.charts.palette import Mode
from clm_core.charts.theme import Look, look
from clm_core.charts.vector import vector_graphic
from clm_core.exports.report import Picture, Section, WordTable
from clm_core.selection import Period, Selection
from clm_core.services.data import channels
from clm_core.services.export import own_labels
from clm_core.store.workspaces import Store
from clm_core.texts import Language, Texts, formats

__all__ = ["ReportBase", "SectionMaker", "period_text", "report_base"]

_CHART_WIDTH = 620


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBase:
    """The data, the view, the reader's language, and a way to say how far one is."""

    store: Store
    selection: Selection
    look: Look
    labels: Mapping[str, str]  # of the user's own channels
    progress: Callable[[float], None]  # of this section, 0 to 1

    @property
    def texts(self) -> Texts:
        return self.look.texts

    @property
    def language(self) -> Language:
        return self.look.language

    @property
    def period(self) -> str:
        """The selection's period in words."""
        return period_text(self.selection.period, self.language)

    def word(self, key: str, /, **values: object) -> str:
        """A word of the report's own catalogue topic."""
        return self.texts(f"report.{key}", **values)

    def share(self, value: float, *, decimals: int = 1) -> str:
        return formats.share(value, self.language, decimals=decimals)

    def interval(self, low: float, high: float, *, decimals: int = 1) -> str:
        return formats.interval(low, high, self.language, decimals=decimals)

    def number(self, value: float) -> str:
        return formats.number(value, self.language)

    def money(self, value: float) -> str:
        return formats.money(value, self.selection.currency, self.language)

    def short_money(self, value: float) -> str:
        return formats.short_money(value, self.selection.currency, self.language)

    def picture(self, title_key: str, alt_key: str, specification: Mapping[str, object]) -> Picture:
        """The chart as a vector graphic."""
        svg = vector_graphic(specification, _CHART_WIDTH)
        return Picture(title=self.texts(title_key), svg=svg, alt=self.texts(alt_key))

    def table(self, title: str, columns: Mapping[str, str], rows: pd.DataFrame, *, words: int = 1) -> WordTable:
        """A table of cells that are written already; ``columns`` has headings, the first ``words`` are no numbers."""
        return WordTable(
            title=title,
            headings=tuple(columns.values()),
            rows=tuple(tuple(str(cell) for cell in row) for row in rows[list(columns)].itertuples(index=False)),
            numbers=frozenset(range(words, len(columns))),
        )


SectionMaker = Callable[[ReportBase], Section | None]
"""Makes a section, or None where there is nothing to say. May raise ClmError: the report then says that instead."""


def report_base(store: Store, selection: Selection, texts: Texts, progress: Callable[[float], None]) -> ReportBase:
    """The base of a report of this view, printed on white."""
    return ReportBase(
        store=store,
        selection=selection,
        look=look(texts, Mode.LIGHT, selection.currency, channels(store)),
        labels=own_labels(store),
        progress=progress,
    )


def period_text(period: Period, language: Language) -> str:
    """Jan. 2025 – Dez. 2025 for whole months, the days themselves otherwise."""
    after = period.end_on + timedelta(days=1)
    write = formats.month if period.start_on.day == 1 and after.day == 1 else formats.day
    first, last = write(period.start_on, language), write(period.end_on, language)
    return first if first == last else f"{first} – {last}"
