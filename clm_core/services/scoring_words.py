"""What criteria and groups of a scoring model are called in the reader's words, wherever they are shown."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from clm_core.scoring_model import (
    ATTRIBUTE,
    EngagementCriterion,
    FitCriterion,
    FitTest,
    ScoringModel,
)
from clm_core.texts import Texts, formats
from clm_core.texts.channels import channel_name

_VALUES_NAMED = 3
NO_LABELS: Mapping[str, str] = MappingProxyType({})


def fit_name(criterion: FitCriterion, texts: Texts, labels: Mapping[str, str] = NO_LABELS) -> str:
    """Its own name, else its condition: "Industry: metal, tools", "Employees: 50 to 999".

    ``labels`` are the names of channels of the user's own, by their keys.
    """
    if criterion.name:
        return criterion.name
    field = field_name(criterion.field, texts)
    return texts(f"scoring.fit_name.{criterion.test}", field=field, values=_values(criterion, texts, labels))


def engagement_name(criterion: EngagementCriterion, texts: Texts, labels: Mapping[str, str] = NO_LABELS) -> str:
    """Its own name, else what it counts: "Demo", "Download, web seminar", "Content “jobs”"."""
    if criterion.name:
        return criterion.name
    parts = [kind_name(kind, texts) for kind in criterion.kinds]
    if criterion.contents:
        parts.append(texts("scoring.content", values=_named(criterion.contents, texts)))
    if criterion.channels:
        parts.append(_named([channel_name(channel, texts, labels) for channel in criterion.channels], texts))
    return ", ".join(parts)


def criterion_name(model: ScoringModel, place: int, texts: Texts, labels: Mapping[str, str] = NO_LABELS) -> str:
    """The name of a criterion by its place among fit and then engagement."""
    count = len(model.fit)
    if place < count:
        return fit_name(model.fit[place], texts, labels)
    return engagement_name(model.engagement[place - count], texts, labels)


def group_name(name: str, texts: Texts) -> str:
    """Our own groups in the reader's language, a team's group as it was named."""
    return texts(f"scoring.group.{name}") if texts.has(f"scoring.group.{name}") else name


def field_name(name: str, texts: Texts) -> str:
    """A fit field's name; an imported column is called as its heading."""
    return name.removeprefix(ATTRIBUTE) if name.startswith(ATTRIBUTE) else texts(f"scoring.field.{name}")


def kind_name(kind: str, texts: Texts) -> str:
    """A kind of touchpoint."""
    return texts(f"fields.choice.kind_{kind}")


def _values(criterion: FitCriterion, texts: Texts, labels: Mapping[str, str]) -> str:
    if criterion.test is not FitTest.BETWEEN:
        shown = [
            channel_name(one, texts, labels) if criterion.field == "first_touch_channel" else one
            for one in criterion.values
        ]
        return _named(shown, texts)
    low, high = (
        None if bound is None else formats.number(bound, texts.language, decimals=0 if bound == int(bound) else 1)
        for bound in (criterion.at_least, criterion.at_most)
    )
    if high is None:
        return texts("scoring.from", low=low)
    return texts("scoring.up_to", high=high) if low is None else texts("scoring.from_to", low=low, high=high)


def _named(values: Sequence[str], texts: Texts) -> str:
    shown = ", ".join(values[:_VALUES_NAMED])
    more = len(values) - _VALUES_NAMED
    return shown if more <= 0 else texts("scoring.and_more", values=shown, more=more)
