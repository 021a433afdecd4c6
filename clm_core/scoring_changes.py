"""What differs between two scoring models, criterion by criterion: for the audit, for comparing, for signing."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from clm_core.scoring_model import EngagementCriterion, EngagementGroup, FitCriterion, ScoringModel

Criterion = FitCriterion | EngagementCriterion | EngagementGroup

ADDED = "added"
REMOVED = "removed"
ORDER = "order"


class ModelPart(StrEnum):
    """Which part of a model a change is in; ``model`` are thresholds, bounds and what else holds for all of it."""

    FIT = "fit"
    ENGAGEMENT = "engagement"
    GROUP = "group"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChange:
    """One difference.

    ``what`` is the name of the changed field, or ``added``, ``removed`` or ``order`` (a touchpoint counts for the
    first engagement criterion that fits it). ``criterion`` is the newer form, of a removed one the older, and None
    for the model itself. ``old`` and ``new`` are the field's values; of an added or removed one its points or
    half-life.
    """

    part: ModelPart
    what: str
    criterion: Criterion | None
    old: object
    new: object


def model_changes(before: ScoringModel, after: ScoringModel) -> tuple[ModelChange, ...]:
    """Every difference, in the order of the newer model; empty if the models are equal."""
    changes = [
        *_changes_of(ModelPart.FIT, before.fit, after.fit),
        *_changes_of(ModelPart.ENGAGEMENT, before.engagement, after.engagement),
        *_changes_of(ModelPart.GROUP, before.groups, after.groups),
    ]
    criteria = ("fit", "engagement", "groups")
    names = [one.name for one in fields(ScoringModel) if one.name not in criteria]
    changes += [
        ModelChange(
            part=ModelPart.MODEL, what=name, criterion=None, old=getattr(before, name), new=getattr(after, name)
        )
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]
    return tuple(changes)


def label_of(criterion: Criterion | None) -> str:
    """The criterion's own name, else its conditions in the words of the model; for the audit."""
    if criterion is None or criterion.name:
        return "" if criterion is None else criterion.name
    if isinstance(criterion, FitCriterion):
        bounds = [str(bound) for bound in (criterion.at_least, criterion.at_most) if bound is not None]
        return " ".join([criterion.field, criterion.test.value, ", ".join([*criterion.values, *bounds])]).strip()
    if isinstance(criterion, EngagementCriterion):
        return ", ".join([*criterion.kinds, *criterion.contents, *criterion.channels])
    return criterion.name


def _changes_of(part: ModelPart, before: Sequence[Criterion], after: Sequence[Criterion]) -> Iterator[ModelChange]:
    partners = _partners(before, after)
    for place, new in enumerate(after):
        if place not in partners:
            yield ModelChange(part=part, what=ADDED, criterion=new, old=None, new=_weight(new))
        else:
            yield from _field_changes(part, before[partners[place]], new)
    for place, old in enumerate(before):
        if place not in partners.values():
            yield ModelChange(part=part, what=REMOVED, criterion=old, old=_weight(old), new=None)
    places = list(partners.values())
    # Only of engagement criteria the order decides; elsewhere all that hold add up.
    if part is ModelPart.ENGAGEMENT and places != sorted(places):
        names = [label_of(after[place]) for place in partners]
        former = [label_of(before[place]) for place in sorted(places)]
        yield ModelChange(part=part, what=ORDER, criterion=None, old=tuple(former), new=tuple(names))


def _field_changes(part: ModelPart, old: Criterion, new: Criterion) -> Iterator[ModelChange]:
    for one in fields(new):
        values = getattr(old, one.name), getattr(new, one.name)
        if values[0] != values[1]:
            yield ModelChange(part=part, what=one.name, criterion=new, old=values[0], new=values[1])


def _partners(before: Sequence[Criterion], after: Sequence[Criterion]) -> dict[int, int]:
    """Place of the older form by place of the newer: the same conditions first, then the same name, then the field."""
    partners: dict[int, int] = {}
    for trait in (_conditions, _name, _field):
        free = [place for place in range(len(before)) if place not in partners.values()]
        for place, new in enumerate(after):
            wanted = trait(new)
            found = [one for one in free if wanted is not None and trait(before[one]) == wanted]
            if place not in partners and found:
                partners[place] = found[0]
                free.remove(found[0])
    return dict(sorted(partners.items()))


def _conditions(criterion: Criterion) -> Hashable:
    if isinstance(criterion, FitCriterion):
        return criterion.field, criterion.test, criterion.values, criterion.at_least, criterion.at_most
    if isinstance(criterion, EngagementCriterion):
        return criterion.kinds, criterion.contents, criterion.channels
    return criterion.name


def _name(criterion: Criterion) -> Hashable:
    return criterion.name or None


def _field(criterion: Criterion) -> Hashable:
    """A fit field whose values changed; the points tell which of several criteria of one field it was."""
    return (criterion.field, criterion.test, criterion.points) if isinstance(criterion, FitCriterion) else None


def _weight(criterion: Criterion) -> float:
    return criterion.half_life_days if isinstance(criterion, EngagementGroup) else criterion.points
