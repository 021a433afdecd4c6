"""Which data close the loop, what of them is there already, and where each system exports them."""

import streamlit as st

from clm_core.records import RecordType
from clm_core.services import importing
from pages.shared import session

WANTED = {
    "spend": (RecordType.SPEND,),
    "leads": (RecordType.CONTACTS,),
    "deals": (RecordType.DEALS,),
    "touchpoints": (RecordType.TOUCHPOINTS, RecordType.TRAFFIC),
}


def show() -> None:
    """A card for each kind of data; present ones are ticked."""
    texts = session.texts()
    imports = importing.imports(session.store())
    standing = imports.loc[imports["undone_at"].isna(), "record_types"].str.split(", ")
    present = set(standing.explode().dropna())
    for place, (name, record_types) in zip(st.columns(len(WANTED)), WANTED.items(), strict=True):
        is_there = not present.isdisjoint(record_types)
        icon = ":green[:material/check_circle:]" if is_there else ":gray[:material/radio_button_unchecked:]"
        with place.container(border=True, height="stretch", key=f"wanted_{name}"):
            st.markdown(f"{icon} **{texts(f'import_files.wanted.{name}.title')}**")
            st.caption(texts(f"import_files.wanted.{name}.text"))
