"""The command for the funnel in time: cohorts, time in stage, velocity, win rates, bridge and ageing."""

import argparse
import sys
from dataclasses import dataclass, replace

from clm_core.commands.output import print_json, print_results, save_file
from clm_core.commands.results import asked, print_period
from clm_core.selection import Comparison, Selection
from clm_core.services.export import TableSheet, own_labels, selection_workbook
from clm_core.services.funnel_time import (
    AgeingView,
    BridgeView,
    ConversionView,
    DealGroup,
    FunnelGroup,
    StageTimeView,
    VelocityView,
    WinRateView,
    ageing_view,
    bridge_view,
    conversion_view,
    recorded_pairs,
    stage_time_view,
    velocity_view,
    win_rate_view,
)
from clm_core.services.funnel_time_tables import (
    ageing_rows,
    bridge_rows,
    cohort_rows,
    lever_rows,
    stage_time_rows,
    step_words,
    table,
    win_rate_rows,
)
from clm_core.services.workspaces import Store
from clm_core.texts import Texts

COMPARISONS = [str(one) for one in Comparison if one is not Comparison.NONE]
DEAL_GROUPS = [str(one) for one in DealGroup]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    conversions: tuple[ConversionView, ...]
    times: StageTimeView
    velocity: VelocityView
    win_rates: WinRateView
    bridge: BridgeView
    ageing: AgeingView


def funnel_time(given: argparse.Namespace) -> None:
    """All tables of the funnel in time, with ``--xlsx`` also as a workbook."""
    with asked(given) as (store, narrowed):
        selection = replace(narrowed, comparison=Comparison(given.compare))
        answer = _answer(store, selection, FunnelGroup(given.by), DealGroup(given.deals_by))
        sheets = _sheets(answer, selection.currency, given.texts, own_labels(store), given.by)
        if given.xlsx:
            save_file(given.xlsx, selection_workbook(store, selection, given.texts, sheets))
    if given.json:
        print_json(_document(answer))
        return
    print_period(given, selection, answer.ageing.as_of)
    for sheet in sheets:
        print_results(sheet, selection.currency, given.texts)
    for note in _notes(answer, given.texts):
        print(note, file=sys.stderr)
    if given.xlsx:
        print(given.texts("commands.written", file=given.xlsx))


def _answer(store: Store, selection: Selection, by: FunnelGroup, deals_by: DealGroup) -> _Answer:
    pairs = recorded_pairs(store, selection)
    return _Answer(
        conversions=tuple(conversion_view(store, selection, pair) for pair in pairs),
        times=stage_time_view(store, selection, by),
        velocity=velocity_view(store, selection),
        win_rates=win_rate_view(store, selection, deals_by),
        bridge=bridge_view(store, selection, by, pairs[-1]),
        ageing=ageing_view(store, selection),
    )


def _sheets(answer: _Answer, currency: str, texts: Texts, labels: dict[str, str], by: str) -> list[TableSheet]:
    conversions = [_compared(one, texts) for one in answer.conversions]
    return [
        *conversions,
        table("stage_times", stage_time_rows(answer.times.total, by, texts, labels), texts),
        table(
            "stage_times",
            stage_time_rows(answer.times.groups, by, texts, labels),
            texts,
            texts("funnel_time.table.stage_time_groups"),
        ),
        table("velocity", lever_rows(answer.velocity, currency, texts), texts),
        table("win_rates", win_rate_rows(answer.win_rates, currency, texts, labels), texts),
        table("bridge", bridge_rows(answer.bridge, texts, labels), texts),
        table("ageing", ageing_rows(answer.ageing, texts), texts),
    ]


def _compared(view: ConversionView, texts: Texts) -> TableSheet:
    """The months of a stage pair at the age at which they are best compared."""
    rows = cohort_rows(view, texts)
    return table("cohorts", rows[rows["age_days"] == view.compared_age_days], texts, step_words(view.pair, texts))


def _notes(answer: _Answer, texts: Texts) -> list[str]:
    """What is out of order, on one day or without a date, step by step."""
    return [
        f"{step_words(view.pair, texts)}: {texts(f'funnel_time.{name}', count=count)}"
        for view in answer.conversions
        for name, count in (
            ("out_of_order", view.out_of_order),
            ("same_day", view.same_day),
            ("undated", view.undated),
        )
        if count
    ]


def _document(answer: _Answer) -> dict[str, object]:
    bridge = answer.bridge.bridge
    return {
        "as_of": answer.ageing.as_of,
        "period": answer.velocity.period,
        "before": answer.velocity.before,
        "conversions": [_conversion(one) for one in answer.conversions],
        "stage_times": answer.times.total,
        "stage_time_groups": answer.times.groups,
        "velocity": answer.velocity.velocity,
        "win_rates_by": answer.win_rates.by,
        "win_rates": answer.win_rates.groups,
        "bridge": {
            "start": answer.bridge.pair.start,
            "end": answer.bridge.pair.end,
            "rate": bridge.rate,
            "rate_before": bridge.rate_before,
            "change": bridge.change,
            "mix": bridge.mix,
            "own_rate": bridge.own_rate,
            "groups": bridge.groups,
        },
        "ageing": answer.ageing.rows,
    }


def _conversion(view: ConversionView) -> dict[str, object]:
    usual = view.usual
    return {
        "start": view.pair.start,
        "end": view.pair.end,
        "entered": view.entered,
        "method": "aalen_johansen" if view.has_closed else "kaplan_meier",
        "convert_median_days": usual.median_days,
        "convert_p90_days": usual.p90_days,
        "horizon_days": usual.horizon_days,
        "out_of_order": view.out_of_order,
        "same_day": view.same_day,
        "undated": view.undated,
        "curve": view.curve,
        "cohorts": view.cohorts,
    }
