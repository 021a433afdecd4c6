"""Response curves: where does the next money bring most, and how far can one trust that?"""

import streamlit as st

from clm_core.services.response_curves import kept_view
from pages.plan import (
    response_curves_answer,
    response_curves_channel,
    response_curves_choices,
    response_curves_decide,
    response_curves_file,
    response_curves_given,
    response_curves_keep,
    response_curves_notes,
    response_curves_quality,
    response_curves_ranges,
    response_curves_table,
    response_curves_trust,
    response_curves_words,
)
from pages.shared import messages, session

messages.page_title("shell.pages.response_curves")
# The answer comes first on the page, what it depends on below it.
answer = st.container()
source = response_curves_choices.source()
if source == "given":
    response_curves_given.show(answer)
    st.stop()
is_company = source == "company"
if is_company:
    response_curves_words.use_currency("")
    response_curves_choices.show()
observed = response_curves_choices.company() if is_company else response_curves_file.observed()
if observed is None:
    if not is_company:
        response_curves_file.show_choices()
    st.stop()
look = response_curves_words.look_of(observed.series.channels, is_company=is_company)
ranges = response_curves_ranges.known(observed)
view = response_curves_quality.best_known(observed, ranges)
with answer:
    response_curves_answer.show(view, look)
    response_curves_answer.show_picture(view, look)
response_curves_quality.show(observed, ranges, view)
response_curves_table.show(view, look)
response_curves_channel.show(view, look, is_company=is_company)
response_curves_trust.show(view, look)
if is_company:
    response_curves_decide.show(view, look)
response_curves_ranges.show(observed, ranges, look)
response_curves_notes.show(view, look)
if is_company:
    response_curves_keep.show("curves_keep", lambda name: kept_view(session.store(), view, name))
else:
    response_curves_file.show_choices()
