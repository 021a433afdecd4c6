"""The import page: what it says of each kind of file, and what an answer, a confirmation and a removal do."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

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


SIGN = "import_files.separator"
TWO_HEADERS = lines("Tag;Ort;Klicks", "Datum;Kampagne;Kosten (EUR)", "01.02.2026;Messe;10,50")
BARS = lines("Datum;Kampagne|Ort|Halle|Stand;Kosten (EUR)", "1.2.2026;A|B|C|D;10,50", "2.2.2026;E|F|G|H;2,00")


def field(app: AppTest, name: str, sheet: str = "") -> Selectbox:
    """A choice of how the file is read."""
    label = TEXTS(f"import_files.read.{name}", sheet=sheet) if sheet else TEXTS(f"import_files.read.{name}")
    return next(one for one in app.selectbox if one.label == label)


def read_differently(app: AppTest) -> AppTest:
    """Opens the choices of how the only file is read."""
    key = next(str(one.key) for one in app.button if one.label == TEXTS("import_files.remove"))
    app.session_state[key.replace("remove_file_", "read_")] = True
    app.run()
    assert not app.exception
    return app


def spend_of(app: AppTest, own_store: Store) -> list[int]:
    """What is stored once the mapping is confirmed and the file imported."""
    press(app, TEXTS("import_files.confirm_mapping"))
    press(app, confirm_label(1))
    return read_facts(own_store, RecordType.SPEND)["spend_micros"].to_list()


def test_another_separator_is_chosen_counts_at_once_and_is_remembered(empty_app: AppTest, own_store: Store) -> None:
    app = read_differently(drop(empty_app, ("messe.csv", BARS)))
    assert field(app, "separator").value == ""
    assert field(app, "separator").options[0] == TEXTS("import_files.read.found", value=TEXTS(f"{SIGN}.bar"))
    field(app, "separator").set_value(";").run()
    assert field(app, "separator").value == ";"
    assert spend_of(app, own_store) == [10_500_000, 2_000_000]
    later = read_differently(drop(app, ("maerz.csv", BARS.replace(b"10,50", b"99,00"))))
    assert field(later, "separator").options[0] == TEXTS(
        "import_files.read.remembered", value=TEXTS(f"{SIGN}.semicolon")
    )
    press(later, confirm_label(1))
    assert sorted(read_facts(own_store, RecordType.SPEND)["spend_micros"]) == [2_000_000, 99_000_000]


def test_a_wrong_choice_says_so_and_is_taken_back_with_nothing_lost(empty_app: AppTest, own_store: Store) -> None:
    app = read_differently(drop(empty_app, ("leads.csv", EITHER_WAY)))
    app.radio[0].set_value("dmy").run()
    field(app, "separator").set_value("\t").run()
    assert TEXTS("reading.separator_user_doubtful", separator="tab") in [one.value for one in app.warning]
    field(app, "separator").set_value("").run()
    assert not app.warning
    field(app, "encoding").set_value("utf-16").run()
    assert len(app.error) + len(app.warning) == 1
    field(app, "encoding").set_value("").run()
    assert not app.error
    assert not app.radio, "the answer about the dates is still there"
    press(app, TEXTS("import_files.confirm_mapping"))
    press(app, confirm_label(1))
    assert len(read_facts(own_store, RecordType.CONTACTS)) == 2


def test_another_header_row_is_chosen_among_the_rows_of_the_file(empty_app: AppTest, own_store: Store) -> None:
    app = read_differently(drop(empty_app, ("messe.csv", TWO_HEADERS)))
    offered = field(app, "header_row").options
    assert offered[0] == TEXTS("import_files.read.found", value="1: Tag · Ort · Klicks")
    assert offered[2] == "2: Datum · Kampagne · Kosten (EUR)"
    field(app, "header_row").set_value(2).run()
    assert spend_of(app, own_store) == [10_500_000]


def test_a_sheet_is_chosen_and_one_left_out_comes_back(empty_app: AppTest, own_store: Store, two_sheets: bytes) -> None:
    app = read_differently(drop(empty_app, ("plan.xlsx", two_sheets)))
    assert field(app, "sheet").options == [TEXTS("import_files.read.all_sheets"), "Leads", "Sonstiges"]
    next(one for one in app.button if one.label == TEXTS("import_files.leave_out")).click().run()
    assert field(app, "sheet").options[0] == TEXTS("import_files.read.all_sheets_but", sheets="Leads")
    field(app, "sheet").set_value("Leads").run()
    assert not app.exception
    press(app, TEXTS("import_files.confirm_mapping"))
    press(app, confirm_label(1))
    assert read_facts(own_store, RecordType.CONTACTS)["email"].to_list() == ["ada@example.com"]


def test_a_sheet_has_a_header_row_of_its_own(empty_app: AppTest, two_sheets: bytes) -> None:
    app = read_differently(drop(empty_app, ("plan.xlsx", two_sheets)))
    field(app, "header_row_of", "Sonstiges").set_value(2).run()
    assert not app.exception
    assert field(app, "header_row_of", "Sonstiges").value == 2
    assert field(app, "header_row_of", "Leads").value == ""
