"""Lead list: whom should sales call now, why, and what does sales say about them?"""

from collections.abc import Callable

from clm_core.services.scoring import scoring_facts
from pages.qualify import (
    lead_list_answer,
    lead_list_files,
    lead_list_policy,
    lead_list_profile,
    lead_list_state,
    lead_list_table,
    lead_list_verdict,
)
from pages.shared import inputs, messages, navigation, session


def show_list() -> None:
    """The calls in their order, and the lead that was chosen."""
    if lead_list_state.every_lead().empty:
        navigation.empty_state(
            "lead_list.empty.title",
            "lead_list.empty.text",
            leads_to="lead_scoring",
            link_key="lead_list.empty.link",
            count=len(scoring_facts(session.store())),
        )
        return
    lead_list_table.show()
    lead_list_answer.say_chance()
    lead_list_profile.show()


PARTS: dict[str, Callable[[], None]] = {
    "list": show_list,
    "files": lead_list_files.show,
    "policy": lead_list_policy.show,
}

texts = session.texts()
navigation.stop_without_data()
messages.page_title("shell.pages.lead_list")
if len(scoring_facts(session.store())):
    lead_list_answer.show()
    lead_list_verdict.say_saved()
    part = inputs.switch(
        texts("lead_list.part.label"), list(PARTS), words=lambda one: texts(f"lead_list.part_of.{one}"), name="part"
    )
    PARTS[part]()
else:
    navigation.empty_state(
        "lead_list.no_leads.title",
        "lead_list.no_leads.text",
        leads_to="import",
        link_key="lead_list.no_leads.link",
    )
