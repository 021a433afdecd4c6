"""Workspaces: which there are, what is open, and a new one."""

import streamlit as st

from clm_core.services import workspaces
from pages.data import kept_snapshots
from pages.shared import messages, navigation, session, sidebar

texts = session.texts()
messages.page_title("shell.workspaces.title")
messages.note("shell.workspaces.intro")

opened = session.workspace().slug
for workspace in session.known_workspaces():
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"workspace_{workspace.slug}"):
        kind = texts("shell.workspaces.sample" if workspace.is_sample else "shell.workspaces.own")
        name = messages.escaped(sidebar.workspace_title(workspace))
        st.markdown(f"**{name}**  \n:gray[{kind}]", width="stretch")
        if workspace.slug == opened:
            st.badge(texts("shell.workspaces.is_open"), icon=":material/check:", color="blue")
        elif st.button(texts("shell.workspaces.open"), key=f"open_{workspace.slug}"):
            session.choose_workspace(workspace.slug)
            navigation.go_to("overview")

with st.form("new_workspace", border=True):
    title = st.text_input(texts("shell.workspaces.new_name"), placeholder=texts("shell.workspaces.new_example"))
    if st.form_submit_button(texts("shell.workspaces.create"), type="primary", icon=":material/add:"):
        with messages.explained_errors():
            created = workspaces.create_workspace(workspaces.home_folder(), title)
            session.choose_workspace(created.slug)
            navigation.go_to("import")

kept_snapshots.show()
