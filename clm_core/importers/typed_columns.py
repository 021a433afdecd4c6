"""The mapped columns of a table read into their types, with everything that is wrong and open in them."""

from dataclasses import dataclass, replace

import pandas as pd

from clm_core.errors import RowProblem, Severity
from clm_core.importers.findings import Choice, Finding, Question
from clm_core.importers.headings import heading_and_currency
from clm_core.importers.mapping import MappingPlan
from clm_core.importers.mapping_fields import mapping_fields
from clm_core.importers.tables import RawTable
from clm_core.importers.values import ColumnHints, ParsedColumn, parse_column, shown_date_order, shown_decimal
from clm_core.importers.wide import melted
from clm_core.records import Field, FieldType, RecordType

_NUMERIC = {FieldType.MONEY, FieldType.NUMBER, FieldType.COUNT, FieldType.SHARE}
_TEMPORAL = {FieldType.DATE, FieldType.MOMENT}
# A word that we do not know in one of these costs the row nothing but that word.
_WORDS = {FieldType.STAGE, FieldType.KIND, FieldType.TEAM, FieldType.OUTCOME}
_MONEY_FIELDS = {
    "spend_micros",
    "spend_in_micros",
    "claimed_value_micros",
    "budget_micros",
    "amount_micros",
    "margin_micros",
}
_REQUIRED: dict[RecordType, tuple[str, ...]] = {
    RecordType.SPEND: ("spend_micros", "spend_in_micros"),
    RecordType.TRAFFIC: ("day", "sessions"),
    RecordType.CAMPAIGNS: ("campaign",),
    RecordType.ACCOUNTS: ("company",),
    RecordType.TOUCHPOINTS: ("at",),
    RecordType.STAGES: ("stage", "entered_at"),
    RecordType.DEAL_CONTACTS: ("deal_id",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedColumns:
    """Columns named after fields, for the rows that are not refused."""

    columns: pd.DataFrame
    problems: tuple[RowProblem, ...] = ()
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


def typed_columns(
    table: RawTable, plan: MappingPlan, record_type: RecordType, zone: str, reporting_currency: str
) -> TypedColumns:
    """Every mapped column read; rows with a refused cell or without something required left out and listed."""
    known = mapping_fields(record_type)
    parsed, findings = _parsed(table, plan, known, zone)
    parsed = {
        heading: _softened(column, known[plan.fields[heading]], record_type) for heading, column in parsed.items()
    }
    wide = plan.headings_of("spend_micros") if len(plan.headings_of("spend_micros")) > 1 else ()
    columns = pd.DataFrame(
        {plan.fields[heading]: column.values for heading, column in parsed.items() if heading not in wide},
        index=table.cells.index,
    )
    problems = [problem for column in parsed.values() for problem in column.problems]
    questions = [column.question for column in parsed.values() if column.question]
    findings += [finding for column in parsed.values() for finding in column.findings]
    columns, currency_questions, currency_findings = _with_currency(
        columns, table, plan, parsed, record_type, reporting_currency
    )
    problems += _required_blanks(columns, table, plan, record_type, problems)
    refused = {problem.row for problem in problems if problem.severity is Severity.REFUSED and problem.row is not None}
    is_good = ~columns.index.isin(list(refused))
    columns = columns[is_good]
    if wide:
        columns, wide_findings = melted(columns, {heading: parsed[heading].values[is_good] for heading in wide})
        findings += wide_findings
    return TypedColumns(
        columns=columns,
        problems=tuple(problems),
        questions=tuple(_one_per_option([*questions, *currency_questions])),
        findings=(*findings, *currency_findings),
    )


def _parsed(
    table: RawTable, plan: MappingPlan, known: dict[str, Field], zone: str
) -> tuple[dict[str, ParsedColumn], list[Finding]]:
    """Every mapped column read; one that leaves decimals or dates open is read again by what the others prove."""
    hints = ColumnHints(
        date_order=plan.options.date_order,
        decimal=plan.options.decimal,
        currency=plan.options.currency,
        zone=plan.options.zone or zone,
        period=table.period,
    )

    def read(heading: str, by: ColumnHints) -> ParsedColumn:
        return parse_column(table.cells[heading], known[plan.fields[heading]].type, heading, table.sheet, by)

    parsed = {heading: read(heading, hints) for heading in plan.fields}
    decimal = plan.options.decimal or _agreed([column.decimal for column in parsed.values()])
    order = plan.options.date_order or _agreed([column.date_order for column in parsed.values()])
    is_open = [heading for heading, column in parsed.items() if column.question]
    if is_open:
        unused = [table.cells[heading] for heading in table.headings if heading not in plan.fields]
        decimal = decimal or _agreed([shown_decimal(cells) for cells in unused])
        order = order or _agreed([shown_date_order(cells) for cells in unused])
        better = replace(hints, file_decimal=decimal, file_date_order=order)
        parsed |= {heading: read(heading, better) for heading in is_open}
    findings = []
    if decimal and any(known[name].type in _NUMERIC for name in plan.fields.values()):
        findings.append(Finding(key=f"importing.finding.decimal_{'comma' if decimal == ',' else 'point'}"))
    if order and any(known[name].type in _TEMPORAL for name in plan.fields.values()):
        findings.append(Finding(key=f"importing.finding.date_order_{order}"))
    return parsed, findings


def _agreed(shown: list[str | None]) -> str | None:
    proofs = {sign for sign in shown if sign}
    return proofs.pop() if len(proofs) == 1 else None


def _softened(column: ParsedColumn, field: Field, record_type: RecordType) -> ParsedColumn:
    """An unknown stage, kind, team or outcome refuses the row only where the row is about it."""
    if field.type not in _WORDS or field.name in _REQUIRED.get(record_type, ()):
        return column
    return replace(column, problems=tuple(replace(problem, severity=Severity.NOTICE) for problem in column.problems))


def _with_currency(
    columns: pd.DataFrame,
    table: RawTable,
    plan: MappingPlan,
    parsed: dict[str, ParsedColumn],
    record_type: RecordType,
    reporting_currency: str,
) -> tuple[pd.DataFrame, list[Question], list[Finding]]:
    """The currency of every row with money: by its own column, else heading or cell, else the report, else asked."""
    amounts = [(heading, name) for heading, name in plan.fields.items() if name in _MONEY_FIELDS]
    if not amounts or "currency" not in mapping_fields(record_type):
        return columns, [], []
    has_money = pd.DataFrame({heading: parsed[heading].values.notna() for heading, _ in amounts}).any(axis=1)
    named = {parsed[heading].currency or heading_and_currency(heading)[1] for heading, _ in amounts} - {None}
    known = plan.options.currency or (named.pop() if len(named) == 1 else None) or (None if named else table.currency)
    columns = columns.copy()
    if "currency" not in columns:
        columns["currency"] = pd.Series(None, index=columns.index, dtype="str")
    if known:
        columns["currency"] = columns["currency"].mask(columns["currency"].isna() & has_money, known)
    is_open = has_money & columns["currency"].isna()
    if is_open.any():
        return columns, [_currency_question(table, amounts[0][0], is_open, reporting_currency)], []
    used = sorted(columns.loc[has_money, "currency"].unique())
    return (
        columns,
        [],
        [Finding(key="importing.finding.currency", values={"currency": ", ".join(used)})] if used else [],
    )


def _currency_question(table: RawTable, heading: str, is_open: pd.Series, reporting_currency: str) -> Question:
    currencies = tuple(dict.fromkeys((reporting_currency, "EUR", "USD", "CHF", "GBP")))
    cells = table.cells.loc[is_open, heading].dropna().map(lambda cell: str(cell).strip())
    values = list(dict.fromkeys(cells[cells != ""]))[:3]
    choices = tuple(
        Choice(value=value, readings=tuple((currency, f"{value} {currency}") for currency in currencies))
        for value in values
    )
    return Question(option="currency", key="importing.question.currency", choices=choices, column=heading)


def _required_blanks(
    columns: pd.DataFrame, table: RawTable, plan: MappingPlan, record_type: RecordType, problems: list[RowProblem]
) -> list[RowProblem]:
    """A refusal for each row whose required cell is blank (an unreadable one has its own already)."""
    blanks = []
    for name in _REQUIRED.get(record_type, ()):
        if name not in columns:
            continue
        heading = plan.headings_of(name)[0]
        listed = {problem.row for problem in problems if problem.column == heading}
        blanks += [
            RowProblem(sheet=table.sheet, row=int(row), column=heading, reason="importing.problem.required_blank")
            for row in columns.index[columns[name].isna()]
            if row not in listed
        ]
    return blanks


def _one_per_option(questions: list[Question]) -> list[Question]:
    """The first question of each option: one answer settles the whole file."""
    seen: dict[str, Question] = {}
    for question in questions:
        seen.setdefault(question.option, question)
    return list(seen.values())
