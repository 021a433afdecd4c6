"""An agreement's workbook read back: view and plan as it says, and everything that is wrong with it at once.

What cannot be read keeps the value that it had; nothing is changed before somebody takes it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import isclose, isfinite

from clm_core.errors import ClmError, RowProblem, Severity
from clm_core.exports.agreement_sheet import (
    CHAIN,
    LINK_OF_STAGE,
    PERIOD_END,
    PERIOD_START,
    PROMISE_COLUMNS,
    QUALITY,
    STAGES,
    VISITED,
)
from clm_core.importers.agreement_sheet import AgreementRow, AgreementWords, ReturnedCells, read_agreement_cells
from clm_core.importers.cells import ERROR_CELLS
from clm_core.importers.grids import cell_text
from clm_core.selection import Period
from clm_core.services.agreements import Agreement, new_draft, read_agreement, read_agreements, set_parts
from clm_core.services.data import data_version
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store.workspaces import Store
from clm_core.target_parts import RATE, PartValue, changed_parts, plan_of, plan_parts, plan_with, promise_part
from clm_core.targets import FunnelLink, Promise, PromiseKind, TargetPlan
from clm_core.texts import Language, Texts, texts_for

__all__ = ["ReturnedAgreement", "read_agreement_workbook", "take_returned"]

_SAME = 1e-9
_COMPUTED_ALIKE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedAgreement:
    """What an uploaded agreement says; ``number`` and ``revision`` are None where it does not say whose it is."""

    file_name: str
    name: str
    number: int | None
    revision: int | None
    before: TargetPlan  # as it was exported
    plan: TargetPlan
    view: Mapping[str, list[str]]  # parameters of a link; empty where the workbook has lost them
    problems: tuple[RowProblem, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was refused."""
        return not any(one.severity is Severity.REFUSED for one in self.problems)

    @property
    def changes(self) -> dict[str, PartValue]:
        """The parts that were changed in the workbook, by name; see target_parts."""
        return changed_parts(self.before, self.plan)


def read_agreement_workbook(
    store: Store, file_name: str, content: bytes, *, language: Language, shown: Agreement | None = None
) -> ReturnedAgreement:
    """The plan of an uploaded agreement; ``shown`` is the one that is open, for what the workbook has lost.

    Raises ClmError for a file that is no such workbook.
    """
    cells = read_agreement_cells(file_name, content, _words(language))
    facts, problems = cells.facts(), list(cells.problems)
    before = _exported_plan(facts)
    if before is None:
        if shown is None:
            raise ClmError("agreement_sheet.refused.no_base", file=file_name)
        before = shown.plan
        problems.append(RowProblem(reason="agreement_sheet.problem.plan_unreadable", severity=Severity.NOTICE))
    reading = _Reading(cells, before, texts_for(language))
    plan = reading.plan()
    problems += [*reading.problems, *_other_data(store, facts)]
    number, revision = (int(facts[one]) if facts.get(one, "").isdigit() else None for one in ("agreement", "revision"))
    return ReturnedAgreement(
        file_name=file_name,
        name=facts.get("name") or (shown.name if shown is not None else file_name),
        number=number,
        revision=revision,
        before=before,
        plan=plan,
        view=cells.view(),
        problems=tuple(sorted(problems, key=lambda one: (one.sheet, one.row or 0))),
    )


def take_returned(store: Store, returned: ReturnedAgreement, texts: Texts, *, actor: str = LOCAL_USER) -> Agreement:
    """The draft with what was changed in the workbook; of a signed or removed agreement a new draft with its plan.

    Raises ConflictError where somebody changed the same parts since the export.
    """
    known = {one.number for one in read_agreements(store)}
    if returned.number in known and returned.revision is not None:
        seen = read_agreement(store, returned.number)
        if seen.is_draft:
            if not returned.changes:
                return seen
            return set_parts(store, replace(seen, revision=returned.revision), returned.changes, actor=actor)
    name = texts("agreement_sheet.from_file", name=returned.name)
    return new_draft(store, returned.plan, name=name, actor=actor)


