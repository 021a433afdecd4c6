"""Every channel in a row: what its next and its past money brought, carry-over, weeks, and whether to trust it."""

import pandas as pd

from clm_core.charts.theme import Look
from clm_core.kpis import Unit
from clm_core.response_curves import MONEY_OUTCOMES, return_scale
from clm_core.services.response_curves import CurvesView
from pages.plan import response_curves_words as words
from pages.shared import messages, session
from pages.shared.charts import heading
from pages.shared.tables import Column, show_table

_SHOWN = ("channel", "trust", "next", "next_range", "mean", "today", "carry_over")


def show(view: CurvesView, look: Look) -> None:
    """The table with its downloads."""
    texts, outcome = session.texts(), view.curves.outcome_of
    heading("response_curves_page.table")
    messages.note("response_curves_page.table_note", unit=words.unit(outcome))
    columns = _columns(view)
    # All columns are wider than a screen: the others are said in the channel's own words below, and downloaded.
    shown = {name: columns[name] for name in _SHOWN}
    show_table(_rows(view, look), shown, key="curves", title=texts("response_curves_page.table"), downloaded=columns)


def _rows(view: CurvesView, look: Look) -> pd.DataFrame:
    rows, outcome, texts = view.channels, view.curves.outcome_of, session.texts()
    scale = return_scale(outcome)
    ordered = rows.sort_values("marginal_return", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "channel": [look.channel_label(channel) for channel in ordered["channel"]],
            "trust": [texts(f"response_curves_page.trust.{trust}") for trust in ordered["trust"]],
            "next": (ordered["marginal_return"] * scale).to_numpy(),
            "next_range": _ranges(ordered, "marginal_return", view),
            "mean": (ordered["mean_return"] * scale).to_numpy(),
            "mean_range": _ranges(ordered, "mean_return", view),
            "today": ordered["spend_per_period"].to_numpy(),
            "carry_over": ordered["carry_over"].to_numpy(),
            "share": ordered["outcome_share"].to_numpy(),
            "periods": ordered["periods"].to_numpy(),
        }
    )


def _ranges(rows: pd.DataFrame, name: str, view: CurvesView) -> list[str]:
    ends = zip(rows[f"{name}_low"], rows[f"{name}_high"], strict=True)
    return [words.returns(low, high, view.curves.outcome_of) for low, high in ends]


def _columns(view: CurvesView) -> dict[str, Column]:
    texts, outcome = session.texts(), view.curves.outcome_of
    values = {
        "unit": words.unit(outcome),
        "periods": words.period_words(view.curves.length),
        "period": texts(f"response_curves_page.one_period.{view.curves.length}"),
        "outcome": words.outcome_word(outcome),
        "currency": words.currency(),
    }

    def label(name: str) -> str:
        words_of = texts(f"response_curves_page.column_of.{name}", **values)
        return words_of[:1].upper() + words_of[1:]

    places = 2 if outcome in MONEY_OUTCOMES else 1
    return {
        "channel": Column(label=label("channel"), is_pinned=True),
        "trust": Column(label=label("trust"), help_text=texts("response_curves_page.trust_help")),
        "next": Column(label=label("next"), unit=Unit.RATIO, decimals=places),
        "next_range": Column(label=label("next_range")),
        "mean": Column(label=label("mean"), unit=Unit.RATIO, decimals=places),
        "mean_range": Column(label=label("mean_range")),
        "today": Column(label=label("today"), unit=Unit.RATIO, decimals=0),
        "carry_over": Column(label=label("carry_over"), unit=Unit.SHARE, decimals=0),
        "share": Column(label=label("share"), unit=Unit.SHARE, decimals=0),
        "periods": Column(label=label("periods"), unit=Unit.COUNT),
    }
