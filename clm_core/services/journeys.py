"""Journeys: how long they take, which paths are common, who opens and closes, what won journeys contain."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.attribution.cut_journeys import CutJourneys
from clm_core.analysis.attribution.journeys import Journeys
from clm_core.analysis.journey_contents import (
    MIN_BASE,
    MIN_JOURNEYS,
    content_differences,
    expected_by_chance,
    is_more_than_chance,
)
from clm_core.analysis.journey_patterns import PathForm, commonest_paths, is_on_path, reshaped, touching
from clm_core.analysis.journey_roles import ROLES, channel_roles
from clm_core.analysis.journey_spread import (
    DAY_WIDTHS,
    OLDEST_PART,
    TOUCH_WIDTHS,
    Spread,
    cut_off_share,
    days_to_convert,
    spread,
)
from clm_core.analysis.journey_steps import FirstSteps, first_steps
from clm_core.columns import typed_frame
from clm_core.journey_columns import PATH_CONVERSIONS
from clm_core.journey_options import ConversionKind, JourneyEnding, JourneyEntity, JourneyOptions
from clm_core.selection import Selection
from clm_core.services.attribution import journeys_cut
from clm_core.services.data import loop_data, require_days, settings
from clm_core.services.journey_history import Subject, person_names
from clm_core.services.snapshots import Snapshot, fresh_snapshot
from clm_core.store.reductions import journey_contents, reader_of
from clm_core.store.workspaces import Store

__all__ = [
    "MIN_BASE",
    "MIN_JOURNEYS",
    "OLDEST_PART",
    "ROLES",
    "ConversionKind",
    "FirstSteps",
    "JourneyEnding",
    "JourneyEntity",
    "JourneyOptions",
    "JourneysView",
    "PathForm",
    "Spread",
    "contents_view",
    "expected_by_chance",
    "is_more_than_chance",
    "journeys_view",
    "path_conversions",
    "paths_view",
    "steps_view",
]

_KEPT_CONTENTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneysView:
    """The journeys of a selection; with channels chosen, those that touch one of them.

    ``first_channel`` and ``last_channel`` are where most journeys with a conversion begin and end; empty
    without any. ``cut_off_share``: of journeys that begin in the oldest tenth of the look-back window.
    """

    options: JourneyOptions
    converted_count: int
    untraced_count: int  # conversions without any touch; 0 where channels are chosen
    non_conversions: int
    first_channel: str
    first_share: float
    last_channel: str
    last_share: float
    days: Spread
    touches: Spread
    cut_off_share: float
    roles: pd.DataFrame  # journey_columns.CHANNEL_ROLES


def journeys_view(store: Store, selection: Selection, options: JourneyOptions | None = None) -> JourneysView:
    """How long the period's journeys took and which channels did what. Raises ClmError in an empty workspace."""
    options = options or JourneyOptions()
    cut = journeys_cut(store, selection, options)
    journeys, is_shown = _shown(cut, selection)
    days = days_to_convert(cut)[is_shown]
    roles = channel_roles(journeys)
    first, first_share = _most(roles, "opens")
    last, last_share = _most(roles, "closes")
    return JourneysView(
        options=options,
        converted_count=len(days),
        untraced_count=0 if selection.channels else len(cut.conversions) - len(cut.traced),
        non_conversions=int(journeys.non_conversions.sum()),
        first_channel=first,
        first_share=first_share,
        last_channel=last,
        last_share=last_share,
        days=spread(days, DAY_WIDTHS),
        touches=spread(journeys.converting.lengths.astype(np.float64), TOUCH_WIDTHS),
        cut_off_share=cut_off_share(days, options.look_back_days),
        roles=roles,
    )


def paths_view(store: Store, selection: Selection, options: JourneyOptions, form: PathForm) -> pd.DataFrame:
    """journey_columns.JOURNEY_PATHS: all paths, the commonest of journeys with a conversion first."""
    return commonest_paths(_shown(journeys_cut(store, selection, options), selection)[0], form)


