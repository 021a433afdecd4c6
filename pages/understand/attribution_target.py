"""The target that channels are judged by: a return on spend, or what a conversion may cost."""

from decimal import Decimal
from math import floor, log10

import streamlit as st

from clm_core.services.attribution import AttributionView, ConversionKind, DecisionTarget, TargetMeasure
from pages.shared import charts, inputs, session

_ROI_DEFAULT = Decimal(0)
_NAME = "target"


def show(view: AttributionView) -> DecisionTarget:
    """What the target is about, and its number."""
    charts.heading("attribution_page.decisions", "attribution_page.decisions_note")
    texts, offered = session.texts(), _offered(view)
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        if len(offered) > 1:
            inputs.switch(
                texts("attribution_page.target"),
                offered,
                words=lambda one: measure_name(view, TargetMeasure(one)),
                name=_NAME,
            )
        with st.container(width=320):
            if _measure(view) is TargetMeasure.ROI:
                inputs.number_field(
                    texts("attribution_page.target_roi"),
                    name="target_roi",
                    default=_ROI_DEFAULT,
                    minimum=Decimal(-100),
                    decimals=0,
                    unit="%",
                    help_text=texts("attribution_page.target_roi_help"),
                )
            else:
                inputs.number_field(
                    texts("attribution_page.target_cost", cost=measure_name(view, TargetMeasure.COST)),
                    name=_cost_name(view),
                    default=_usual_cost(view),
                    minimum=Decimal("0.01"),
                    unit=session.selection().currency,
                    help_text=texts("attribution_page.target_cost_help"),
                )
    return _asked(view)


def _asked(view: AttributionView) -> DecisionTarget:
    measure = _measure(view)
    if measure is TargetMeasure.ROI:
        return DecisionTarget(measure=measure, value=float(inputs.number("target_roi", _ROI_DEFAULT)) / 100)
    cost = float(inputs.number(_cost_name(view), _usual_cost(view)))
    return DecisionTarget(measure=measure, value=cost if cost > 0 else float(_usual_cost(view)))


def measure_name(view: AttributionView, measure: TargetMeasure) -> str:
    """ROI, or the cost of what counts as a conversion."""
    texts = session.texts()
    return texts(
        "attribution_page.roi"
        if measure is TargetMeasure.ROI
        else f"attribution_page.cost_of.{view.options.conversion}"
    )


def _offered(view: AttributionView) -> list[str]:
    """Without money there is no return: what a lead may cost is then the only target."""
    if view.options.conversion is not ConversionKind.WON_DEAL or not view.traced_value:
        return [str(TargetMeasure.COST)]
    return [str(TargetMeasure.ROI), str(TargetMeasure.COST)]


def _measure(view: AttributionView) -> TargetMeasure:
    return TargetMeasure(inputs.switched(_offered(view), _NAME))


def _cost_name(view: AttributionView) -> str:
    # A lead's target cost says nothing about a deal's.
    return f"target_cost_{view.options.conversion}"


def _usual_cost(view: AttributionView) -> Decimal:
    """What a conversion costs now, in two figures: a target to begin with."""
    spend = float(view.spend.loc[view.spend["campaign"] == "", "spend"].sum())
    cost = spend / view.traced_conversions if spend and view.traced_conversions else 100.0
    return Decimal(str(round(cost, 1 - floor(log10(cost))))).quantize(Decimal("0.01"))
