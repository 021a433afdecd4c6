"""Empty workbooks to fill in, for whatever no system exports."""

import streamlit as st

from clm_core.services import templates
from pages.shared import messages, session


def show() -> None:
    """One download a template, in the session's language."""
    texts = session.texts()
    with st.expander(texts("import_files.templates"), icon=":material/description:", key="templates"):
        messages.note("import_files.templates_note")
        with st.container(horizontal=True):
            for kind in templates.TEMPLATE_KINDS:
                label = texts(f"import_files.template_of.{kind}")
                st.download_button(
                    label,
                    lambda kind=kind: templates.template(kind, texts.language),
                    file_name=f"{label}.xlsx",
                    mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    on_click="ignore",
                    icon=":material/download:",
                    key=f"template_{kind}",
                )
