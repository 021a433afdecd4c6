"""What the lead list comes to, in sentences: what to do this week, how much is waiting, and how much is added."""

from clm_core.services.handover import HandoverList
from clm_core.texts import Language, formats

__all__ = ["Said", "backlog", "calls"]

Said = tuple[str, dict[str, object]]
"""A text's key and its values."""


def calls(found: HandoverList, language: Language) -> Said:
    """How many leads to call this week and what they are worth; how many wait where nobody has time for them."""
    if found.leads.empty:
        return "lead_list.answer.nothing", {}
    leads = found.this_week if found.leads_per_week else found.leads
    worth = float(leads["expected_value"].sum(min_count=1))
    values: dict[str, object] = {"count": len(leads)}
    if worth == worth:
        values["worth"] = formats.money(worth, found.currency, language)
        return "lead_list.answer.calls_worth" if found.leads_per_week else "lead_list.answer.waiting_worth", values
    return "lead_list.answer.calls" if found.leads_per_week else "lead_list.answer.waiting", values


def backlog(found: HandoverList, language: Language) -> list[Said]:
    """Everything that waits, in weeks of sales' time, and how many leads a week are added; nothing where none waits."""
    if found.leads.empty:
        return []
    return [_waiting(found, language), _added(found, language)]


def _waiting(found: HandoverList, language: Language) -> Said:
    weeks, capacity = found.backlog_weeks, formats.number(found.leads_per_week, language)
    if weeks != weeks:
        return "lead_list.backlog.no_time", {}
    values: dict[str, object] = {"count": len(found.leads), "capacity": capacity}
    if not found.later_count:
        return "lead_list.backlog.fits", values
    if weeks <= 1:
        return "lead_list.backlog.uneven", values
    return "lead_list.backlog.weeks", {**values, "weeks": formats.number(weeks, language, decimals=1)}


def _added(found: HandoverList, language: Language) -> Said:
    """New MQLs a week, and whether they are more than sales can work."""
    added = round(found.new_per_week)
    trend = "added"
    if found.leads_per_week and added != found.leads_per_week:
        trend = "grows" if added > found.leads_per_week else "shrinks"
    values = {"count": max(round(found.counted_weeks), 1), "added": formats.number(added, language)}
    return f"lead_list.backlog.{trend}", values