def _words(language: Language) -> AgreementWords:
    """The headings of both languages, the reader's first."""
    languages = [texts_for(one) for one in (language, *(one for one in Language if one is not language))]
    return AgreementWords(
        headings={
            name: tuple(texts(f"agreement_sheet.column.{name}") for texts in languages) for name in PROMISE_COLUMNS
        }
    )


def _exported_plan(facts: Mapping[str, str]) -> TargetPlan | None:
    try:
        return plan_of(json.loads(facts["plan"]))
    except (KeyError, ValueError, ClmError):
        return None


def _other_data(store: Store, facts: Mapping[str, str]) -> list[RowProblem]:
    then, now = facts.get("data", ""), str(data_version(store))
    if not then or then == now:
        return []
    values = {"then": then, "now": now}
    return [RowProblem(reason="agreement_sheet.problem.other_data", severity=Severity.NOTICE, values=values)]


class _Reading:
    """The cells of one workbook, read against the plan it was exported with."""

    def __init__(self, cells: ReturnedCells, before: TargetPlan, texts: Texts) -> None:
        self._rows, self._before, self._texts = cells.rows, before, texts
        self.problems: list[RowProblem] = []

    def plan(self) -> TargetPlan:
        """The plan with every part that can be read and that can be."""
        self._check_identities()
        parts: dict[str, PartValue] = self._target_parts() | self._promise_parts()
        plan = self._before
        for name, value in parts.items():
            try:
                plan = plan_with(plan, {name: value})
            except ClmError as problem:
                self._refuse(self._row_of(name), problem.key, "value", **problem.values)
        self._check_formulas()
        return plan

    def _row_of(self, part: str) -> AgreementRow:
        return self._rows[PERIOD_START if part == "period" else part]

    def _check_identities(self) -> None:
        known = {PERIOD_START, PERIOD_END, "revenue", "marketing_share", "deal_amount", *map(promise_part, PromiseKind)}
        rates = {RATE + link.value for link in FunnelLink}
        missing = sorted(known - self._rows.keys())
        for identity, row in self._rows.items():
            if identity not in known and identity not in rates and identity not in _COMPUTED:
                values = {"missing": ", ".join(missing) or "–"}
                self._refuse(row, "agreement_sheet.problem.unknown_id", "id", **values)
        for identity in missing:
            self.problems.append(
                RowProblem(reason="agreement_sheet.problem.id_missing", value=identity, severity=Severity.NOTICE)
            )

    def _refuse(self, row: AgreementRow, reason: str, column: str, **values: object) -> None:
        self.problems.append(
            RowProblem(
                reason=reason, sheet=row.sheet, row=row.row, column=row.headings.get(column, ""),
                value=cell_text(row.cells.get(column)), values=values,
            )
        )  # fmt: skip

    def _number(self, row: AgreementRow, column: str = "value") -> float | None:
        """The cell's number; None, and a problem, for anything else but an empty cell."""
        cell = row.cells.get(column)
        text = cell_text(cell)
        if not text:
            return None
        if text in ERROR_CELLS:
            self._refuse(row, "agreement_sheet.problem.formula_broken", column)
        elif isinstance(cell, bool) or not isinstance(cell, int | float) or not isfinite(cell):
            self._refuse(row, "agreement_sheet.problem.no_number", column, example=_EXAMPLES[self._texts.language])
        else:
            return float(cell)
        return None

    def _target_parts(self) -> dict[str, PartValue]:
        parts: dict[str, PartValue] = {}
        period = self._period()
        if period is not None:
            parts["period"] = period
        own = plan_parts(self._before)
        for name in ("revenue", "marketing_share", "deal_amount", *(RATE + link.value for link in FunnelLink)):
            row = self._rows.get(name)
            value = None if row is None else self._number(row)
            if row is None or value is None:
                continue
            usual = row.cells.get("data")
            is_of_data = isinstance(usual, int | float) and isclose(value, usual, rel_tol=_SAME)
            # What the data say is typed only where somebody set it otherwise.
            if name in ("revenue", "marketing_share") or own.get(name) is not None or not is_of_data:
                parts[name] = None if is_of_data and name not in ("revenue", "marketing_share") else value
        return {name: value for name, value in parts.items() if not _alike(own.get(name), value)}

    def _period(self) -> Period | None:
        days = []
        for identity in (PERIOD_START, PERIOD_END):
            row = self._rows.get(identity)
            if row is None:
                return None
            day = _day(row.cells.get("value"))
            if day is None:
                self._refuse(row, "agreement_sheet.problem.no_day", "value")
            days.append(day)
        start, end = days
        if start is None or end is None:
            return None
        try:
            return Period(start_on=start, end_on=end)
        except ClmError as problem:
            self._refuse(self._rows[PERIOD_END], problem.key, "value", **problem.values)
            return None

    def _promise_parts(self) -> dict[str, PartValue]:
        parts: dict[str, PartValue] = {}
        for kind in PromiseKind:
            row = self._rows.get(promise_part(kind))
            if row is None:
                continue
            count = len(self.problems)
            level, within, attempts = (self._number(row, one) for one in ("value", "within", "attempts"))
            if len(self.problems) > count:
                continue
            before = self._before.promise(kind)
            try:
                promise = None if level is None else self._promise(kind, level, within, attempts, row)
            except ClmError as problem:
                self._refuse(row, problem.key, "value", **problem.values)
                continue
            if not _alike(before, promise):
                parts[promise_part(kind)] = promise
        return parts

    def _promise(
        self, kind: PromiseKind, level: float, within: float | None, attempts: float | None, row: AgreementRow
    ) -> Promise:
        whole = None if attempts is None else int(attempts)
        return Promise(
            kind=kind, level=level, within=within, attempts=whole, owner=cell_text(row.cells.get("owner")).strip()
        )

    def _check_formulas(self) -> None:
        """A remark on each computed cell that does not fit the values that stand above it."""
        values = {name: row.cells.get("value") for name, row in self._rows.items()}
        numbers = {name: float(one) for name, one in values.items() if isinstance(one, int | float)}
        for stage, expected in _computed_chain(numbers).items():
            row = self._rows.get(CHAIN + stage)
            if row is None:
                continue
            shown = numbers.get(CHAIN + stage)
            if shown is None or not isclose(shown, expected, rel_tol=_COMPUTED_ALIKE):
                self.problems.append(
                    RowProblem(
                        reason="agreement_sheet.problem.formula_changed", sheet=row.sheet, row=row.row,
                        column=row.headings.get("value", ""), value=cell_text(row.cells.get("value")),
                        severity=Severity.NOTICE,
                    )
                )  # fmt: skip


