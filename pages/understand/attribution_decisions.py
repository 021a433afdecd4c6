"""What to do with each channel's money, why, and under how many models that holds."""

from enum import StrEnum

import pandas as pd
import streamlit as st

from clm_core.charts.theme import Look
from clm_core.kpis import Unit
from clm_core.selection import Selection
from clm_core.services import attribution
from clm_core.services.attribution import AttributionView, DecisionTarget, DecisionView, TargetMeasure, Verdict
from clm_core.texts import formats
from pages.shared import decide_channel, inputs, looks, messages, models, session, tables
from pages.shared.meanwhile import Work
from pages.shared.one_run import one_run
from pages.shared.tables import Column
from pages.understand import attribution_target, attribution_words
from pages.understand.attribution_choices import Asked

_ROWS_SHOWN_WHOLE = 16
_LONG_TABLE_PIXELS = 600


class Rows(StrEnum):
    """What a row of the table is."""

    CHANNELS = "channels"
    CAMPAIGNS = "campaigns"


def intervals(selection: Selection, asked: Asked) -> pd.DataFrame | None:
    """95 % intervals of credit, or None while they are being computed."""
    work = _work(selection, asked)
    return work.answer() if work.is_done() and not work.is_left() else None


def found(view: AttributionView, known: pd.DataFrame | None, target: DecisionTarget) -> DecisionView | None:
    """The verdicts, or None while the intervals they need are being computed."""
    return None if known is None else session.drawn(_decided, view, known, str(target.measure), str(target.value))


def _decided(view: AttributionView, known: pd.DataFrame, measure: str, value: str) -> DecisionView:
    return attribution.decisions(view, known, DecisionTarget(measure=TargetMeasure(measure), value=float(value)))


def _work(selection: Selection, asked: Asked) -> Work[pd.DataFrame]:
    return session.computed_meanwhile(attribution.attribution_intervals, selection, asked.options, asked.settings)


def in_short(decided: DecisionView) -> str:
    """Which channels to scale or pause whatever the model, and where the model decides; as markdown."""
    rows = decided.channels
    agreed = rows[rows["holding_models"] == rows["model_count"]]
    parts = [
        messages.sentence(
            f"attribution_page.all_models_{verdict}",
            channels=attribution_words.channels(own["channel"]),
            models=int(own["model_count"].iloc[0]),
        )
        for verdict in (Verdict.SCALE, Verdict.PAUSE)
        if len(own := agreed[agreed["verdict"] == str(verdict)])
    ]
    is_open = rows[rows["reason"] == attribution_words.OPEN]
    if len(is_open):
        named = attribution_words.channels(is_open["channel"])
        parts.append(messages.sentence("attribution_page.open", count=len(is_open), channels=named))
    elif len(rows):
        parts.append(messages.sentence("attribution_page.none_open"))
    return " ".join(parts)


def show(
    view: AttributionView, decided: DecisionView | None, target: DecisionTarget, selection: Selection, asked: Asked
) -> None:
    """Why each verdict, and the table; while intervals are computed how far that is."""
    if decided is None:
        _wait(selection, asked)
    elif decided.channels.empty:
        messages.hint("attribution_page.no_spend")
    else:
        _reasons(decided.channels)
        _table(view, decided, target)


def _reasons(rows: pd.DataFrame) -> None:
    """The channels of each verdict, with the sentence that says why; where the model decides, all of them in one."""
    texts = session.texts()
    depends = f"◇ {texts('attribution_page.depends')}"
    is_open = rows["reason"] == attribution_words.OPEN
    titles = pd.Series([attribution_words.verdict(one) for one in rows["verdict"]], index=rows.index)
    lines = [
        f"- **{messages.escaped(title)}** – "
        f"{messages.escaped(', '.join(attribution_words.channel(key) for key in own['channel']))}: "
        f"{messages.escaped(texts(str(reason)))}"
        for (title, reason), own in rows.assign(title=titles.mask(is_open, depends)).groupby(
            ["title", "reason"], sort=False
        )
    ]
    st.markdown("\n".join(lines))


@st.fragment(run_every=1.0)
def _wait(selection: Selection, asked: Asked) -> None:
    """How much of the intervals is done; then the whole page anew, which has them."""
    work = _work(selection, asked)
    if work.is_done():
        st.rerun()
    share = work.share()
    percent = formats.share(share, session.language(), decimals=0)
    st.progress(share, text=session.texts()("attribution_page.resampling", share=percent))


