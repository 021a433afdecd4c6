"""The import page: what it says of each kind of file, and what an answer, a confirmation and a removal do."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clm_core.records import RecordType
from clm_core.services import importing, workspaces
from clm_core.services.workspaces import Store
from clm_core.store.facts import read_facts
from clm_core.texts import Language, texts_for
from tests.importers.preset_files import lines
from tests.pages.conftest import OpenApp

PAGE = "data/import_files.py"
TEXTS = texts_for(Language.DE)
EITHER_WAY = lines(
    "E-Mail,Name,Erstellt am", "ada@example.com,Ada Love,03/04/2026", "bo@example.com,Bo Berg,05/06/2026"
)
BAD_ROWS = lines(
    "Datum;Kampagne;Kosten (EUR)", "01.02.2026;Messe;10,50", "02.02.2026;Messe;kaputt", "03.02.2026;Messe;20,00"
)


@pytest.fixture
def empty_app(open_app: OpenApp, company: Path) -> AppTest:
    """The import page of an empty workspace beside the sample."""
    created = workspaces.create_workspace(company, "Leer")
    return open_app(PAGE, ws=created.slug)


@pytest.fixture
def own_store(empty_app: AppTest, company: Path) -> Store:
    """The records of that workspace."""
    return workspaces.open_workspace(company, "leer")


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Drops files, several at once."""
    app.file_uploader[0].set_value([(name, content, "text/csv") for name, content in files]).run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    """Presses the button with this label."""
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    """Everything that the page says."""
    return "\n".join(one.value for kind in (app.markdown, app.error, app.info, app.success) for one in kind)


def confirm_label(count: int) -> str:
    return TEXTS("import_files.import_count", count=count)


def test_an_empty_workspace_says_which_data_are_wanted(empty_app: AppTest) -> None:
    for name in ("spend", "leads", "deals", "touchpoints"):
        assert TEXTS(f"import_files.wanted.{name}.title") in shown(empty_app)
    assert confirm_label(1) not in [one.label for one in empty_app.button]


def test_an_ambiguous_date_is_asked_about_and_the_answer_counts(empty_app: AppTest, own_store: Store) -> None:
    app = drop(empty_app, ("leads.csv", EITHER_WAY))
    question = app.radio[0]
    assert TEXTS("import_files.file_state.open") in shown(app)
    assert question.options == [TEXTS(f"import_files.answer.date_order.{order}") for order in ("dmy", "mdy")]
    question.set_value("dmy").run()
    assert not app.radio
    assert TEXTS("import_files.file_state.check") in shown(app), "a guessed mapping is looked at before it goes in"
    press(app, TEXTS("import_files.confirm_mapping"))
    press(app, confirm_label(1))
    contacts = read_facts(own_store, RecordType.CONTACTS)
    days = contacts.set_index("email")["created_at"].dt.tz_convert("Europe/Berlin").dt.date.map(str)
    assert days.to_dict() == {"ada@example.com": "2026-04-03", "bo@example.com": "2026-06-05"}


def test_a_confirmed_mapping_is_remembered_with_its_answers(empty_app: AppTest, own_store: Store) -> None:
    app = drop(empty_app, ("leads.csv", EITHER_WAY))
    app.radio[0].set_value("dmy").run()
    press(app, TEXTS("import_files.confirm_mapping"))
    press(app, confirm_label(1))
    later = drop(app, ("maerz.csv", lines("E-Mail,Name,Erstellt am", "cy@example.com,Cy Dorn,07/08/2026")))
    assert not later.radio
    press(later, confirm_label(1))
    assert len(read_facts(own_store, RecordType.CONTACTS)) == 3


def test_refused_rows_stay_out_only_when_the_user_agrees(empty_app: AppTest, own_store: Store) -> None:
    app = drop(empty_app, ("messe.csv", BAD_ROWS))
    press(app, TEXTS("import_files.confirm_mapping"))
    assert TEXTS("import_files.file_state.with_problems") in shown(app)
    assert next(one for one in app.button if one.key == "import_all").disabled
    app.checkbox[0].check().run()
    press(app, confirm_label(1))
    assert read_facts(own_store, RecordType.SPEND)["spend_micros"].sum() == 30_500_000


def test_a_web_page_is_refused_plainly_and_keeps_nobody_out(empty_app: AppTest) -> None:
    page = b"<html><body><h1>Session expired</h1></body></html>"
    app = drop(empty_app, ("export.csv", page), ("messe.csv", BAD_ROWS))
    assert len(app.error) == 1
    assert "HTML" in app.error[0].value
    press(app, TEXTS("import_files.remove"))
    assert not app.error


def test_the_same_file_twice_is_one_and_one_name_can_be_two_files(empty_app: AppTest) -> None:
    app = drop(empty_app, ("messe.csv", BAD_ROWS), ("kopie.csv", BAD_ROWS), ("messe.csv", EITHER_WAY))
    removals = [one for one in app.button if one.label == TEXTS("import_files.remove")]
    assert len(removals) == 2
    assert "kopie" in app.info[0].value


def test_another_page_and_another_language_keep_the_files(empty_app: AppTest) -> None:
    app = drop(empty_app, ("leads.csv", EITHER_WAY))
    app.switch_page(str(Path(__file__).parents[2] / "pages" / "data" / "settings.py")).run()
    app.switch_page(str(Path(__file__).parents[2] / "pages" / PAGE)).run()
    app.segmented_control("language_switch").set_value("en").run()
    assert not app.exception
    assert "leads" in shown(app)
    assert app.radio[0].options == ["Day first", "Month first"]


def test_a_sheet_can_be_left_out_and_others_answered_by_themselves(
    empty_app: AppTest, own_store: Store, two_sheets: bytes
) -> None:
    app = drop(empty_app, ("plan.xlsx", two_sheets))
    leave_out = [one for one in app.button if one.label == TEXTS("import_files.leave_out")]
    assert len(leave_out) == 2
    leave_out[1].click().run()
    press(app, TEXTS("import_files.confirm_mapping"))
    press(app, confirm_label(1))
    assert read_facts(own_store, RecordType.CONTACTS)["email"].to_list() == ["ada@example.com"]


@pytest.fixture
def two_sheets(tmp_path: Path) -> bytes:
    """A workbook with leads, and a sheet that nobody can make sense of."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Leads"
    for row in (("E-Mail", "Vorname", "Nachname"), ("ada@example.com", "Ada", "Love")):
        book.active.append(row)
    other = book.create_sheet("Sonstiges")
    for row in (("Ding", "Menge"), ("a", 1), ("b", 2)):
        other.append(row)
    book.save(tmp_path / "plan.xlsx")
    return (tmp_path / "plan.xlsx").read_bytes()


def test_importing_the_same_file_again_changes_nothing(empty_app: AppTest, own_store: Store) -> None:
    app = empty_app
    for _ in range(2):
        app = drop(app, ("kampagnen.csv", SPEND))
        press(app, confirm_label(1))
    assert TEXTS("import_files.repeated") in shown(app)
    assert len(importing.imports(own_store)) == 1


SPEND = lines(
    "Kampagnenbericht",
    "1. Januar 2026 - 3. Januar 2026",
    "Tag;Kampagne;Kampagnen-ID;Kampagnentyp;Währungscode;Kosten;Impressionen;Klicks",
    "01.01.2026;Brand;11;Suchnetzwerk;EUR;1.234,50;10.000;120",
    "02.01.2026;Brand;11;Suchnetzwerk;EUR;10,25;200;5",
    encoding="cp1252",
)
