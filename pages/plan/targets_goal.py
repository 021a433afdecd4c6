"""What is to be reached: revenue, period, marketing's share; and rates that somebody sets instead of the data's."""

from collections.abc import Hashable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import streamlit as st

from clm_core.selection import Period, months_on
from clm_core.services.data import require_days
from clm_core.services.target_plan import PreparedTarget, coming_period
from clm_core.target_parts import RATE, PartValue
from clm_core.targets import FunnelLink, TargetPlan
from clm_core.texts import formats
from pages.plan import targets_state as state
from pages.shared import charts, inputs, messages, session

_OWN = "own"


def show(plan: TargetPlan) -> None:
    """Revenue, period and share; each a part that is saved by itself."""
    texts, target = session.texts(), plan.target
    if state.is_fixed():
        return
    currency = session.settings().reporting_currency
    amount, period, share = st.columns((3, 4, 3))
    with amount:
        revenue = inputs.decimal_input(
            texts("targets_page.revenue", currency=currency),
            key=_field("revenue", target.revenue),
            value=Decimal(str(round(target.revenue, 2))),
            unit=currency,
            minimum=Decimal(1),
            decimals=0,
        )
    with period:
        days = _period(target.period)
    with share:
        percent = inputs.decimal_input(
            texts("targets_page.marketing_share"),
            key=_field("share", target.marketing_share),
            value=Decimal(str(round(100 * target.marketing_share, 2))),
            unit="%",
            minimum=Decimal("0.1"),
            maximum=Decimal(100),
            decimals=0,
            help_text=texts("targets_page.marketing_share_help"),
        )
    _save("revenue", target.revenue, None if revenue is None else float(revenue))
    _save("period", target.period, days)
    _save("marketing_share", target.marketing_share, None if percent is None else float(percent) / 100)


def _field(part: str, value: float) -> str:
    """A field's name has its value in it: when somebody else sets another one, the field begins anew with that."""
    return f"target_{part}_{value:.6g}"


def _save(part: str, before: PartValue, typed: PartValue) -> None:
    is_same = typed is None or typed == before
    if not is_same and isinstance(typed, float) and isinstance(before, float):
        is_same = abs(typed - before) < 0.006
    if not is_same:
        state.change({part: typed})
        st.rerun()


def _period(current: Period) -> Period | None:
    """One of the coming quarters, the half-year, the year, or days of one's own."""
    texts, language = session.texts(), session.language()
    offered = _offered()
    options = [*offered, _OWN]
    chosen = next((name for name, one in offered.items() if one == current), _OWN)

    def words(name: str) -> str:
        if name == _OWN:
            return texts("targets_page.period_own")
        days = offered[name]
        return f"{formats.day(days.start_on, language)} – {formats.day(days.end_on, language)}"

    key = f"target_period_{current.start_on}_{current.end_on}"
    picked = st.selectbox(
        texts("targets_page.period"), options, index=options.index(chosen), format_func=words, key=key
    )
    if picked != _OWN:
        return offered[str(picked)]
    form = "DD.MM.YYYY" if language == "de" else "DD/MM/YYYY"
    days = st.date_input(
        texts("targets_page.period_days"), (current.start_on, current.end_on), format=form, key=f"{key}_days"
    )
    return Period(start_on=days[0], end_on=days[1]) if len(days) == 2 else None


def _offered() -> dict[str, Period]:
    """Periods that end after the data do, by name: the running or coming quarter first."""
    as_of: date = session.computed(require_days)[1]
    day = as_of + timedelta(days=1)
    quarter = coming_period(as_of)
    month = day if day.day == 1 else months_on(day, 1)
    half = date(day.year, 1 if day.month < 7 else 7, 1)
    found = {
        "quarter": quarter,
        "next_quarter": coming_period(quarter.end_on),
        "six_months": _months_from(month, 6),
        "half_year": _months_from(half, 6),
        "year": _months_from(date(day.year, 1, 1), 12),
        "next_year": _months_from(date(day.year + 1, 1, 1), 12),
    }
    return {name: one for name, one in found.items() if one.end_on > as_of}


def _months_from(first: date, count: int) -> Period:
    return Period(start_on=first, end_on=months_on(first, count) - timedelta(days=1))


def show_rates(prepared: PreparedTarget | None, plan: TargetPlan) -> None:
    """The rates that the chain is computed with; each can be set by hand, and an empty field is the data's again.

    Without ``prepared`` the data do not carry the chain, and rates set by hand may mend that.
    """
    charts.heading("targets_page.rates", "targets_page.rates_note")
    known = [] if prepared is None else prepared.rates[prepared.rates["group"] == ""].to_dict("records")
    rows = {row["link"]: row for row in known}
    typed = {one.link: one.rate for one in plan.target.rates}
    links = [link for link in FunnelLink if link is not FunnelLink.VISITOR_TO_LEAD]
    for place, link in zip(st.columns(len(links)), links, strict=True):
        with place:
            _rate(link, rows.get(link.value), typed.get(link))


def _rate(link: FunnelLink, row: Mapping[Hashable, Any] | None, own: float | None) -> None:
    """A field for one rate, and what the data say of it."""
    language, key = session.language(), f"target_rate_{link}_{own}"
    percent = inputs.decimal_input(
        f"{session.texts()(f'targets.link.{link}')} (%)",
        key=key,
        value=None if own is None else Decimal(str(round(100 * own, 4))),
        unit="%",
        minimum=Decimal("0.01"),
        maximum=Decimal(100),
        decimals=1,
        placeholder="" if row is None or row["is_typed"] else formats.number(100 * row["rate"], language, decimals=1),
    )
    if row is not None and not row["is_typed"]:
        rate = formats.share(row["rate"], language)
        interval = formats.interval(row["rate_low"], row["rate_high"], language)
        messages.note(
            "targets_page.rate_measured", rate=rate, interval=interval, n=formats.number(row["entered"], language)
        )
    is_refused = percent is None and str(st.session_state.get(f"{key}_{language}") or "").strip()
    if not is_refused and not state.is_fixed():
        _save_rate(link, own, percent)


def _save_rate(link: FunnelLink, before: float | None, percent: Decimal | None) -> None:
    rate = None if percent is None else float(percent) / 100
    if (rate is None) != (before is None) or (rate is not None and before is not None and abs(rate - before) > 1e-6):
        state.change({RATE + link.value: rate})
        st.rerun()
