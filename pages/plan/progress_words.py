"""How measures and states of progress are written."""

from clm_core.decisions import Measure
from clm_core.services.progress import Pace, PacingStatus
from clm_core.texts import formats
from pages.shared import session

STATUS_ICONS = {
    PacingStatus.REACHED: (":material/flag:", "green"),
    PacingStatus.AHEAD: (":material/trending_up:", "green"),
    PacingStatus.ON_TRACK: (":material/trending_flat:", "blue"),
    PacingStatus.BEHIND: (":material/trending_down:", "orange"),
    PacingStatus.OUT_OF_REACH: (":material/block:", "red"),
    PacingStatus.MISSED: (":material/cancel:", "red"),
    PacingStatus.NO_HISTORY: (":material/hourglass_empty:", "gray"),
}


def amount(measure: Measure, value: float, currency: str) -> str:
    """A measure's number: short money or a whole number."""
    language = session.language()
    if measure is Measure.REVENUE:
        return formats.short_money(value, currency, language)
    return formats.number(value, language)


def status_word(status: PacingStatus) -> str:
    """The state in a word or two."""
    return session.texts()(f"progress_page.status.{status}")


def chance_word(one: Pace) -> str:
    """The chance of meeting the plan; never nothing and never certain while the period runs."""
    language = session.language()
    if one.chance < 0.01:
        return session.texts()("targets_page.chance_under", share=formats.share(0.01, language, decimals=0))
    if one.chance > 0.99:
        return session.texts()("targets_page.chance_over", share=formats.share(0.99, language, decimals=0))
    return formats.share(one.chance, language, decimals=0)
