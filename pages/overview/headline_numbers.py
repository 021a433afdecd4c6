"""The headline KPIs as cards: value, change against the comparison period, trend, interval and n."""

from collections.abc import Hashable, Mapping
from typing import Any, TypeAlias

import streamlit as st

from clm_core.kpis import KPIS, Better, KpiName, Unit
from clm_core.services.overview import Overview
from clm_core.texts import formats
from pages.shared import session
from pages.shared.tables import written

Row: TypeAlias = Mapping[Hashable, Any]
Rows: TypeAlias = Mapping[KpiName, Row]

ROWS = (
    (KpiName.SPEND, KpiName.LEADS, KpiName.MQLS, KpiName.SQLS, KpiName.WON_DEALS),
    (
        KpiName.REVENUE,
        KpiName.ROI,
        KpiName.CAC,
        KpiName.MARKETING_SOURCED_SHARE,
        KpiName.MARKETING_INFLUENCED_SHARE,
    ),
)
_COLOUR = {Better.HIGHER: "normal", Better.LOWER: "inverse", Better.NEITHER: "off"}


def unit_of(name: KpiName) -> Unit:
    """How the KPI is written."""
    return KPIS[name].unit


def rows_of(numbers: Overview) -> Rows:
    """The row of result_columns.KPI_VALUES of each KPI."""
    return {KpiName(str(row["kpi"])): row for row in numbers.values.to_dict("records")}


def short(value: float, name: KpiName) -> str:
    """The value as a headline has it: 1,2 Mio. €."""
    if unit_of(name) is Unit.MONEY:
        return formats.short_money(value, session.selection().currency, session.language())
    decimals = 0 if abs(value) >= 1 or unit_of(name) is Unit.COUNT else 1
    return written(value, unit_of(name), session.language(), decimals=decimals)


def show(numbers: Overview) -> None:
    """Two rows of cards; a card without data says so with a dash."""
    rows = rows_of(numbers)
    whole = numbers.series[~numbers.series["is_partial"]]
    trends = whole.groupby("kpi", sort=False)["value"].agg(list)
    for names in ROWS:
        for place, name in zip(st.columns(len(names)), names, strict=True):
            with place:
                _card(name, rows[name], trends.get(name, []))


def _card(name: KpiName, row: Row, trend: list[float]) -> None:
    known = [value for value in trend if value == value]
    st.metric(
        _label(name),
        short(row["value"], name),
        delta=_change(name, row),
        delta_color=_COLOUR[KPIS[name].better],
        help=_explanation(name, row),
        border=True,
        height="stretch",
        chart_data=known if len(known) > 1 else None,
        chart_type="area",
    )


def _label(name: KpiName) -> str:
    """The KPI's name, or a shorter one where it would not fit a card; the help has the whole."""
    texts, short_name = session.texts(), f"overview.card.{name}"
    return texts(short_name if texts.has(short_name) else f"kpi.{name}.label")


def _change(name: KpiName, row: Row) -> str | None:
    """Relative change in percent; shares change in percentage points."""
    language = session.language()
    if unit_of(name) is Unit.SHARE:
        if row["change"] != row["change"]:
            return None
        points = formats.number(row["change"] * 100, language, decimals=1)
        return session.texts()("overview.points", points=_signed(points, row["change"]))
    if row["relative_change"] != row["relative_change"]:
        return None
    return _signed(formats.share(row["relative_change"], language, decimals=0), row["relative_change"])


def _signed(text: str, value: float) -> str:
    # Streamlit reads the direction from a plain hyphen.
    return text.replace("−", "-") if value < 0 else f"+{text}"


def _explanation(name: KpiName, row: Row) -> str:
    texts, language = session.texts(), session.language()
    parts = [f"**{texts(f'kpi.{name}.label')}**", texts(f"kpi.{name}.meaning"), f"= {texts(f'kpi.{name}.formula')}"]
    if row["low"] == row["low"]:
        low, high = (_bound(row[end], name) for end in ("low", "high"))
        parts.append(texts("overview.interval", low=low, high=high, count=int(row["n"])))
    elif row["n"] > 0 and unit_of(name) is not Unit.COUNT:
        parts.append(texts("overview.rests_on", n=formats.number(int(row["n"]), language)))
    return "  \n".join(parts)


def _bound(value: float, name: KpiName) -> str:
    return written(value, unit_of(name), session.language(), currency=session.selection().currency)
