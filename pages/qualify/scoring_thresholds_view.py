"""Where to cut: what each threshold would mean for sales, and which one earns most within their time."""

from dataclasses import replace
from decimal import Decimal

import streamlit as st

from clm_core.charts import scoring_thresholds as threshold_charts
from clm_core.errors import ClmError
from clm_core.kpis import Unit
from clm_core.services import decision_advice
from clm_core.services.handover_policy import handover_policy
from clm_core.services.scoring_threshold_words import cells_sentence, recommendation_words
from clm_core.services.scoring_thresholds import (
    SQL_EFFORT,
    ConversionWorth,
    ThresholdPlan,
    ThresholdTerms,
    ThresholdView,
    conversion_worth,
    threshold_terms,
    threshold_view,
)
from clm_core.texts import formats
from pages.qualify import scoring_state
from pages.shared import charts, decide, inputs, looks, messages, navigation, session, tables
from pages.shared.tables import Column

_THRESHOLDS = ("mql", "sql")
_LEAST = Decimal("0.01")
_LIMITS = {
    "deal_value": {"minimum": _LEAST},
    "margin": {"minimum": _LEAST, "maximum": Decimal(100)},
    "cost": {"minimum": Decimal(0)},
    "capacity": {"minimum": Decimal(0)},
}


def show() -> None:
    """The recommended cut and why, the curves behind it, and the grid; everything that goes in can be changed."""
    texts = session.texts()
    worth = session.computed(conversion_worth, scoring_state.outcome())
    chosen = inputs.switch(
        texts("lead_scoring.cuts.which"),
        _THRESHOLDS,
        words=lambda one: texts(f"lead_scoring.cuts.which_of.{one}"),
        name="threshold",
    )
    answer, terms_place = st.container(), st.container()
    with terms_place:
        terms = _terms(worth, chosen)
    if terms is None:
        with answer:
            messages.hint("lead_scoring.cuts.nothing_won")
        return
    try:
        view = session.computed(threshold_view, scoring_state.working(), scoring_state.outcome(), *terms)
    except ClmError as problem:
        messages.hint(problem.key, **problem.values)
        return
    plan = view.thresholds.mql if chosen == "mql" else view.thresholds.sql
    with answer:
        if not plan.recommendation.terms.is_margin_known:
            _ask_for_margin()
        _answer(plan, view, chosen)
    _curves(plan, chosen)
    _grid(view)


def _terms(worth: ConversionWorth, chosen: str) -> tuple[ThresholdTerms, ThresholdTerms] | None:
    """What a worked lead costs and brings, as typed; beginning with the policy and the deals."""
    texts, policy = session.texts(), handover_policy(session.store(), session.language())
    found, is_known = [], worth.value_per_conversion > 0
    if not is_known:
        worth = replace(worth, deal_value=float(_LEAST), won_share=1.0)
    proposed = threshold_terms(worth, policy), threshold_terms(worth, policy, effort=SQL_EFFORT)
    with st.expander(
        texts("lead_scoring.cuts.terms"), icon=":material/calculate:", key="scoring_terms", expanded=not is_known
    ):
        if is_known:
            share = formats.share(worth.won_share, texts.language)
            messages.note("lead_scoring.cuts.terms_note", won=worth.won_leads, share=share)
        for name, one in zip(_THRESHOLDS, proposed, strict=True):
            if name == chosen:
                found.append(_typed(name, one))
            else:
                found.append(_remembered(name, one))
    # The least is no value that somebody gave: without one there is nothing to recommend.
    is_given = is_known or found[_THRESHOLDS.index(chosen)].deal_value > float(_LEAST)
    return (found[0], found[1]) if is_given else None


def _proposals(proposed: ThresholdTerms) -> dict[str, Decimal]:
    """What to begin with, by label; small amounts with their cents."""
    value = Decimal(str(round(proposed.deal_value, 0 if proposed.deal_value >= 10 else 2)))
    return {
        "deal_value": max(value, _LEAST),
        "margin": max(Decimal(str(round(proposed.margin_share * 100, 1))), _LEAST),
        "cost": Decimal(str(round(proposed.cost_per_lead, 2))),
        "capacity": Decimal(str(round(proposed.leads_per_week, 1))),
    }


def _kept_under(field: str, default: Decimal) -> str:
    """What was typed belongs to its workspace, and gives way when the deals or the agreement say something else."""
    return f"{field}_{session.workspace().slug}_{default}"


def _typed(name: str, proposed: ThresholdTerms) -> ThresholdTerms:
    texts, currency = session.texts(), session.selection().currency
    units = {"deal_value": currency, "margin": "%", "cost": currency, "capacity": texts("lead_scoring.cuts.per_week")}
    typed = []
    for column, (label, default) in zip(st.columns(4), _proposals(proposed).items(), strict=True):
        field = f"{name}_{label}"
        with column:
            typed.append(
                inputs.number_field(
                    texts(f"lead_scoring.cuts.{label}"),
                    name=field,
                    key=_kept_under(field, default),
                    default=default,
                    unit=units[label],
                    **_LIMITS[label],
                )
            )
    return _of(typed)


