"""Features that a score must not use, because they are known only after the hand-over.

Fields of a contact have today's value: what sales fills in later looks like the best predictor of all. Three marks
give it away: leads that nobody handed over practically never have it, it nearly decides alone, or it carries a model
that is too good to be true. docs/methods/lead-scoring-weights.md says what the marks can miss.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import Floats, wilson_interval
from clm_core.analysis.scoring.auc import Estimate, auc
from clm_core.analysis.scoring.learned_order import older_and_newer
from clm_core.analysis.scoring.learning_leads import LearningLeads, learning_leads
from clm_core.analysis.scoring.logistic import fitted_odds
from clm_core.analysis.scoring.one_thread import one_thread
from clm_core.columns import typed_frame
from clm_core.scoring_columns import LEAKING_FEATURES


class LeakReason(StrEnum):
    """What gives a feature away."""

    AFTER_HAND_OVER = "after_hand_over"
    NEARLY_DECIDES = "nearly_decides"
    CARRIES_MODEL = "carries_model"
    CONSTANT = "constant"  # no leak: it says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakRule:
    """From where on a feature counts as known only afterwards.

    *After the hand-over*: at most ``most_before_share`` of the leads that were neither handed over nor converted
    have it, at least ``least_share`` of the others do, and having it goes with at least ``least_odds_ratio`` times
    the odds to convert (or as many times less): honest features do not (a request for a demonstration: four times).
    *Nearly decides*: its own AUC is surely beyond ``single_auc``. *Carries the model*: the newer leads' AUC is above
    ``model_auc``, and without the feature it falls by ``least_fall`` or more. ``min_leads`` leads are needed on
    either side of a comparison.
    """

    most_before_share: float = 0.05
    least_share: float = 0.2
    least_odds_ratio: float = 6.0
    single_auc: float = 0.85
    model_auc: float = 0.95
    least_fall: float = 0.005
    newer_share: float = 0.3
    min_leads: int = 20
    prior_sd: float = 1.0


_SUSPECTS = 10  # only the features that matter most can carry a model


def leaking_features(
    matrix: NDArray[np.floating], outcomes: pd.DataFrame, *, rule: LeakRule | None = None
) -> pd.DataFrame:
    """LEAKING_FEATURES: one row a feature that must not enter the fit, and why; constant ones last.

    ``matrix`` and ``outcomes`` (LEAD_OUTCOMES) as in learned_weights, with the leads that nobody handed over. The
    nearer the outcome lies to the hand-over (SQL), the clearer a leak shows. Raises ClmError as learned_weights.
    """
    rule = rule or LeakRule()
    leads = learning_leads(matrix, outcomes)
    groups = _Groups.of(matrix, outcomes)
    aucs = {int(place): auc(leads.matrix[:, place], leads.is_converted) for place in leads.places}
    found: dict[int, LeakReason] = {}
    afterwards = _known_afterwards(groups, rule)
    for place, alone in aucs.items():
        if afterwards[place]:
            found[place] = LeakReason.AFTER_HAND_OVER
        elif alone.low > rule.single_auc or alone.high < 1 - rule.single_auc:
            found[place] = LeakReason.NEARLY_DECIDES
    with one_thread():
        found |= dict.fromkeys(_carriers(leads, list(found), rule), LeakReason.CARRIES_MODEL)
    constant = np.setdiff1d(np.arange(matrix.shape[1]), leads.places)
    found |= {int(place): LeakReason.CONSTANT for place in constant}
    return _frame(found, aucs, groups)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Groups:
    """How many leads of each kind have each feature, and how many there are."""

    converted: tuple[Floats, int]
    stuck: tuple[Floats, int]  # handed over, mature, not converted
    converted_alone: tuple[Floats, int]  # never handed over, and converted all the same
    before: tuple[Floats, int]  # neither handed over nor converted

    @classmethod
    def of(cls, matrix: NDArray[np.floating], outcomes: pd.DataFrame) -> "_Groups":
        handed, converted, mature = (
            outcomes[name].to_numpy(dtype=bool) for name in ("is_handed_over", "is_converted", "is_mature")
        )

        def having(rows: NDArray[np.bool_]) -> tuple[Floats, int]:
            return np.count_nonzero(matrix[rows], axis=0).astype(np.float64), int(rows.sum())

        return cls(
            converted=having(handed & mature & converted),
            stuck=having(handed & mature & ~converted),
            converted_alone=having(~handed & converted),
            before=having(~handed & ~converted),
        )


def _known_afterwards(groups: _Groups, rule: LeakRule) -> NDArray[np.bool_]:
    """Nobody has it before, and it goes with the outcome far more than who a lead is or what it did ever does.

    What everybody has until sales changes it is the same leak, seen from the other side.
    """
    has, leads = groups.before
    if leads < rule.min_leads:
        return np.zeros(len(has), dtype=bool)
    low, high = wilson_interval(has, leads)
    later_low, later_high = _largest(groups)
    appears = (high <= rule.most_before_share) & (later_low >= rule.least_share)
    vanishes = (low >= 1 - rule.most_before_share) & (later_high <= 1 - rule.least_share)
    among_handed = _sure_odds_ratio(groups.converted, groups.stuck, rule)
    among_others = _sure_odds_ratio(groups.converted_alone, groups.before, rule)
    found: NDArray[np.bool_] = (appears | vanishes) & (np.maximum(among_handed, among_others) >= rule.least_odds_ratio)
    return found


def _largest(groups: _Groups) -> tuple[Floats, Floats]:
    """Of the leads that were handed over, converted or not: the larger sure share and the smaller possible one."""
    ends = [wilson_interval(*group) for group in (groups.converted, groups.stuck)]
    return np.fmax(ends[0][0], ends[1][0]), np.fmin(ends[0][1], ends[1][1])


def _sure_odds_ratio(one: tuple[Floats, int], other: tuple[Floats, int], rule: LeakRule) -> Floats:
    """How many times higher the odds to have a feature surely are in one group than in the other, either way round;
    1 where the intervals overlap or a group is too small."""
    if min(one[1], other[1]) < rule.min_leads:
        return np.ones(len(one[0]))
    (low, high), (other_low, other_high) = (wilson_interval(has, leads) for has, leads in (one, other))
    with np.errstate(divide="ignore", invalid="ignore"):
        more = low / (1 - low) / (other_high / (1 - other_high))
        fewer = other_low / (1 - other_low) / (high / (1 - high))
    return np.nan_to_num(np.maximum(np.maximum(more, fewer), 1.0), nan=1.0)


def _carriers(leads: LearningLeads, known: list[int], rule: LeakRule) -> list[int]:
    """The features without which an order too good to be true falls most, one after the other."""
    out: list[int] = []
    while (auc := _newer_auc(leads, [*known, *out], rule)).value > rule.model_auc and auc.low > rule.single_auc:
        rest = {place: _newer_auc(leads, [*known, *out, place], rule).value for place in _suspects(leads, known, out)}
        if not rest or auc.value - min(rest.values()) < rule.least_fall:
            break
        out.append(min(rest, key=lambda place: rest[place]))
    return out


def _suspects(leads: LearningLeads, known: list[int], out: list[int]) -> list[int]:
    """The features that move the order most, strongest first."""
    is_open = ~np.isin(leads.places, [*known, *out])
    columns = leads.columns[:, is_open]
    weights = fitted_odds(columns, leads.is_converted, prior_sd=1.0).weights
    strongest = np.argsort(-np.abs(weights) * columns.std(axis=0), kind="stable")[:_SUSPECTS]
    return [int(place) for place in leads.places[is_open][strongest]]


def _newer_auc(leads: LearningLeads, without: list[int], rule: LeakRule) -> Estimate:
    """How well older leads' weights order the newer ones without some features; NaN where it cannot be said."""
    older, newer = older_and_newer(leads, rule.newer_share)
    is_open = ~np.isin(leads.places, without)
    if not 0 < older.is_converted.sum() < len(older.is_converted):
        return Estimate(value=float("nan"), low=float("nan"), high=float("nan"))
    fitted = fitted_odds(older.columns[:, is_open], older.is_converted, prior_sd=rule.prior_sd)
    return auc(fitted.log_odds(newer.columns[:, is_open]), newer.is_converted)


def _frame(found: dict[int, LeakReason], aucs: dict[int, Estimate], groups: _Groups) -> pd.DataFrame:
    places = list(found)
    shares = [has[places] / leads if leads else np.full(len(places), np.nan)
              for has, leads in (groups.converted, groups.before)]  # fmt: skip
    frame = pd.DataFrame(
        {
            "feature": places,
            "reason": [reason.value for reason in found.values()],
            "auc": [aucs[place].value if place in aucs else 0.5 for place in places],
            "converted_share": shares[0],
            "other_share": shares[1],
        }
    )
    return typed_frame(frame, LEAKING_FEATURES)
