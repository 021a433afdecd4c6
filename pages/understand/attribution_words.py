"""What attribution models, conversions and verdicts are called, and how ranges of credit are written."""

from clm_core.selection import AttributionModel
from pages.shared import session


def model(one: AttributionModel | str) -> str:
    """The model's name."""
    return session.texts()(f"attribution.models.{one}.name")


def says(one: AttributionModel | str) -> str:
    """What the model does, in a sentence."""
    return session.texts()(f"attribution.models.{one}.says")


def blind_to(one: AttributionModel | str) -> str:
    """What the model cannot see, in a sentence."""
    return session.texts()(f"attribution.models.{one}.blind_to")


def verdict(one: str) -> str:
    """Scale, keep, improve, pause, too little data."""
    return session.texts()(f"attribution.verdict.{one}")
