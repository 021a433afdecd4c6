"""Channel ROI: what did each channel and campaign earn for what it cost, and how sure is that?"""

import streamlit as st

from clm_core.selection import AttributionModel
from clm_core.services.channel_roi import ChannelRoiView, RoiBasis, channel_roi_view
from pages.shared import inputs, messages, models, navigation, session
from pages.understand import roi_answer, roi_claims, roi_detail, roi_pictures, roi_ripening, roi_table

texts = session.texts()


def on_chosen_basis(view: ChannelRoiView) -> ChannelRoiView:
    """The view on margin or revenue as the reader wants; without margins the way to enter one."""
    if view.now.basis is RoiBasis.REVENUE:
        if session.settings().margin_share is None:
            navigation.link("settings", "channel_roi.to_settings")
        return view
    basis = choose("basis", [str(RoiBasis.MARGIN), str(RoiBasis.REVENUE)])
    return session.computed(channel_roi_view, session.selection(), RoiBasis(basis))


def choose(name: str, options: list[str]) -> str:
    """A switch of this page: its words are channel_roi.<name> and channel_roi.<name>_of.<option>."""
    return inputs.switch(
        texts(f"channel_roi.{name}"), options, words=lambda option: texts(f"channel_roi.{name}_of.{option}"), name=name
    )


def show_rows(view: ChannelRoiView) -> None:
    """The table, and what is behind the row that is selected in it."""
    with st.container(horizontal=True, gap="large"):
        rows = roi_table.Rows(choose("rows", [str(one) for one in roi_table.Rows]))
        measures = roi_table.Measures(choose("measures", [str(one) for one in roi_table.Measures]))
    row = roi_table.show(view, rows, measures)
    if row is None:
        messages.note("channel_roi.select_a_row")
    else:
        roi_detail.show(view, row)


navigation.stop_without_data()
messages.page_title("shell.pages.channel_roi")
view = session.computed(channel_roi_view, session.selection())
if not view.now.total[["spend", "leads", "won_deals"]].sum(axis=None):
    navigation.empty_state(
        "channel_roi.empty.title", "channel_roi.empty.text", leads_to="import", link_key="channel_roi.empty.link"
    )
    st.stop()
# The answer comes first on the page, the switches that it depends on below it.
answer = st.container()
with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
    time = choose("time", ["activity", "maturity"])
    models.switch([model for model in AttributionModel if model is not AttributionModel.CUSTOM])
if time == "maturity":
    roi_ripening.show(answer)
    st.stop()
view = on_chosen_basis(view)
with answer:
    roi_answer.show(view)
roi_pictures.show_bars(view.now)
show_rows(view)
roi_pictures.show_costs(view.now)
roi_pictures.show_trend(view.now)
roi_claims.show(view.now)
roi_answer.show_notes(view)
