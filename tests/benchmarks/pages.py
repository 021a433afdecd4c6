"""What the pages compute, cold and warm, at two sizes; and what a click costs on the server beside an empty page."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from clm_core.periods import PeriodPreset, preset_period
from clm_core.selection import Comparison, Selection
from clm_core.services import channel_roi, data, funnel, overview
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from clm_core.store.facts import facts_version
from clm_core.store.snapshots import write_snapshot
from pages.shared import navigation
from sample_data.scale.tables import scale_tables
from tests.benchmarks.measured import Measured, seconds_of, seconds_once

SIZES = (200_000, 1_000_000)
EMPTY_PAGE = 'import streamlit as st\n\nst.set_page_config(page_title="Empty", layout="wide")\n'
MENU = Path(__file__).resolve().parents[2] / "pages" / "menu.py"

PAGES: dict[str, Callable[[Store, Selection], object]] = {
    "overview": overview.overview_view,
    "funnel": funnel.funnel_view,
    "channel ROI": channel_roi.channel_roi_view,
}
SCRIPTS = {
    "overview": "overview/overview.py",
    "funnel": "understand/funnel.py",
    "channel ROI": "understand/channel_roi.py",
}


def measured(folder: Path) -> Iterator[Measured]:
    """Services at each size, then the pages' scripts at the smaller size."""
    smaller: dict[str, float] = {}
    for size in SIZES:
        home = folder / str(size)
        store = _store_of(home, size)
        for name, seconds in _cold_and_warm(store).items():
            yield Measured(
                what=f"{name}, {size:,} touchpoints",
                seconds=seconds,
                yardstick=f"the same at {SIZES[0]:,}" if smaller.get(name) else "",
                yardstick_seconds=smaller.get(name),
            )
            smaller.setdefault(name, seconds)
        store.close()
    yield from _reruns(folder / str(SIZES[0]))


def _store_of(home: Path, size: int) -> Store:
    """A workspace whose snapshot holds the sample company at this size."""
    store = open_workspace(home, create_workspace(home, f"{size} touchpoints").slug)
    write_snapshot(store, scale_tables(size), facts_version(store), datetime.now(UTC))
    return store


def _cold_and_warm(store: Store) -> dict[str, float]:
    """Seconds of each page's service: right after an import, then with the data in memory."""
    times: dict[str, float] = {}
    selection = _last_year(store)
    for name, service in PAGES.items():
        _forget_frames()
        times[f"{name}, cold"] = seconds_once(lambda service=service: service(store, selection))
        warm = seconds_of({name: lambda service=service: service(store, selection)}, rounds=5)
        times[f"{name}, warm"] = warm[name]
    return times


def _last_year(store: Store) -> Selection:
    first_on, last_on = data.require_days(store)
    period = preset_period(PeriodPreset.LAST_12_MONTHS, first_on=first_on, last_on=last_on)
    return Selection(period=period, comparison=Comparison.PREVIOUS_PERIOD)


def _forget_frames() -> None:
    for function in vars(data).values():
        if hasattr(function, "cache_clear"):
            function.cache_clear()


def _reruns(home: Path) -> Iterator[Measured]:
    """A rerun of each page, as after a click that changes nothing it computes, against a rerun of nothing.

    Nothing comes in two sizes: an empty Streamlit page, and an empty page among our menu and filters.
    """
    os.environ["CLM_HOME"] = str(home)
    bare, empty = AppTest.from_string(EMPTY_PAGE).run(), home / "empty_page.py"
    empty.write_text("", "utf-8")
    framed = _opened(MENU.parent / SCRIPTS["overview"], instead=empty)
    runs = {name: _opened(MENU.parent / script) for name, script in SCRIPTS.items()}
    seconds = seconds_of({**runs, "framed": framed, "bare": bare.run}, rounds=9)
    yield Measured(
        what="rerun of an empty page among our menu and filters",
        seconds=seconds["framed"],
        yardstick="an empty Streamlit page",
        yardstick_seconds=seconds["bare"],
    )
    for name in runs:
        yield Measured(
            what=f"rerun of {name}, answers cached",
            seconds=seconds[name],
            yardstick="an empty page among our menu and filters",
            yardstick_seconds=seconds["framed"],
        )


def _opened(script: Path, *, instead: Path | None = None) -> Callable[[], object]:
    """A page that was run twice, ready to be run again; with another script in the place of its own if given."""
    pages = [
        replace(one, file=str(instead)) if instead and script == navigation.FOLDER / one.file else one
        for one in navigation.PAGES
    ]

    def run() -> None:
        with patch.object(navigation, "PAGES", pages):
            app.run()
        if app.exception:
            raise RuntimeError(app.exception[0].message)

    app = AppTest.from_file(str(MENU), default_timeout=120)
    run()
    app.switch_page(str(instead or script))
    run()
    return run
