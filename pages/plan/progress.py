"""Progress: will the agreed target be met, did both sides keep their promises, and who is next?"""

from clm_core.errors import ClmError
from clm_core.services.progress import progress_view
from pages.plan import (
    progress_answer,
    progress_misses,
    progress_pacing,
    progress_promises,
    progress_state,
    progress_timeline,
)
from pages.shared import messages, navigation, session

navigation.stop_without_data()
messages.page_title("shell.pages.progress")
plan = progress_state.chosen_plan()
if plan is None:
    progress_state.nothing_agreed()
else:
    try:
        view = session.computed(progress_view, plan, progress_state.state())
    except ClmError as problem:
        messages.error(problem)
    else:
        progress_answer.show(view)
        progress_pacing.show(view)
        progress_promises.show(view)
        progress_misses.show(view)
        progress_timeline.show(view)