def _remembered(name: str, proposed: ThresholdTerms) -> ThresholdTerms:
    found = []
    for label, default in _proposals(proposed).items():
        field = f"{name}_{label}"
        found.append(inputs.number(field, default, key=_kept_under(field, default), **_LIMITS[label]))
    return _of(found)


def _of(numbers: list[Decimal]) -> ThresholdTerms:
    value, margin, cost, capacity = (float(number) for number in numbers)
    return ThresholdTerms(deal_value=value, margin_share=margin / 100, cost_per_lead=cost, leads_per_week=capacity)


def _ask_for_margin() -> None:
    """Before anything is said of what is earned: what is missing for it to be a profit, and where to say it."""
    with st.container(border=True, key="scoring_no_margin"):
        messages.note("lead_scoring.cuts.no_margin")
        navigation.link("settings", "lead_scoring.cuts.to_margin")


def _answer(plan: ThresholdPlan, view: ThresholdView, chosen: str) -> None:
    texts, language, found = session.texts(), session.language(), plan.recommendation
    words = recommendation_words(found, texts, session.selection().currency)
    st.markdown(f"### {messages.escaped(words.headline)}", anchors=False)
    st.markdown(messages.escaped(words.why))
    messages.note(
        "lead_scoring.cuts.rests_on",
        outcome=texts(f"lead_scoring.outcome_of.{scoring_state.outcome()}"),
        leads=formats.number(view.chance.leads, language),
        converted=formats.number(view.chance.converted, language),
        weeks=view.weeks,
        break_even=formats.share(found.terms.break_even_rate, language),
    )
    cut = found.recommended
    if cut is not None and (found.present is None or cut.score != found.present.score):
        label = texts(f"lead_scoring.cuts.take_{chosen}", points=formats.number(cut.score, language, decimals=0))
        if st.button(label, key="scoring_take_cut", icon=":material/check:"):
            scoring_state.move_threshold(chosen, float(round(cut.score)))
            st.rerun()
    advice = decision_advice.threshold(found, chosen, texts)
    if advice is not None:
        decide.button(advice, key=f"threshold_{chosen}")


def _curves(plan: ThresholdPlan, chosen: str) -> None:
    texts = session.texts()
    earned = "profit" if plan.recommendation.terms.is_margin_known else "revenue"
    charts.heading("lead_scoring.cuts.curves", f"lead_scoring.cuts.curves_note.{earned}")
    for name, draw in (("profit", threshold_charts.threshold_profit), ("load", threshold_charts.threshold_load)):
        charts.show_chart(
            session.drawn(draw, plan.cuts, plan.recommendation, looks.chart_look()),
            alt=texts(f"lead_scoring.cuts.{name}_alt"),
            key=f"scoring_{name}_{chosen}",
        )
    with st.expander(texts("lead_scoring.cuts.table"), key="scoring_cut_table"):
        tables.show_table(
            plan.cuts,
            _cut_columns(plan.recommendation.terms),
            key="scoring_cut_rows",
            title=texts("lead_scoring.cuts.curves"),
        )


def _cut_columns(terms: ThresholdTerms) -> dict[str, Column]:
    texts = session.texts()
    units = {
        "score": Unit.RATIO,
        "leads_per_week": Unit.RATIO,
        "leads_per_week_low": Unit.RATIO,
        "leads_per_week_high": Unit.RATIO,
        "load_share": Unit.SHARE,
        "precision": Unit.SHARE,
        "precision_low": Unit.SHARE,
        "precision_high": Unit.SHARE,
        "marginal_rate": Unit.SHARE,
        "wins_per_week": Unit.RATIO,
        "revenue_per_week": Unit.MONEY,
        "missed_wins_per_week": Unit.RATIO,
        "wasted_leads_per_week": Unit.RATIO,
        "profit_per_week": Unit.MONEY,
    }
    words = {} if terms.is_margin_known else {"profit_per_week": "revenue_less_calls_per_week"}
    return {
        name: Column(
            label=texts(f"lead_scoring.cut.{words.get(name, name)}"),
            unit=unit,
            decimals=1 if unit is Unit.RATIO else None,
        )
        for name, unit in units.items()
    }


def _grid(view: ThresholdView) -> None:
    texts, grid, terms = session.texts(), view.grid, view.thresholds.mql.recommendation.terms
    charts.heading("lead_scoring.cuts.grid", "lead_scoring.cuts.grid_note")
    sentence = cells_sentence(grid.cells, grid.reason, terms, texts, session.selection().currency)
    st.markdown(messages.escaped(sentence))
    charts.show_chart(
        session.drawn(threshold_charts.grade_heat_map, grid.cells, terms, looks.chart_look()),
        alt=texts("lead_scoring.cuts.grid_alt"),
        key="scoring_grid",
    )
