"""The page for anybody's path file: empty, credited, refused with the reason, and put right by the reader."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clm_core.services.path_file import opened_path_file, path_file_example, path_file_view
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp

PAGE = "understand/path_file.py"
TEXTS = texts_for(Language.DE)
HEADINGS = "path,conversions,conversion_value,non_conversions\n"


@pytest.fixture
def app(open_app: OpenApp, company: Path) -> AppTest:
    """The page without a file."""
    return open_app(PAGE)


def drop(app: AppTest, text: str | bytes, name: str = "pfade.csv") -> AppTest:
    content = text if isinstance(text, bytes) else text.encode()
    app.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    kinds = (app.markdown, app.error, app.info, app.caption, app.subheader)
    return "\n".join(one.value for kind in kinds for one in kind).replace("\\", "").replace("\u00a0", " ")


def choose(app: AppTest, name: str, answer: str) -> AppTest:
    next(one for one in app.selectbox if str(one.key).startswith(f"path_{name}_")).set_value(answer).run()
    assert not app.exception
    return app


def test_without_a_file_it_says_what_one_looks_like(app: AppTest) -> None:
    assert not app.exception
    assert TEXTS("path_file.empty.title") in [one.value for one in app.header]
    assert app.get("download_button")[0].proto.label == TEXTS("path_file.example")


@pytest.mark.parametrize("language", list(Language))
def test_the_example_is_credited(open_app: OpenApp, company: Path, language: Language) -> None:
    texts = texts_for(language)
    content = path_file_example(texts)
    app = drop(open_app(PAGE, language=str(language)), content, "x_y.csv")
    said = shown(app)
    assert "x_y.csv" in said
    assert texts("path_file.chart") in said
    credit = path_file_view(opened_path_file("x_y.csv", content)).credit
    table = app.dataframe[0].value.set_index("channel")
    for model in credit["model"].unique():
        expected = credit[credit["model"] == model].set_index("channel")["conversions"]
        assert table[model].to_dict() == pytest.approx(expected.to_dict())
    assert table.index[0] == texts("channels.paid_search")
    app.segmented_control("switch_measure").set_value("conversion_value").run()
    assert app.dataframe[0].value["linear"].sum() == pytest.approx(201_921.25)


def test_the_file_survives_a_look_at_another_page_and_can_be_closed(app: AppTest) -> None:
    drop(app, HEADINGS + "A > B,1,1,1\nB,3,1,1\n")
    menu = Path(__file__).resolve().parents[2] / "pages"
    app.switch_page(str(menu / "data/settings.py")).run()
    app.switch_page(str(menu / PAGE)).run()
    assert "pfade.csv" in shown(app)
    app.button("path_close").click().run()
    assert TEXTS("path_file.empty.title") in [one.value for one in app.header]


def test_an_unknown_separator_is_asked_for(app: AppTest) -> None:
    drop(app, HEADINGS + "A | B,1,1,1\nB | A,3,1,1\n")
    assert "mit „|“ getrennt" in shown(app)
    choose(app, "separator", "|")
    assert not app.error
    assert set(app.dataframe[0].value["channel"]) == {"A", "B"}


def test_refused_rows_are_listed_and_can_be_left_out(app: AppTest) -> None:
    drop(app, HEADINGS + "A > B,-1,1,1\nB,,1,1\nA,2,1,1\n")
    assert "(Zeilen 2, 3)" in shown(app)
    assert app.dataframe[0].value["row"].tolist() == [2, 3]
    app.checkbox[0].check().run()
    assert not app.exception
    assert not app.error
    assert app.dataframe[0].value["linear"].sum() == 2
    assert TEXTS("path_file.note.refused_rows", count=2) in shown(app)


def test_an_open_decimal_sign_is_asked_for(app: AppTest) -> None:
    drop(app, "Pfad;Conversions\nA > B;1,234\n")
    assert "Dezimalzeichen" in shown(app)
    choose(app, "decimal", ",")
    assert app.dataframe[0].value["linear"].sum() == pytest.approx(1.234)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "leer"),
        ("a,b\n1,2\n", "„path“ fehlt"),
        (HEADINGS + ",1,1,1\n,2,2,2\n", "kein Pfad"),
        (HEADINGS + "A,1,1,1\n", "nur einen Kanal"),
        (HEADINGS + "A > B,1,1,0\n", "keine Journeys ohne Conversion"),
        (HEADINGS + "A > B,0,0,3\n", "keine Conversion"),
    ],
)
def test_everything_else_is_explained(app: AppTest, text: str, said: str) -> None:
    assert said in shown(drop(app, text or b" "))


def test_names_of_channels_stay_text(app: AppTest) -> None:
    evil = ["![x](http://evil.invalid/x.png)", "=1+1", "<b>fett</b>", "'; DROP TABLE x"]
    rows = "".join(f'"{name} | Plain",3,1,1\n' for name in evil)
    drop(app, HEADINGS + rows)
    choose(app, "separator", "|")
    assert set(app.dataframe[0].value["channel"]) == {*evil, "Plain"}
    assert not [one for one in app.markdown if "![x](http" in one.value]


def test_intervals_on_demand(app: AppTest) -> None:
    drop(app, HEADINGS + "A > B,30,1,100\nB,30,1,50\nA,20,1,70\n")
    label = TEXTS("path_file.intervals")
    next(one for one in app.button if one.label == label).click().run()
    assert not app.exception
    assert TEXTS("path_file.intervals_title") in shown(app)
    table = app.dataframe[-1].value
    assert (table["conversions_low"] < table["conversions_high"]).all()
    assert not [one for one in app.button if one.label == label] or app.run().dataframe[-1].value.equals(table)
