"""The sidebar: product, workspace, menu, language; and the invitation to bring own data."""

from pathlib import Path

import streamlit as st

from clm_core.services import workspaces
from clm_core.texts import Language
from pages.shared import messages, navigation, session

ASSETS = Path(__file__).resolve().parents[2] / "static"


def show_sidebar() -> None:
    """Product, workspace, menu and language."""
    mode = "dark" if session.is_dark() else "light"
    st.logo(str(ASSETS / f"logo-{mode}.svg"), size="large", icon_image=str(ASSETS / "favicon.png"))
    with st.sidebar:
        _workspace_switch()
        _kept_state()
        with st.container(gap=None, key="menu"):
            navigation.show_menu()
        _language_switch()


def _workspace_switch() -> None:
    titles = {one.slug: workspace_title(one) for one in session.known_workspaces()}
    st.session_state["workspace_switch"] = session.workspace().slug
    st.selectbox(
        session.texts()("shell.workspace"),
        list(titles),
        format_func=titles.__getitem__,
        key="workspace_switch",
        on_change=lambda: session.choose_workspace(st.session_state["workspace_switch"]),
    )


def _kept_state() -> None:
    """While a kept state of the data is shown: says so on every page, with the way back."""
    if not session.snapshot_number():
        return
    messages.warning("snapshots.looking_at", number=session.snapshot_number())
    st.button(
        session.texts()("snapshots.back"),
        icon=":material/undo:",
        on_click=lambda: session.choose_snapshot(""),
        key="leave_snapshot",
    )


def workspace_title(workspace: workspaces.Workspace) -> str:
    """The workspace's name; the sample company's is in the catalogue."""
    return session.texts()("shell.sample_company") if workspace.is_sample else workspace.title


def _language_switch() -> None:
    language = session.language()
    st.session_state["language_switch"] = language.value
    # The key of the container tells the script that translates Streamlit's own words which language is on.
    with st.container(key=f"language-{language}"):
        st.segmented_control(
            session.texts()("shell.language"),
            [one.value for one in Language],
            format_func=str.upper,
            key="language_switch",
            required=True,
            on_change=lambda: session.choose_language(Language(st.session_state["language_switch"])),
        )


def show_sample_banner(*, is_first_page: bool) -> None:
    """While the sample company is open: says so and offers to begin with one's own data."""
    if not is_first_page or not session.workspace().is_sample:
        return
    with st.container(border=True, key="sample"):
        note, button = st.columns([3, 1], vertical_alignment="center")
        note.markdown(messages.sentence("shell.sample_note"))
        label = session.texts()("shell.own_data")
        if button.button(label, type="primary", icon=":material/upload_file:", key="use_own_data", width="stretch"):
            open_own_workspace()


def open_own_workspace() -> None:
    """Opens the first workspace that is not the sample, making it if there is none, on the import page."""
    own = [one for one in session.known_workspaces() if not one.is_sample]
    chosen = (
        own[0] if own else workspaces.create_workspace(workspaces.home_folder(), session.texts()("shell.own_workspace"))
    )
    session.choose_workspace(chosen.slug)
    navigation.go_to("import")
