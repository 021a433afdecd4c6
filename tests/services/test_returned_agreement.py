"""An agreement's workbook read back: plan and view as exported, changes as changes, mistakes in plain words."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from clm_core.errors import ClmError, Severity
from clm_core.exports.agreement_workbook import agreement_workbook
from clm_core.exports.tables import TableSheet
from clm_core.records import Team
from clm_core.services.agreement_workbook import read_back
from clm_core.services.agreements import Agreement, ConflictError, new_draft, read_agreement, set_parts, sign
from clm_core.services.export import assumption_sheet
from clm_core.services.returned_agreement import ReturnedAgreement, read_agreement_workbook, take_returned
from clm_core.services.workspaces import Store
from clm_core.targets import AgreementStatus, PromiseKind
from clm_core.texts import Language, texts_for
from tests.exports.live_agreement import live_agreement, target_plan
from tests.services.conftest import QUARTER

DE = texts_for(Language.DE)
Change = Callable[[openpyxl.Workbook], None]


@pytest.fixture
def draft(tiny: Store) -> Agreement:
    return new_draft(tiny, target_plan(), name="Frühjahr", actor="Anna")


def content_of(tiny: Store, draft: Agreement) -> bytes:
    rows = [("Plan", read_back(tiny, draft, None))]
    assumptions: TableSheet = assumption_sheet(tiny, QUARTER, DE, rows)
    return agreement_workbook(live_agreement(), DE, assumptions=assumptions)


def returned(tiny: Store, draft: Agreement, change: Change | None = None) -> ReturnedAgreement:
    """The workbook after the change, with the computed values that were in it."""
    content = content_of(tiny, draft)
    if change is not None:
        book = openpyxl.load_workbook(BytesIO(content), data_only=True)
        change(book)
        target = BytesIO()
        book.save(target)
        content = target.getvalue()
    return read_agreement_workbook(tiny, "a.xlsx", content, language=Language.DE)


def cell(sheet: Worksheet, identity: str, column: int = 2):
    for row in sheet.iter_rows():
        for one in row:
            if one.value == identity:
                return sheet.cell(one.row, column)
    raise AssertionError(identity)


def reasons(found: ReturnedAgreement) -> list[str]:
    return [one.reason.removeprefix("agreement_sheet.problem.") for one in found.problems]


def test_unchanged_it_restores_plan_and_view(tiny: Store, draft: Agreement) -> None:
    found = returned(tiny, draft)
    assert found.plan == draft.plan
    assert found.changes == {}
    assert found.problems == ()
    assert (found.number, found.revision, found.name) == (draft.number, draft.revision, "Frühjahr")
    assert found.view == QUARTER.to_query()
    assert take_returned(tiny, found, DE) == read_agreement(tiny, draft.number)


def test_changes_become_parts_of_the_draft(tiny: Store, draft: Agreement) -> None:
    def change(book: openpyxl.Workbook) -> None:
        cell(book["Ziel"], "revenue").value = 1_500_000
        cell(book["Ziel"], "rate.lead_to_mql").value = 0.25
        cell(book["Zusagen"], "promise.mqls_per_week").value = 45
        cell(book["Zusagen"], "promise.first_contact", 3).value = 4
        cell(book["Zusagen"], "promise.attempts").value = None
        for stage in ("won", "opportunity", "sql", "mql", "lead", "visitor"):
            cell(book["Ziel"], f"chain.{stage}").value = None

    found = returned(tiny, draft, change)
    assert set(found.changes) == {
        "revenue", "rate.lead_to_mql", "promise.mqls_per_week", "promise.first_contact", "promise.attempts",
    }  # fmt: skip
    taken = take_returned(tiny, found, DE, actor="Sven")
    assert taken.number == draft.number
    assert taken.plan.target.revenue == 1_500_000
    assert [(one.link, one.rate) for one in taken.plan.target.rates] == [("lead_to_mql", 0.25)]
    assert taken.plan.promise(PromiseKind.FIRST_CONTACT).within == 4
    assert taken.plan.promise(PromiseKind.MQLS_PER_WEEK).owner == "=Messe; Köln"
    assert taken.plan.promise(PromiseKind.ATTEMPTS) is None
    assert taken.plan.target.deal_amount is None, "what the data say stays what the data say"


MISTAKES: dict[str, tuple[Change, str, str]] = {
    "text in an amount": (lambda book: put(book["Ziel"], "revenue", "viel"), "no_number", "revenue"),
    "a German number as text": (lambda book: put(book["Ziel"], "revenue", "1.200.000 €"), "no_number", "revenue"),
    "a broken formula": (lambda book: put(book["Ziel"], "marketing_share", "#REF!"), "formula_broken", "x"),
    "a rate above one": (lambda book: put(book["Ziel"], "rate.mql_to_sql", 35), "targets.rate_outside", "x"),
    "a share above one": (lambda book: put(book["Zusagen"], "promise.first_contact", 90),
                          "targets.level_outside.share", "x"),
    "no revenue": (lambda book: put(book["Ziel"], "revenue", 0), "targets.revenue_outside", "x"),
    "no day": (lambda book: put(book["Ziel"], "period.start", "bald"), "no_day", "x"),
    "days reversed": (lambda book: put(book["Ziel"], "period.end", "2026-01-01"), "selection.period_reversed", "x"),
    "a promise without time": (lambda book: put(book["Zusagen"], "promise.first_contact", None, 3),
                               "targets.promise_without_time", "x"),
    "another identity": (lambda book: put(book["Ziel"], "revenue", "umsatz", 8), "unknown_id", "x"),
    "an identity twice": (lambda book: put(book["Ziel"], "deal_amount", "revenue", 8), "id_twice", "x"),
}  # fmt: skip


def put(sheet: Worksheet, identity: str, value: object, column: int = 2) -> None:
    cell(sheet, identity, column).value = value


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_named_and_the_old_value_holds(tiny: Store, draft: Agreement, mistake: str) -> None:
    change, reason, _ = MISTAKES[mistake]
    found = returned(tiny, draft, change)
    assert reason in reasons(found)
    assert not found.is_whole
    assert found.plan == draft.plan, "nothing is lost"
    for problem in found.problems:
        sentence = DE(problem.reason, **problem.values)
        assert "{" not in sentence
        assert problem.row or problem.severity is Severity.NOTICE


def test_several_mistakes_are_told_at_once_and_the_rest_is_read(tiny: Store, draft: Agreement) -> None:
    def change(book: openpyxl.Workbook) -> None:
        put(book["Ziel"], "revenue", "viel")
        put(book["Ziel"], "marketing_share", 45)
        put(book["Zusagen"], "promise.mqls_per_week", 50)

    found = returned(tiny, draft, change)
    refused = [one for one in found.problems if one.severity is Severity.REFUSED]
    assert len(refused) == 2
    assert set(found.changes) == {"promise.mqls_per_week"}


def test_a_formula_that_was_written_over_is_remarked_only(tiny: Store, draft: Agreement) -> None:
    found = returned(tiny, draft, lambda book: put(book["Ziel"], "chain.mql", 100))
    assert reasons(found) == ["formula_changed"]
    assert found.is_whole
    assert found.plan == draft.plan


def test_without_the_line_that_restores_it_the_open_one_fills_in(tiny: Store, draft: Agreement) -> None:
    def change(book: openpyxl.Workbook) -> None:
        del book["Annahmen"]

    book = openpyxl.load_workbook(BytesIO(content_of(tiny, draft)), data_only=True)
    change(book)
    target = BytesIO()
    book.save(target)
    with pytest.raises(ClmError, match="no_base"):
        read_agreement_workbook(tiny, "a.xlsx", target.getvalue(), language=Language.DE)
    found = read_agreement_workbook(tiny, "a.xlsx", target.getvalue(), language=Language.DE, shown=draft)
    assert reasons(found) == ["plan_unreadable"]
    assert found.plan == draft.plan


def test_another_workbook_is_refused_with_what_it_has(tiny: Store) -> None:
    book = openpyxl.Workbook()
    target = BytesIO()
    book.save(target)
    with pytest.raises(ClmError):
        read_agreement_workbook(tiny, "a.xlsx", target.getvalue(), language=Language.EN)


def test_a_change_made_since_the_export_is_a_conflict_and_others_are_kept(tiny: Store, draft: Agreement) -> None:
    content = returned(tiny, draft, lambda book: put(book["Ziel"], "revenue", 1_500_000))
    set_parts(tiny, draft, {"marketing_share": 0.5}, actor="Sven")
    assert take_returned(tiny, content, DE).plan.target.marketing_share == 0.5
    later = returned(tiny, draft, lambda book: put(book["Ziel"], "revenue", 1_700_000))
    with pytest.raises(ConflictError):
        take_returned(tiny, later, DE)
    assert read_agreement(tiny, draft.number).plan.target.revenue == 1_500_000


def test_a_signed_agreement_stays_and_the_workbook_becomes_a_new_draft(tiny: Store, draft: Agreement) -> None:
    for team, who in ((Team.MARKETING, "Anna"), (Team.SALES, "Sven")):
        draft = sign(tiny, read_agreement(tiny, draft.number), team, by=who, role="Leitung")
    found = returned(tiny, draft, lambda book: put(book["Ziel"], "revenue", 1_500_000))
    taken = take_returned(tiny, found, DE)
    assert taken.number != draft.number
    assert taken.name == "Frühjahr (aus Excel)"
    assert taken.status is AgreementStatus.DRAFT
    assert read_agreement(tiny, draft.number).plan.target.revenue == 1_200_000
