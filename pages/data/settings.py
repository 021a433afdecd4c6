"""Settings of the workspace: currency, exchange rates, margin, time zone. Every page counts anew after a change."""

from decimal import Decimal

import streamlit as st

from clm_core.services import data
from pages.shared import inputs, messages, session

texts, store = session.texts(), session.store()
known = session.settings()


def save(name: str, value: object) -> None:
    """Keeps one setting and shows that it now counts."""
    with messages.explained_errors():
        data.change_setting(store, name, value)
        session.keep("settings_saved", True)
        st.rerun()


def show_rates() -> None:
    """A rate for each foreign currency that the data have, so that its amounts can be counted."""
    st.subheader(texts("settings.rates"), anchor=False)
    foreign = sorted({*session.computed(data.foreign_currencies), *known.exchange_rates})
    if not foreign:
        messages.note("settings.no_foreign_currency", currency=known.reporting_currency)
        return
    messages.note("settings.rates_note", currency=known.reporting_currency)
    typed: dict[str, Decimal | None] = {}
    for currency in foreign:
        rate = known.exchange_rates.get(currency)
        typed[currency] = inputs.decimal_input(
            texts("settings.rate_of", currency=currency, reporting=known.reporting_currency),
            key=f"rate_{store.slug}_{currency}",
            value=None if rate is None else Decimal(str(rate)),
            unit=known.reporting_currency,
            minimum=Decimal(0),
            decimals=4,
        )
    if st.button(texts("settings.save_rates"), type="primary", key="save_rates"):
        save("exchange_rates", {currency: float(rate) for currency, rate in typed.items() if rate})


def show_margin() -> None:
    """The share of an amount that is earned, for deals whose margin no file says."""
    st.subheader(texts("settings.margin"), anchor=False)
    messages.note("settings.margin_note")
    percent = inputs.decimal_input(
        texts("settings.margin_percent"),
        key=f"margin_{store.slug}",
        value=None if known.margin_share is None else Decimal(str(known.margin_share)) * 100,
        unit="%",
        minimum=Decimal(0),
        maximum=Decimal(100),
        decimals=1,
    )
    if st.button(texts("settings.save_margin"), type="primary", key="save_margin"):
        save("margin_share", None if percent is None else float(percent / 100))


def show_choice(name: str, offered: tuple[str, ...], present: str) -> None:
    """One setting out of a list; kept as soon as it is chosen."""
    st.subheader(texts(f"settings.{name}"), anchor=False)
    messages.note(f"settings.{name}_note")
    chosen = st.selectbox(
        texts(f"settings.{name}"),
        offered,
        index=offered.index(present),
        label_visibility="collapsed",
        key=f"{name}_{store.slug}",
    )
    if chosen != present:
        save(name, chosen)


messages.page_title("settings.title")
messages.note("settings.intro")
if session.kept("settings_saved"):
    messages.done("settings.saved")
    session.forget("settings_saved")
left, right = st.columns(2, gap="large")
with left:
    show_rates()
    show_margin()
with right:
    show_choice("reporting_currency", data.CURRENCIES, known.reporting_currency)
    show_choice("reporting_zone", data.TIME_ZONES, known.reporting_zone)
