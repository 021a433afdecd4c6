"""The lead list opens as a form, in each system's own columns, and mails nobody who may not be mailed."""

import csv
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from clm_core.exports.lead_sheet import LeadSheetForm, headings, lead_csv, lead_workbook, mailing_list
from clm_core.exports.lead_sheet_columns import NAMES
from clm_core.exports.tables import TableSheet
from clm_core.handover import CrmLayout
from clm_core.texts import Language
from tests.exports.handed_leads import EVIL, LEADS, handed_leads

FORM = LeadSheetForm(
    layout=CrmLayout.GENERIC,
    language=Language.DE,
    currency="EUR",
    zone="Europe/Berlin",
    as_of=date(2026, 3, 1),
    reasons=("Kein Bedarf", "Später wieder", EVIL),
    channel_labels={"messe_sps": "Messe SPS"},
)
ASSUMPTIONS = TableSheet(title="Annahmen", frame=pd.DataFrame({"Was": ["Modell"], "Wert": ["=Herbst"]}))


def opened(form: LeadSheetForm, leads: pd.DataFrame = LEADS) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(lead_workbook(leads, form, ASSUMPTIONS)))


def columns(sheet: Worksheet) -> dict[str, list[object]]:
    return {str(column[0].value): [cell.value for cell in column[1:]] for column in sheet.columns}


def rows_of(content: bytes, sign: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=sign))


def test_the_list_says_everything_in_the_readers_words() -> None:
    cells = columns(opened(FORM)["Leads"])
    assert cells["E-Mail"] == ["anna@x.de", "ben@x.de", "cem@x.de"]
    assert cells["Kanal"] == ["Bezahlte Suche", "Messe SPS", "Bezahlte Suche"]
    assert cells["Lead seit"] == [datetime(2026, 3, 1)] * 3, "half past eleven at night in UTC is tomorrow in Berlin"
    assert cells["Score"] == [42.5] * 3
    assert cells["Abschlusschance"] == [0.125, 0.125, None]
    assert cells["Bisherige Rückmeldung"] == [None, None, "zurückgestellt: Später wieder"]
    for name in ("Rückmeldung", "Grund", "Wiedervorlage am", "Notiz"):
        assert cells[name] == [None] * 3, "what came back as it went out would look like a new verdict"
    assert cells["Lead-Schlüssel"] == ["hubspot|1", "salesforce|00Q|1", "|cem@x.de"]
    assert cells["Kontakt-ID"] == ["1", "00Q|1", None]


@pytest.mark.parametrize(
    ("layout", "expected", "ids"),
    [
        (CrmLayout.HUBSPOT, {"Record ID", "Email", "Contact owner", "Company Name", "Job Title"}, ["1", None, None]),
        (CrmLayout.SALESFORCE, {"Lead ID", "Email", "Lead Owner", "Company", "Title"}, [None, "00Q|1", None]),
    ],
)
def test_a_system_gets_its_own_headings_and_only_its_own_ids(layout, expected, ids) -> None:
    """Another system's id in its id column would overwrite a stranger's record."""
    cells = columns(opened(replace(FORM, layout=layout))["Leads"])
    assert expected <= set(cells)
    assert cells["Record ID" if layout is CrmLayout.HUBSPOT else "Lead ID"] == ids
    assert cells["Former Verdict"] == [None, None, "recycled: Später wieder"]


def test_text_stays_text_everywhere() -> None:
    book = opened(FORM)
    evil = [
        cell
        for sheet in book
        for row in sheet
        for cell in row
        if isinstance(cell.value, str) and cell.value[0] in "=+-"
    ]
    assert sorted(cell.value for cell in evil) == sorted(
        [EVIL, EVIL, "+49 511 555-1", "+49 511 5550", "-Ötker", "=Herbst"]
    )
    assert {cell.data_type for cell in evil} == {"s"}
    (first, second, _) = rows_of(lead_csv(LEADS, FORM), ";")
    assert (first["Firma"], first["Nachname"], second["Telefon"]) == ("'" + EVIL, "'-Ötker", "'+49 511 5550")
    (first, second, _) = rows_of(lead_csv(LEADS, replace(FORM, layout=CrmLayout.HUBSPOT)), ",")
    assert (first["Phone Number"], second["Phone Number"]) == ("'+49 511 555-1", "+49 511 5550")
    assert first["Company Name"] == "'" + EVIL


def test_csv_files_open_as_the_reader_writes_numbers() -> None:
    content = lead_csv(LEADS, FORM)
    assert content.startswith(b"\xef\xbb\xbf")
    row = rows_of(content, ";")[0]
    assert (row["Score"], row["Erwarteter Wert"], row["Lead seit"]) == ("42,5", "1234,5", "2026-03-01")
    assert row["Mitarbeitende"] == "1–9", "1-9 would become the first of September"
    assert rows_of(lead_csv(LEADS, replace(FORM, layout=CrmLayout.SALESFORCE)), ",")[0]["Lead Score"] == "42.5"


