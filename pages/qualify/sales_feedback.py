"""Sales feedback: what does sales say about its leads, what is to be mended, and what does waiting go along with?"""

from clm_core.services.sales_feedback import SalesFeedback, sales_feedback_view
from pages.qualify import (
    sales_feedback_answer,
    sales_feedback_contact,
    sales_feedback_follow_up,
    sales_feedback_leads,
    sales_feedback_reasons,
    sales_feedback_sellers,
    sales_feedback_verdicts,
)
from pages.shared import messages, navigation, session


def has_hand_overs(view: SalesFeedback) -> bool:
    """Whether any lead was handed over; otherwise says so."""
    if view.rows.empty:
        navigation.empty_state(
            "sales_feedback.empty.title",
            "sales_feedback.empty.text",
            leads_to="import",
            link_key="sales_feedback.empty.link",
        )
    return not view.rows.empty


navigation.stop_without_data()
messages.page_title("sales_feedback.title")
state = sales_feedback_answer.state()
view = session.computed(sales_feedback_view, session.selection(), float(sales_feedback_contact.promised_hours()), state)
if has_hand_overs(view):
    sales_feedback_answer.show(view)
    sales_feedback_verdicts.show(view)
    sales_feedback_reasons.show(view)
    sales_feedback_contact.show(view)
    sales_feedback_follow_up.show(view, state)
    sales_feedback_sellers.show(view)
    sales_feedback_leads.show(view, state)
