"""Definitions: what each KPI, stage and rule means, in both languages, searchable."""

from collections.abc import Sequence

import streamlit as st

from clm_core.kpis import KPIS
from clm_core.records import Stage
from pages.shared import messages, navigation, session

texts = session.texts()


def cards(heading_key: str, entries: Sequence[tuple[str, str]], looked_for: str, intro_key: str = "") -> bool:
    """A section of cards (head, text) that contain what was looked for; whether there were any."""
    found = [(head, text) for head, text in entries if looked_for in f"{head} {text}".casefold()]
    if not found:
        return False
    st.subheader(texts(heading_key), anchor=False)
    if intro_key:
        messages.note(intro_key)
    left, right = st.columns(2)
    for index, (head, text) in enumerate(found):
        with (left, right)[index % 2].container(border=True):
            st.markdown(f"{head}  \n{text}")
    return True


def labelled(group: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Head and text of the group's entries."""
    return [
        (f"**{texts(f'definitions.{group}.{name}.label')}**", texts(f"definitions.{group}.{name}.meaning"))
        for name in names
    ]


def joining(kind: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Name and meaning of the rules by which facts are joined, in their order."""
    return [
        (f"**{texts(f'resolution.{kind}.{name}.name')}**", texts(f"resolution.{kind}.{name}.meaning")) for name in names
    ]


kpi_cards = [
    (
        texts(
            "definitions.kpi_card",
            label=texts(f"kpi.{kpi.name}.label"),
            unit=texts(f"definitions.units.{kpi.unit}"),
            owner=texts(f"definitions.teams.{kpi.owner}"),
        ),
        f"{texts(f'kpi.{kpi.name}.meaning')}  \n:gray[= {messages.escaped(texts(f'kpi.{kpi.name}.formula'))}]",
    )
    for kpi in KPIS.values()
]

messages.page_title("definitions.title")
messages.note("definitions.intro")
looked_for = st.text_input(
    texts("definitions.search"),
    key="definition_search",
    placeholder=texts("definitions.search_example"),
    icon=":material/search:",
    type="search",
    live=True,
    bind="query-params",
)
word = (looked_for or "").strip().casefold()
found = [
    cards("definitions.kpis", kpi_cards, word),
    cards("definitions.stages", labelled("stage", list(Stage)), word),
    cards(
        "definitions.matching",
        joining("match", ("id", "email", "company_and_date", "none")),
        word,
        "definitions.matching_intro",
    ),
    cards(
        "definitions.first_touch",
        joining("first_touch", ("touchpoint", "contact_record", "later_touchpoint", "deal_record", "none")),
        word,
        "definitions.first_touch_intro",
    ),
    cards("definitions.uncertainty", labelled("interval", ("wilson", "young")), word),
]
messages.note(
    "definitions.stage_origins",
    origins=", ".join(texts(f"resolution.origin.{one}") for one in ("file", "contact", "deal", "contact_undated")),
)
if not any(found):
    messages.hint("definitions.nothing_found", text=looked_for or "")
st.subheader(texts("definitions.channels"), anchor=False)
messages.note("definitions.channels_intro")
navigation.link("channel_rules", "definitions.channels_link")