def test_what_sales_fills_in_is_checked_while_it_is_typed() -> None:
    book = opened(FORM)
    sheet = book["Leads"]
    letter = {str(cell.value): cell.column_letter for cell in sheet[1]}
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    found = {name: rules[f"{letter[name]}2:{letter[name]}4"] for name in (
        "Rückmeldung", "Grund", "Wiedervorlage am", "Notiz", "Lead-Schlüssel",
    )}  # fmt: skip
    assert {name: rule.type for name, rule in found.items()} == {
        "Rückmeldung": "list", "Grund": "list", "Wiedervorlage am": "date", "Notiz": "textLength",
        "Lead-Schlüssel": "custom",
    }  # fmt: skip
    assert found["Wiedervorlage am"].formula1 == "46082", "1 March 2026 as Excel counts"
    lists = book["Listen"]
    assert lists.sheet_state == "hidden"
    assert [cell.value for cell in lists["A"]] == ["angenommen", "abgelehnt", "zurückgestellt"]
    assert [cell.value for cell in lists["B"]] == list(FORM.reasons)
    assert found["Grund"].formula1 == "'Listen'!$B$1:$B$3"
    assert sheet.column_dimensions[letter["Lead-Schlüssel"]].hidden
    assert not sheet.protection.sheet, "a protected sheet could not be sorted"
    assert [cell.value for cell in book["Annahmen"]["B"]] == ["Wert", "=Herbst"]


@pytest.mark.parametrize(
    ("layout", "language", "pattern"),
    [
        (CrmLayout.GENERIC, Language.DE, "dd.mm.yyyy"),
        (CrmLayout.GENERIC, Language.EN, "d mmm yyyy"),
        (CrmLayout.HUBSPOT, Language.DE, "yyyy-mm-dd"),
    ],
)
def test_days_are_written_as_the_reader_or_the_system_knows_them(
    layout: CrmLayout, language: Language, pattern: str
) -> None:
    form = replace(FORM, layout=layout, language=language)
    sheet = opened(form)["Leads"]
    place = {str(cell.value): cell for cell in sheet[1]}
    texts, is_generic = form.texts, layout is CrmLayout.GENERIC
    lead_at = texts("lead_sheet.column.lead_at") if is_generic else "Became a Lead Date"
    recycle_on = texts("lead_sheet.column.recycle_on") if is_generic else "Recycle Date"
    assert sheet.cell(2, place[lead_at].column).number_format == pattern
    assert sheet.column_dimensions[place[recycle_on].column_letter].number_format == pattern


def test_names_stay_in_sight_and_paper_has_what_is_to_be_filled_in() -> None:
    sheet = opened(FORM)["Leads"]
    assert sheet.freeze_panes == "E2"
    letter = {str(cell.value): cell.column_letter for cell in sheet[1]}
    frozen = [sheet.column_dimensions[letter[name]].width for name in ("Zuständig", "Vorname", "Nachname", "Firma")]
    assert sum(frozen) < 90
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")
    assert sheet.print_area == f"'Leads'!$A$1:${letter['Notiz']}$4"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_list_without_leads_and_without_reasons_is_still_a_form() -> None:
    sheet = opened(replace(FORM, reasons=()), LEADS.head(0))["Leads"]
    assert sheet.max_row == 1
    assert len(sheet.data_validations.dataValidation) == 4


def test_no_heading_means_two_columns() -> None:
    """German "Note" was a grade and English "Note" a remark: a returned list must not mix them up."""
    owners: dict[str, set[str]] = {}
    for name in NAMES:
        for heading in headings(name):
            owners.setdefault(heading.casefold(), set()).add(name)
    assert not {heading: names for heading, names in owners.items() if len(names) > 1}


def test_every_column_is_known_by_all_its_headings() -> None:
    assert headings("email") == {"E-Mail", "Email"}
    assert headings("owner") == {"Zuständig", "Owner", "Contact owner", "Lead Owner"}


def test_a_mailing_list_has_who_may_be_mailed_and_nothing_of_the_score() -> None:
    rows = rows_of(mailing_list(LEADS, FORM), ";")
    assert [row["E-Mail"] for row in rows] == ["anna@x.de"]
    assert list(rows[0]) == ["Vorname", "Nachname", "Firma", "Position", "E-Mail", "Land", "Sprache", "Branche"]


PERSON = st.fixed_dictionaries(
    {
        "email": st.sampled_from(["a@x.de", "A@x.de ", "b@x.de", "c@x.de", "", None]),
        "may_be_mailed": st.booleans(),
        "consent": st.sampled_from(["given", "withdrawn", "unknown", "unsubscribed", "bounced"]),
    }
)


@settings(max_examples=60)
@given(people=st.lists(PERSON, min_size=1, max_size=8), layout=st.sampled_from(list(CrmLayout)))
def test_nobody_is_mailed_of_whom_any_record_says_no(people, layout) -> None:
    """The oracle: a loop over the addresses."""
    leads = handed_leads(*people)
    content = mailing_list(leads, replace(FORM, layout=layout))
    sign = ";" if layout is CrmLayout.GENERIC else ","
    mailed = [next(value for name, value in row.items() if name in headings("email")) for row in rows_of(content, sign)]
    expected = set()
    for address in {(person["email"] or "").strip().lower() for person in people} - {""}:
        records = [person for person in people if (person["email"] or "").strip().lower() == address]
        if all(person["may_be_mailed"] and person["consent"] == "given" for person in records):
            expected.add(address)
    assert len(mailed) == len(set(mailed))
    assert {address.strip().lower() for address in mailed} == expected
