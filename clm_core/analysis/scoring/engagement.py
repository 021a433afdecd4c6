"""Engagement: what each lead's touchpoints are worth on a day, fading with their age.

A touchpoint's age is the whole days from its day to the day of the score. With half-life h it counts
``0.5 ** (age / h)`` (in steps: ``0.5 ** floor(age / h)``), beyond its group's window nothing. So advancing the day
multiplies a sum without window and steps by one factor (``faded``), and no touchpoint is read again.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clm_core.analysis.scoring.leads import LeadEvents, LeadFacts
from clm_core.records import Team
from clm_core.scoring_model import Decay, EngagementCriterion, EngagementGroup, ScoringModel

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int16]

NO_CRITERION = -1
_CHUNK_EVENTS = 1 << 16
"""Events that are weighed at a time: their intermediate results stay in the processor's cache."""


def criterion_of_class(events: LeadEvents, model: ScoringModel) -> Whole:
    """For each class of events the place of the first criterion that fits it, else NO_CRITERION."""
    classes, found = events.classes, np.full(len(events.classes), NO_CRITERION, dtype=np.int16)
    is_open = np.ones(len(classes), dtype=bool)
    if not model.counts_sales_touches:
        is_open &= classes["team"].ne(Team.SALES.value).to_numpy()
    contents = classes["content"].str.casefold()
    for place, criterion in enumerate(model.engagement):
        fits = is_open.copy()
        if criterion.kinds:
            fits &= classes["kind"].isin([kind.value for kind in criterion.kinds]).to_numpy()
        if criterion.channels:
            fits &= classes["channel"].isin(criterion.channels).to_numpy()
        wanted = [part.strip().casefold() for part in criterion.contents if part.strip()]
        if wanted:
            fits &= contents.map(lambda text, parts=tuple(wanted): any(part in text for part in parts)).to_numpy(bool)
        found[fits] = place
        is_open &= ~fits
    return found


def decay_weight(group: EngagementGroup, ages: NDArray[Any]) -> Floats:
    """What a touchpoint of each age (whole days) counts: 1 when new, 0 before it happened and beyond the window."""
    age = np.asarray(ages, dtype=np.float64)
    halvings = age / group.half_life_days
    if group.decay is Decay.STEP:
        # A whole number of half-lives is a step done, whatever the division's last digit says.
        halvings = np.floor(halvings + 1e-9)
    weight = np.ones_like(age) if group.decay is Decay.NONE else np.exp2(-halvings)
    is_within = age >= 0 if group.window_days is None else (age >= 0) & (age <= group.window_days)
    return np.where(is_within, weight, 0.0)


def group_of(model: ScoringModel, criterion: EngagementCriterion) -> EngagementGroup:
    """The group that a criterion belongs to."""
    return next(group for group in model.groups if group.name == criterion.group)


def engagement_matrix(facts: LeadFacts, model: ScoringModel, as_of_day: int) -> Floats:
    """leads × engagement criteria: the decayed number of touchpoints of each, which its points multiply.

    On the day ``as_of_day`` (days since 1970 in the reporting zone), its own touchpoints included.
    """
    criteria = model.engagement
    lookup = criterion_of_class(facts.events, model)
    ages = as_of_day - facts.events.days
    weights = _weight_table(model, _oldest(ages))
    return _summed(facts, lookup, ages, weights, len(criteria))


def engagement_at(facts: LeadFacts, model: ScoringModel, minutes: NDArray[np.int64], days: NDArray[Any]) -> Floats:
    """The same, each lead on its own day and without what happened from its own minute on."""
    events = facts.events
    ages = np.asarray(days, dtype=np.int32)[events.leads] - events.days
    ages = np.where(events.minutes < minutes[events.leads], ages, -1)
    weights = _weight_table(model, _oldest(ages))
    return _summed(facts, criterion_of_class(events, model), ages, weights, len(model.engagement))


def group_points(model: ScoringModel, matrix: Floats) -> Floats:
    """leads × groups: the points of each group after its cap."""
    points = np.zeros((len(matrix), len(model.groups)), order="F")
    for column, group in enumerate(model.groups):
        mine = [place for place, one in enumerate(model.engagement) if one.group == group.name]
        for place in mine:
            points[:, column] += matrix[:, place] * model.engagement[place].points
        if group.cap_points is not None:
            np.clip(points[:, column], -group.cap_points, group.cap_points, out=points[:, column])
    return points


def engagement_points(model: ScoringModel, points_of_groups: Floats) -> Floats:
    """The points of all groups together, at most the model's cap."""
    total: Floats = points_of_groups.sum(axis=1)
    return total if model.engagement_cap_points is None else np.minimum(total, model.engagement_cap_points)


def faded(sums: Floats, group: EngagementGroup, days: float) -> Floats:
    """Decayed sums so many days later, if nothing happens meanwhile; only for groups that ``fades_evenly``."""
    factor = 1.0 if group.decay is Decay.NONE else 2.0 ** (-days / group.half_life_days)
    return sums * factor


