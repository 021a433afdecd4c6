"""What happened, in a sentence each."""

from clm_core.services.progress_timeline import EventKind, TimelineEvent
from clm_core.texts import formats
from pages.shared import messages, session

ICONS = {
    EventKind.SIGNED: ":material/handshake:",
    EventKind.DECISION: ":material/gavel:",
    EventKind.IMPORT: ":material/upload_file:",
    EventKind.JUMP: ":material/north_east:",
    EventKind.DROP: ":material/south_east:",
}


def plain_sentence(event: TimelineEvent) -> str:
    """For charts, whose texts are never markdown."""
    return session.texts()(f"progress_page.event.{event.kind}", **_values(event))


def sentence(event: TimelineEvent) -> str:
    """For the page; text of people and files is escaped."""
    return messages.sentence(f"progress_page.event.{event.kind}", **_values(event))


def _values(event: TimelineEvent) -> dict[str, object]:
    texts, language = session.texts(), session.language()
    if event.change is not None:
        return {
            "measure": texts(f"decisions.measure.{event.change.measure}"),
            "happened": formats.number(event.change.happened, language),
            "expected": formats.number(event.change.expected, language),
        }
    if event.kind is EventKind.IMPORT:
        return {"count": event.count, "name": event.name}
    return {"name": event.name, "who": event.who}
