"""The pages of the product: where they lie, what they are called, what they need; and links between them.

Titles follow the language, addresses never change. To add a page: its file, a line here, its title in the
catalogues (shell.pages).
"""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from clm_core.selection import Selection
from pages.shared import messages, session
from pages.shared.one_run import once

FOLDER = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """One page: its name is also its catalogue key, its section is the folder that its file lies in."""

    name: str
    file: str
    icon: str
    url_path: str
    has_filters: bool = True

    @property
    def section(self) -> str:
        return self.file.partition("/")[0]


PAGES = (
    PageEntry(name="overview", file="overview/overview.py", icon="dashboard", url_path=""),
    PageEntry(name="report", file="overview/report.py", icon="summarize", url_path="report"),
    PageEntry(name="funnel", file="understand/funnel.py", icon="filter_alt", url_path="funnel"),
    PageEntry(name="channel_roi", file="understand/channel_roi.py", icon="savings", url_path="channel-roi"),
    PageEntry(name="attribution", file="understand/attribution.py", icon="pie_chart", url_path="attribution"),
    PageEntry(name="journeys", file="understand/journeys.py", icon="timeline", url_path="journeys"),
    PageEntry(name="loop_closure", file="understand/loop_closure.py", icon="conversion_path", url_path="loop-closure"),
    PageEntry(name="path_file", file="understand/path_file.py", icon="route", url_path="path-file", has_filters=False),
    PageEntry(
        name="attribution_change",
        file="understand/attribution_change.py",
        icon="change_history",
        url_path="attribution-change",
    ),
    PageEntry(
        name="lead_scoring",
        file="qualify/lead_scoring.py",
        icon="scoreboard",
        url_path="lead-scoring",
        has_filters=False,
    ),
    PageEntry(name="lead_list", file="qualify/lead_list.py", icon="call", url_path="lead-list", has_filters=False),
    PageEntry(name="sales_feedback", file="qualify/sales_feedback.py", icon="forum", url_path="sales-feedback"),
    PageEntry(name="targets", file="plan/targets.py", icon="handshake", url_path="targets", has_filters=False),
    PageEntry(name="progress", file="plan/progress.py", icon="flag", url_path="progress", has_filters=False),
    PageEntry(name="forecast", file="plan/forecast.py", icon="query_stats", url_path="forecast"),
    PageEntry(
        name="response_curves", file="plan/response_curves.py", icon="stacked_line_chart", url_path="response-curves"
    ),
    PageEntry(name="budget_plan", file="plan/budget_plan.py", icon="account_balance_wallet", url_path="budget-plan"),
    PageEntry(name="decisions", file="plan/decisions.py", icon="task_alt", url_path="decisions", has_filters=False),
    PageEntry(name="import", file="data/import_files.py", icon="upload_file", url_path="import", has_filters=False),
    PageEntry(name="unmatched", file="data/unmatched.py", icon="link_off", url_path="unmatched", has_filters=False),
    PageEntry(
        name="definitions", file="data/definitions.py", icon="menu_book", url_path="definitions", has_filters=False
    ),
    PageEntry(
        name="channel_rules", file="data/channel_rules.py", icon="rule", url_path="channel-rules", has_filters=False
    ),
    PageEntry(name="settings", file="data/settings.py", icon="tune", url_path="settings", has_filters=False),
    PageEntry(name="workspaces", file="data/workspaces.py", icon="domain", url_path="workspaces", has_filters=False),
)


def entry(name: str) -> PageEntry:
    """The entry of this name."""
    return next(one for one in PAGES if one.name == name)


def page(name: str) -> st.Page:
    """The page of this name, titled in the session's language."""
    return once(f"page_{name}", lambda: _page(entry(name)))


def _page(one: PageEntry) -> st.Page:
    return st.Page(
        FOLDER / one.file,
        title=session.texts()(f"shell.pages.{one.name}"),
        icon=f":material/{one.icon}:",
        url_path=one.url_path,
        default=not one.url_path,
    )


def registered() -> st.Page:
    """Registers all pages, always, and gives the one that the address names."""
    return st.navigation([page(one.name) for one in PAGES], position="hidden")


def show_menu() -> None:
    """The menu in the sidebar, a heading for each section; every link carries the view along."""
    texts, query = session.texts(), session.view_query()
    section = ""
    for one in PAGES:
        if one.section != section:
            section = one.section
            if section != "overview":
                st.caption(texts(f"shell.sections.{section}"))
        st.page_link(page(one.name), query_params=query, width="stretch")


def link(name: str, label_key: str, *, changed: Selection | None = None, **values: object) -> None:
    """A link to another page with the present view, or a changed one (for instance one channel only)."""
    label = messages.sentence(label_key, **values)
    query = session.view_query(changed)
    st.page_link(page(name), label=label, icon=":material/arrow_forward:", query_params=query)


def go_to(name: str) -> None:
    """Opens another page with the present view."""
    st.switch_page(page(name), query_params=session.view_query())


def empty_state(title_key: str, text_key: str, *, leads_to: str, link_key: str, **values: object) -> None:
    """Nothing to show yet: what is missing, why, and a link to the next step."""
    with st.container(border=True, horizontal_alignment="center", key="empty_state"):
        st.space("small")
        st.header(messages.sentence(title_key, **values), anchor=False, text_alignment="center")
        st.markdown(messages.sentence(text_key, **values), text_alignment="center")
        link(leads_to, link_key)
        st.space("small")


def stop_without_data() -> None:
    """Ends a page of an empty workspace with the way to the import."""
    if session.choices().first_day is None:
        empty_state("shell.no_data.title", "shell.no_data.text", leads_to="import", link_key="shell.no_data.link")
        st.stop()


def entry_at(url_path: str) -> PageEntry:
    """The entry of this address."""
    return next(one for one in PAGES if one.url_path == url_path)