def fades_evenly(group: EngagementGroup) -> bool:
    """Whether a day more multiplies the group's sums by one factor: neither window nor steps."""
    return group.window_days is None and group.decay is not Decay.STEP


def engagement_days(
    facts: LeadFacts, model: ScoringModel, first_day: int, last_day: int
) -> Iterator[tuple[int, Floats]]:
    """Each day with its engagement matrix, the same as ``engagement_matrix`` of that day.

    Touchpoints are read once: sums that fade evenly are carried on from day to day, only criteria with a window or
    steps are weighed anew.
    """
    lookup = criterion_of_class(facts.events, model)
    evenly = [fades_evenly(group_of(model, one)) for one in model.engagement]
    matrix = engagement_matrix(facts, model, first_day)
    order = np.argsort(facts.events.days, kind="stable")
    begins = np.searchsorted(facts.events.days[order], np.arange(first_day, last_day + 2))
    yield first_day, matrix.copy(order="F")
    for day in range(first_day + 1, last_day + 1):
        today = order[begins[day - first_day] : begins[day - first_day + 1]]
        place = lookup[facts.events.class_codes[today]]
        for column, criterion in enumerate(model.engagement):
            if evenly[column]:
                group = group_of(model, criterion)
                happened = np.bincount(facts.events.leads[today][place == column], minlength=len(facts))
                matrix[:, column] = faded(matrix[:, column], group, 1) + happened * decay_weight(group, np.zeros(1))
            else:
                matrix[:, column] = _one_criterion(facts, model, column, lookup, day)
        yield day, matrix.copy(order="F")


def _one_criterion(facts: LeadFacts, model: ScoringModel, column: int, lookup: Whole, day: int) -> Floats:
    events = facts.events
    mine = np.flatnonzero(lookup[events.class_codes] == column)
    weight = decay_weight(group_of(model, model.engagement[column]), day - events.days[mine])
    sums: Floats = np.bincount(events.leads[mine], weights=weight, minlength=len(facts)).astype(np.float64)
    return sums


def _oldest(ages: NDArray[Any]) -> int:
    return int(ages.max(initial=0))


def _weight_table(model: ScoringModel, oldest: int) -> Floats:
    """criteria + 1 × ages + 1: what a touchpoint counts; the first row is no criterion, the first column not yet."""
    table = np.zeros((len(model.engagement) + 1, oldest + 2))
    weights: dict[str, Floats] = {}
    for place, criterion in enumerate(model.engagement):
        if criterion.group not in weights:
            weights[criterion.group] = decay_weight(group_of(model, criterion), np.arange(oldest + 1))
        table[place + 1, 1:] = weights[criterion.group]
    return table


def _summed(facts: LeadFacts, lookup: Whole, ages: NDArray[Any], weights: Floats, count: int) -> Floats:
    """leads × criteria: the sum of the weights of each lead's touchpoints."""
    events, width = facts.events, weights.shape[1]
    sums = np.zeros((count, len(facts)))
    if not count:
        return sums.T
    flat, row_of_class = weights.ravel(), (lookup.astype(np.int32) + 1) * np.int32(width)
    # Touchpoints without a criterion weigh nothing, wherever they are added.
    slot_of_class = np.maximum(lookup, 0).astype(np.int64)
    for begin, end, first, last in _chunks(events):
        classes, size = events.class_codes[begin:end], last - first
        place = row_of_class[classes]
        place += np.maximum(ages[begin:end] + 1, 0)
        # The criteria of a lead stand side by side, so that its touchpoints are added in one place of memory.
        slots = slot_of_class[classes]
        slots += (events.leads[begin:end] - first) * count
        found = np.bincount(slots, weights=flat.take(place), minlength=count * size)
        sums[:, first:last] = found.reshape(size, count).T
    return sums.T


def _chunks(events: LeadEvents) -> Iterator[tuple[int, int, int, int]]:
    """Parts of the events, each of whole leads: from, to, first lead and the lead after the last."""
    total, leads = len(events.leads), len(events.starts) - 1
    first = 0
    while first < leads and events.starts[first] < total:
        begin = int(events.starts[first])
        last = int(np.searchsorted(events.starts, begin + _CHUNK_EVENTS, side="right")) - 1
        last = min(max(last, first + 1), leads)
        yield begin, int(events.starts[last]), first, last
        first = last


def unmatched_events(events: LeadEvents, model: ScoringModel) -> int:
    """How many touchpoints no criterion counts."""
    return int((criterion_of_class(events, model)[events.class_codes] == NO_CRITERION).sum())


def criteria_counts(events: LeadEvents, model: ScoringModel) -> Sequence[int]:
    """How many touchpoints each criterion counts, whatever their age."""
    places = criterion_of_class(events, model)[events.class_codes]
    return [int(count) for count in np.bincount(places[places >= 0], minlength=len(model.engagement))]