def steps_view(
    store: Store, selection: Selection, options: JourneyOptions, step_count: int, is_collapsed: bool
) -> FirstSteps:
    """The first steps of journeys with a conversion; collapsed: touches of one channel in a row are one step."""
    journeys = _shown(journeys_cut(store, selection, options), selection)[0].converting
    return first_steps(reshaped(journeys, PathForm.COLLAPSED) if is_collapsed else journeys, step_count)


def contents_view(
    store: Store, selection: Selection, options: JourneyOptions, compared_with: JourneyEnding
) -> pd.DataFrame:
    """journey_columns.CONTENT_DIFFERENCES: what journeys with a conversion contain and those that ended so do not.

    Channels and campaigns of the selection are not filtered by.
    """
    known, as_of = settings(store), require_days(store)[1]
    key = (options, selection.period, as_of, known.reporting_zone, selection.segment)
    snapshot = fresh_snapshot(store)
    won = _contents(snapshot, JourneyEnding.CONVERSION, key)
    return content_differences(won, _contents(snapshot, compared_with, key))


def path_conversions(
    store: Store, selection: Selection, options: JourneyOptions, form: PathForm, path: str
) -> pd.DataFrame:
    """journey_columns.PATH_CONVERSIONS: the deals, or contacts, whose journeys have this path; the newest first."""
    cut = journeys_cut(store, selection, options)
    is_theirs = is_on_path(cut.journeys, form, path)[: len(cut.traced)] & _shown_traced(cut, selection)
    rows = cut.traced[is_theirs].assign(days=days_to_convert(cut)[is_theirs])
    is_deal = options.conversion is ConversionKind.WON_DEAL
    key = "deal_key" if is_deal else "contact_key"
    found = rows.assign(
        subject=str(Subject.DEAL if is_deal else Subject.CONTACT), key=rows[key], conversion_value=rows["value"]
    )
    return _named(store, found, is_deal).sort_values(["at", "key"], ascending=[False, True], ignore_index=True)


def _shown(cut: CutJourneys, selection: Selection) -> tuple[Journeys, NDArray[np.bool_]]:
    """The journeys that touch a chosen channel, and which of the traced conversions are among them."""
    if not selection.channels:
        return cut.journeys, np.ones(len(cut.traced), dtype=bool)
    is_shown = touching(cut.journeys, selection.channels)
    return cut.journeys.taken(is_shown), is_shown[: len(cut.traced)]


def _shown_traced(cut: CutJourneys, selection: Selection) -> NDArray[np.bool_]:
    return touching(cut.journeys, selection.channels)[: len(cut.traced)]


def _most(roles: pd.DataFrame, role: str) -> tuple[str, float]:
    """The channel that has the role in most journeys, and its share; nothing without journeys."""
    if roles.empty:
        return "", float("nan")
    row = roles.sort_values([role, "channel"], ascending=[False, True]).iloc[0]
    return str(row["channel"]), float(row[f"{role}_share"])


@lru_cache(maxsize=_KEPT_CONTENTS)
def _contents(snapshot: Snapshot, ending: JourneyEnding, key: tuple[Any, ...]) -> pd.DataFrame:
    options, period, as_of, zone, segment = key
    return reader_of(snapshot).frame(
        journey_contents(options=options, period=period, as_of=as_of, zone=zone, segment=segment, ending=ending)
    )


def _named(store: Store, rows: pd.DataFrame, is_deal: bool) -> pd.DataFrame:
    """PATH_CONVERSIONS with the names of deals or people."""
    data = loop_data(store)
    table = data.deals.set_index("deal_key") if is_deal else data.contacts.set_index("contact_key")
    behind = table.reindex(rows["key"].to_numpy(dtype=np.int64))
    names = behind["deal"].fillna(behind["deal_id"]) if is_deal else person_names(behind)
    named = rows.assign(name=names.to_numpy(), company=behind["company"].to_numpy())
    return typed_frame(named, PATH_CONVERSIONS)
