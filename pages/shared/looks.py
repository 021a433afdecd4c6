"""How charts look for this reader: language, light or dark, the channels' names and fixed colours."""

from clm_core.charts.palette import Mode
from clm_core.charts.theme import Look, look
from clm_core.services import data
from pages.shared import session


def chart_look() -> Look:
    """The look of every chart on this page."""
    mode = Mode.DARK if session.is_dark() else Mode.LIGHT
    return session.drawn(look, session.texts(), mode, session.selection().currency, session.computed(data.channels))
