"""Spend and what came back over time: of the same days, or of what the spend led to."""

from clm_core.charts.overview import spend_revenue
from clm_core.services.overview import OverviewView
from pages.shared import charts, inputs, looks, session
from pages.understand import roi_ripening


def show(view: OverviewView) -> None:
    """Spend beside the deals of the same time, or beside the deals that it led to."""
    texts = session.texts()
    charts.heading("overview.over_time", "overview.over_time_note")
    time = inputs.switch(
        texts("channel_roi.time"),
        ["activity", "maturity"],
        words=lambda one: texts(f"channel_roi.time_of.{one}"),
        name="time",
    )
    if time == "maturity":
        roi_ripening.show_in_short()
        return
    charts.show_chart(
        session.drawn(spend_revenue, view.numbers.spend_revenue, looks.chart_look(), bucket=view.numbers.bucket.value),
        alt=texts("overview.over_time_alt"),
        key="spend_revenue",
    )