_COMPUTED = frozenset({QUALITY, VISITED, *(CHAIN + stage for stage in STAGES)})
_EXAMPLES = {Language.DE: "1.200.000", Language.EN: "1,200,000"}


def _computed_chain(numbers: Mapping[str, float]) -> dict[str, float]:
    """The chain that the workbook's own values give; empty where one of them is missing."""
    try:
        needed = numbers["revenue"] * numbers["marketing_share"] / numbers["deal_amount"]
        found = {STAGES[0]: needed}
        for stage, link in LINK_OF_STAGE.items():
            factor = numbers[QUALITY] if link is FunnelLink.MQL_TO_SQL else 1.0
            needed = needed / min(numbers[RATE + link.value] * factor, 1.0)
            needed *= numbers[VISITED] if link is FunnelLink.VISITOR_TO_LEAD else 1.0
            found[stage] = needed
    except (KeyError, ZeroDivisionError):
        return {}
    return found


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(cell_text(cell)[:10])
    except ValueError:
        return None


def _alike(before: PartValue, value: PartValue) -> bool:
    if isinstance(before, float | int) and isinstance(value, float | int):
        return isclose(before, value, rel_tol=_SAME)
    if isinstance(before, Promise) and isinstance(value, Promise):
        # A workbook keeps sixteen digits of a number.
        return isclose(before.level, value.level, rel_tol=_SAME) and before == replace(value, level=before.level)
    return before == value
