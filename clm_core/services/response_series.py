"""The company's own weekly or monthly series of spend and outcome, for response curves and the budget plan."""

from dataclasses import replace

from clm_core.analysis.response_series import (
    ObservedSeries,
    SeriesNote,
    SeriesQuestion,
    company_series,
)
from clm_core.analysis.spend_ends import spend_ends
from clm_core.periods import PeriodPreset, preset_period
from clm_core.selection import Selection
from clm_core.services.data import loop_data, require_days, settings
from clm_core.store.workspaces import Store

__all__ = ["ObservedSeries", "SeriesNote", "SeriesQuestion", "observed_series", "with_all_history"]


def observed_series(store: Store, selection: Selection, question: SeriesQuestion) -> ObservedSeries:
    """The series of the selection's period, channels and segment.

    Raises ClmError in an empty workspace, and where there is nothing to see an effect of or in.
    """
    as_of, known, data = require_days(store)[1], settings(store), loop_data(store)
    found = company_series(
        data,
        selection,
        question,
        zone=known.reporting_zone,
        as_of=as_of,
        margin_share=known.margin_share,
    )
    ends = spend_ends(data.spend, min(selection.period.end_on, as_of))
    notes = [
        SeriesNote(
            key="response_series.note.spend_ends",
            values={"channels": (one.channel,), "last": one.last_on, "until": one.others_until},
        )
        for one in ends
        if one.channel in found.series.channels
    ]
    return replace(found, notes=(*notes, *found.notes))


def with_all_history(store: Store, selection: Selection) -> Selection:
    """The selection from the first day of the data on, to the end of its period: curves need every week there is."""
    first_on, last_on = require_days(store)
    period = preset_period(PeriodPreset.ALL_DATA, first_on=first_on, last_on=last_on)
    start_on = min(period.start_on, selection.period.end_on)
    return selection.in_period(type(period)(start_on=start_on, end_on=selection.period.end_on))
