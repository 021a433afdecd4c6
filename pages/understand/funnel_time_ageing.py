"""Ageing: how much of what is open now is older than those who ever came on usually were?"""

from collections.abc import Iterable

import pandas as pd

from clm_core.charts.funnel_time import age_bars
from clm_core.kpis import Unit
from clm_core.records import Stage
from clm_core.services.funnel_time import AgeBand, AgeingView, ageing_view, open_rows
from clm_core.services.funnel_time_tables import ageing_rows
from clm_core.texts import formats
from pages.shared import charts, inputs, looks, messages, navigation, session
from pages.shared.tables import Column, show_table
from pages.understand import funnel_time_rows

_PEOPLE = ("person", "company", "age_days", "chance", "channel", "owner", "job_title", "country", "email")
_DEALS = ("deal", "company", "amount", "age_days", "chance", "channel", "owner", "deal_stage")
_UNITS = {"age_days": Unit.COUNT, "chance": Unit.SHARE, "amount": Unit.MONEY}


def show() -> None:
    """What is overdue, all stages by age, then the rows behind one part."""
    texts = session.texts()
    view = session.computed(ageing_view, session.selection())
    if not int(view.rows["count"].sum()):
        navigation.empty_state(
            "funnel_time.none_open.title", "funnel_time.none_open.text", leads_to="import", link_key="funnel.empty.link"
        )
        return
    rows = ageing_rows(view, texts)
    _answer(view)
    charts.show_chart(
        age_bars(view.rows, looks.chart_look(), names=list(rows["stage_name"])),
        alt=texts("funnel_time.ageing_alt"),
        key="age_bars",
    )
    funnel_time_rows.show_rows("ageing", rows)
    messages.note("funnel_time.ageing_note", day=view.as_of)
    _behind(rows)


def _answer(view: AgeingView) -> None:
    """The stage nearest to the money in which anything is overdue."""
    old = view.rows[view.rows["band"] == AgeBand.OLD]
    if old.empty:
        messages.headline("funnel_time.ageing_unknown")
        return
    language = session.language()
    overdue = old[old["count"] > 0]
    worst = (old if overdue.empty else overdue).iloc[-1]
    still_open = int(view.rows.loc[view.rows["stage"] == worst["stage"], "count"].sum())
    messages.headline(f"funnel_time.ageing_answer.{worst['stage']}", old=int(worst["count"]), open=still_open)
    messages.note(
        "funnel_time.ageing_reason",
        p90=formats.number(worst["p90_days"], language),
        count=int(worst["reference_count"]),
        expected=formats.few(worst["expected"], language),
        old=int(worst["count"]),
    )


def _behind(rows: pd.DataFrame) -> None:
    """The contacts or deals of a stage and age band, oldest first."""
    texts = session.texts()
    charts.heading("funnel_time.behind", "funnel_time.behind_note")
    filled = rows[rows["count"] > 0]
    names = {f"{row.stage} {row.band}": f"{row.stage_name}: {row.band_name}" for row in filled.itertuples(index=False)}
    # What the headline speaks of comes first.
    order = [*_of_band(names, is_old=True), *_of_band(names, is_old=False)]
    chosen = inputs.pick(texts("funnel_time.part"), order, words=names.__getitem__, name="open_part")
    stage, band = chosen.split(" ")
    found = session.computed(open_rows, session.selection(), Stage(stage), AgeBand(band))
    messages.note("funnel_time.rows_count", count=len(found))
    look, is_deal = looks.chart_look(), "deal_key" in found
    frame = found.assign(
        channel=[look.channel_label(one) if one == one else "" for one in found["first_touch_channel"]]
    )
    if not is_deal:
        frame["person"] = found[["first_name", "last_name"]].fillna("").agg(" ".join, axis=1).str.strip()
    columns = {
        name: Column(label=texts(f"funnel_time.row.{name}"), unit=_UNITS.get(name))
        for name in (_DEALS if is_deal else _PEOPLE)
    }
    show_table(frame, columns, key="open_rows", title=names[chosen], height=420)


def _of_band(names: Iterable[str], *, is_old: bool) -> list[str]:
    """The parts that are overdue, or all others; the stage nearest to the money first."""
    return [one for one in reversed(list(names)) if one.endswith(AgeBand.OLD) == is_old]
