"""The answer: which channel moved most and why, and all channels by cause as chart and table."""

import pandas as pd

from clm_core.charts.attribution_change import CAUSES, MAX_CHANNELS, cause_name, credit_change_bars, moving, signed
from clm_core.kpis import Unit
from clm_core.services.attribution_change import AttributionChange
from clm_core.texts import formats
from pages.shared import charts, filters, looks, messages, session
from pages.shared.tables import Column, show_table
from pages.understand.attribution_change_choices import Asked

_LEAST = {True: 0.5, False: 0.05}
"""Smaller movements than this are written as zero (money, conversions)."""


def show(change: AttributionChange, asked: Asked) -> None:
    """The biggest movement and its main cause; what became of the whole."""
    values = {
        "period": filters.period_text(session.selection().period, session.language()),
        "state": asked.state_name,
    }
    moved = change.channels.iloc[0] if len(change.channels) else None
    net = 0.0 if moved is None else float(moved["after"] - moved["before"])
    if moved is None or abs(net) < _LEAST[asked.is_money]:
        messages.headline("attribution_change.answer_none", **values)
    else:
        causes = moved[list(CAUSES)].astype("float64") * (1 if net > 0 else -1)
        messages.headline(
            "attribution_change.answer_more" if net > 0 else "attribution_change.answer_less",
            channel=looks.chart_look().channel_label(str(moved["channel"])),
            amount=_unsigned(net, asked),
            because=_because(str(causes.idxmax()), asked),
            **values,
        )
    _whole(change, asked)


def _because(cause: str, asked: Asked) -> str:
    return session.texts()(f"attribution_change.because.{cause}", things=_things(asked))


def _whole(change: AttributionChange, asked: Asked) -> None:
    before, after = float(change.channels["before"].sum()), float(change.channels["after"].sum())
    difference = round(after - before, 6) + 0.0
    messages.note(
        "attribution_change.whole",
        state=asked.state_name,
        before=_whole_number(before, asked),
        after=_whole_number(after, asked),
        difference=("+" if difference > 0 else "") + _whole_number(difference, asked),
        count=change.conversions["conversion"].nunique(),
        things=_things(asked),
    )
    if session.selection().campaigns:
        messages.note("attribution_change.campaigns_not_narrowed")
    if (change.channels["other_weights"] != 0).any():
        messages.hint("attribution_change.learned")


def show_causes(change: AttributionChange, asked: Asked) -> None:
    """Gains and losses of each channel by cause, and the table in which they add up."""
    texts, look = session.texts(), looks.chart_look()
    charts.heading("attribution_change.causes", "attribution_change.causes_note")
    charts.show_chart(
        session.drawn(credit_change_bars, change.channels, look, is_money=asked.is_money),
        alt=texts("attribution_change.causes_alt"),
        key="credit_change_bars",
    )
    count = len(moving(change.channels))
    if count > MAX_CHANNELS:
        messages.note("attribution_change.more_channels", shown=MAX_CHANNELS, count=count)
    unit = {"unit": Unit.MONEY} if asked.is_money else {"unit": Unit.COUNT, "decimals": 1}
    columns = {
        "name": Column(label=texts("attribution_change.column.channel"), is_pinned=True),
        "difference": Column(label=texts("attribution_change.column.difference"), **unit),
        "before": Column(label=asked.state_name, **unit),
    }
    for cause in CAUSES:
        if (change.channels[cause] != 0).any():
            columns[cause] = Column(label=cause_name(cause, texts), **unit)
    columns["after"] = Column(label=texts("attribution_change.column.after"), **unit)
    # All rows are seen, so that their sum at the end is.
    show_table(
        _adding_up(change.channels),
        columns,
        key="credit_changes",
        title=texts("attribution_change.causes"),
        height="content",
    )


def _adding_up(channels: pd.DataFrame) -> pd.DataFrame:
    """A row a channel and one for all of them: before + causes = after in each."""
    look = looks.chart_look()
    # What only rounding leaves is zero, not "−0".
    sums = channels.select_dtypes("number").sum().round(6) + 0.0
    total = sums.to_frame().T.assign(name=session.texts()("attribution_change.total"))
    named = channels.assign(name=[look.channel_label(key) for key in channels["channel"]])
    frame = pd.concat([named, total], ignore_index=True)
    return frame.assign(difference=frame["after"] - frame["before"])


def _whole_number(value: float, asked: Asked) -> str:
    """To the euro, so that the sentence adds up."""
    if asked.is_money:
        return formats.money(value, session.selection().currency, session.language())
    return signed(value, looks.chart_look(), is_money=False).removeprefix("+")


def _unsigned(value: float, asked: Asked) -> str:
    text = signed(abs(value), looks.chart_look(), is_money=asked.is_money).removeprefix("+")
    return text if asked.is_money else f"{text} {_things(asked)}"


def _things(asked: Asked) -> str:
    return session.texts()(f"attribution_page.plural.{asked.conversion}")
