"""A target that the data do not carry: why not, and what can be set by hand or imported instead."""

from clm_core.errors import ClmError
from pages.plan import targets_goal
from pages.plan import targets_state as state
from pages.shared import messages, navigation


def show(problem: ClmError) -> None:
    """The reason as a sentence, then the fields that may mend it; without any history the way to the import."""
    messages.hint(problem.key, **problem.values)
    try:
        plan = state.plan()
    except ClmError:
        navigation.empty_state(
            "targets_page.empty.title", "targets_page.empty.text", leads_to="import", link_key="targets_page.empty.link"
        )
        return
    targets_goal.show(plan)
    targets_goal.show_rates(None, plan)