@st.fragment
@one_run()
def _table(view: AttributionView, decided: DecisionView, target: DecisionTarget) -> None:
    """Channels or campaigns; behind the row that is selected, what each model says."""
    texts = session.texts()
    rows = Rows(
        inputs.switch(
            texts("attribution_page.rows"),
            [str(one) for one in Rows],
            words=lambda one: texts(f"attribution_page.rows_of.{one}"),
            name="decided",
        )
    )
    source = decided.channels if rows is Rows.CHANNELS else decided.campaigns
    frame = session.drawn(_worded, source, str(target.measure), looks.chart_look())
    title = texts(f"attribution_page.decided_{rows}")
    chosen = tables.show_table(
        frame,
        _columns(view, rows, target),
        key=f"attribution_{rows}_{target.measure}",
        title=title,
        is_selectable=True,
        height="content" if len(frame) <= _ROWS_SHOWN_WHOLE else _LONG_TABLE_PIXELS,
    )
    if chosen and chosen[0] < len(frame):
        _models_of(view, decided.by_model, frame.iloc[chosen[0]], target)
    else:
        messages.note("attribution_page.select_a_row")


def _worded(frame: pd.DataFrame, measure: str, look: Look) -> pd.DataFrame:
    texts = look.texts
    of_models = zip(frame["holding_models"], frame["model_count"], strict=True)
    return frame.assign(
        name=[look.channel_label(key) for key in frame["channel"]],
        word=[attribution_words.verdict(*one) for one in zip(frame["verdict"], frame["reason"], strict=True)],
        holds=[texts("attribution_page.of_models", count=held, models=models) for held, models in of_models],
        why=[texts(key) for key in frame["reason"]],
        data=[texts(f"charts.data_{_sufficiency(count)}") for count in frame["touched_conversions"]],
        spread=_ranges(frame["measure_min"], frame["measure_max"], measure),
    )


def _sufficiency(touched: float) -> str:
    """How much a count carries: of 10 the interval is about ± 60 %, of 30 about ± 36 %."""
    return "too_little" if touched < 10 else "little" if touched < 30 else "enough"


def _ranges(lows: "pd.Series[float]", highs: "pd.Series[float]", measure: str) -> list[str]:
    unit, language = _unit(measure), session.language()
    currency = session.selection().currency

    def one(value: float) -> str:
        return tables.written(value, unit, language, currency=currency, decimals=0)

    return [f"{one(low)} – {one(high)}" for low, high in zip(lows, highs, strict=True)]


def _unit(measure: str) -> Unit:
    return Unit.SHARE if measure == TargetMeasure.ROI else Unit.MONEY


def _columns(view: AttributionView, rows: Rows, target: DecisionTarget) -> dict[str, Column]:
    texts = session.texts()
    measure = attribution_target.measure_name(view, target.measure)

    def column(name: str, unit: Unit | None = None, **values: str) -> Column:
        help_key = f"attribution_page.column_help.{name}"
        return Column(
            label=texts(f"attribution_page.column.{name}", **values),
            unit=unit,
            decimals=0,
            help_text=texts(help_key) if texts.has(help_key) else None,
        )

    name = {"name": Column(label=texts("charts.channel"), is_pinned=True)}
    if rows is Rows.CAMPAIGNS:
        name = {"campaign": Column(label=texts("channel_roi.campaign"), is_pinned=True)} | name
    return name | {
        "word": column("word"),
        "holds": column("holds"),
        "money_at_stake": column("money_at_stake", Unit.MONEY),
        "spend": column("spend", Unit.MONEY),
        "spread": column("spread", measure=measure),
        "touched_conversions": column("touched_conversions", Unit.COUNT),
        "data": column("data"),
        "why": Column(label=texts("attribution_page.column.why"), width=560),
    }


def _models_of(view: AttributionView, by_model: pd.DataFrame, row: "pd.Series[str]", target: DecisionTarget) -> None:
    """Each model's verdict on the selected channel or campaign."""
    texts = session.texts()
    own = by_model[(by_model["channel"] == row["channel"]) & (by_model["campaign"] == row["campaign"])]
    frame = own.assign(
        name=[models.name(one) for one in own["model"]],
        word=[attribution_words.verdict(one) for one in own["verdict"]],
        interval=_ranges(own["measure_low"], own["measure_high"], str(target.measure)),
        blind=[models.blind_to(one) for one in own["model"]],
    ).sort_values("measure", ascending=False)
    title = row["campaign"] or row["name"]
    with st.container(border=True, key="attribution_models_of"):
        st.subheader(messages.escaped(title), anchor=False)
        st.markdown(f"**{messages.escaped(row['word'])}** – {messages.escaped(row['why'])}")
        if not row["campaign"]:
            decide_channel.button(row["channel"], row["verdict"], "attribution")
        columns = {
            "name": Column(label=texts("charts.model"), is_pinned=True),
            "word": Column(label=texts("attribution_page.column.word")),
            "measure": Column(
                label=attribution_target.measure_name(view, target.measure), unit=_unit(target.measure), decimals=0
            ),
            "interval": Column(label=texts("attribution_page.column.interval")),
            "blind": Column(label=texts("attribution_page.column.blind"), width=620),
        }
        tables.show_table(
            frame,
            columns,
            key="attribution_by_model",
            title=texts("attribution_page.by_model", name=title),
            height="content",
        )
