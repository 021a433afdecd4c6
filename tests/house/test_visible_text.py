"""Pages and charts show only what the catalogues say."""

import ast

import pytest

from tests.house.project import files_under, syntax_tree
from tests.house.visible_text import visible_texts

LANGUAGE_FREE = {
    "Deutsch": "each language is offered under its own name",
    "English": "each language is offered under its own name",
    "Inter, sans-serif": "a font",
}
"""Words that are the same for every reader, with the reason."""


def test_no_page_or_chart_has_words_of_its_own() -> None:
    found = [
        f"{path}:{line}: {text!r}"
        for path in files_under("pages", "dashboard.py", "clm_core/charts", suffix=".py")
        for line, text in visible_texts(syntax_tree(path))
        if text not in LANGUAGE_FREE
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "code",
    [
        'st.title("Funnel")',
        'st.metric(texts("a.b"), "12 Leads")',
        'left.button("Save", key="save")',
        'st.selectbox(texts("a.b"), options, help="Choose one")',
        'st.write(f"{n} leads were lost")',
        'st.markdown("**" + "Wichtig" + "**")',
        'st.info("Gut" if good else texts("a.b"))',
        'st.tabs(["Tabelle", "Diagramm"])',
        'st.Page("overview/overview.py", title="Overview")',
        'st.column_config.TextColumn("Kanal")',
        'explained(value, label="Umsatz")',
        'empty = "Noch keine Daten vorhanden"\nst.info(empty)',
        'st.set_page_config(page_title="Closed loop")',
        '@st.dialog("Really delete")\ndef ask(): ...',
        'st.caption(":material/info: Estimated")',
        'alt.Axis(title="Revenue")',
    ],
)
def test_words_in_code_are_found(code: str) -> None:
    assert visible_texts(ast.parse(code)) != []


@pytest.mark.parametrize(
    "code",
    [
        '"""A page that says nothing itself."""\nst.title(texts("funnel.title"))',
        'st.button(texts("a.b"), key="funnel_save", icon=":material/save:", type="primary")',
        'st.write(f"{low} – {high}")',
        'st.markdown(f"**{name}**")',
        'st.html("<style>html { font-size: 20px }</style>")',
        'st.Page("overview/overview.py", title=texts("overview.title"), url_path="overview")',
        'st.switch_page("pages/data/import_files.py")',
        'st.caption(":material/info: " + texts("a.b"))',
        "Header(\"content-security-policy\", \"default-src 'self'; img-src 'self' data: blob:\")",
    ],
)
def test_code_without_words_passes(code: str) -> None:
    assert visible_texts(ast.parse(code)) == []
