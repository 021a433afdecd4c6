"""What the pages compute, cold and warm, at two sizes; and a page's server time against an empty page."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from streamlit.testing.v1 import AppTest

from clm_core.periods import PeriodPreset, preset_period
from clm_core.selection import Comparison, Selection
from clm_core.services import channel_roi, data, funnel, overview
from clm_core.services.workspaces import Store, create_workspace, open_workspace
from clm_core.store.facts import facts_version
from clm_core.store.snapshots import write_snapshot
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


def measured(folder: Path) -> Iterator[Measured]:
    """Services at each size, then the overview page's script at the smaller size."""
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
    yield _page_against_empty(folder / str(SIZES[0]))


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


def _page_against_empty(home: Path) -> Measured:
    """A rerun of the overview, as after a click that changes nothing it computes, against a rerun of nothing."""
    os.environ["CLM_HOME"] = str(home)
    page = AppTest.from_file(str(MENU), default_timeout=120).run()
    empty = AppTest.from_string(EMPTY_PAGE).run()
    if page.exception:
        raise RuntimeError(page.exception[0].message)
    seconds = seconds_of({"page": page.run, "empty": empty.run}, rounds=9)
    return Measured(
        what="the overview's script on the server, answers cached",
        seconds=seconds["page"],
        yardstick="an empty page",
        yardstick_seconds=seconds["empty"],
    )
