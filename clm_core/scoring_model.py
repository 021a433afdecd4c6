"""What a lead score is made of, as marketing and sales agree on it: criteria, points, half-lives and thresholds.

Score = fit + engagement. *Fit* is points for who the lead is; *engagement* points for what the lead did, which
fade with time. All ages are whole days of the reporting zone, so a score belongs to a day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from clm_core.errors import ClmError
from clm_core.records import TouchpointKind

ATTRIBUTE = "attribute:"
"""Before the heading of an imported column that was kept as a further field of the contact."""

TEXT_FIELDS = (
    "industry",
    "size_band",
    "country",
    "language",
    "job_title",
    "company",
    "email_domain",
    "first_touch_channel",
    "first_touch_campaign",
)
NUMBER_FIELDS = ("employees",)
"""The fit fields that every contact has; all others are attributes."""

MAX_POINTS = 1000.0
MAX_HALF_LIFE_DAYS = 3650.0
GRADES = ("A", "B", "C", "D")
"""Letters of fit, best first; engagement is 1 to 4, best first: A1 is the best cell of the grid, D4 the poorest."""
GRADE_CELLS = tuple(f"{letter}{number}" for letter in GRADES for number in range(1, 5))


class FitTest(StrEnum):
    """When a fit criterion holds; texts are compared without regard to case."""

    IS_ONE_OF = "is_one_of"
    CONTAINS = "contains"  # any of the values as a part of the text
    BETWEEN = "between"  # at_least <= number <= at_most, either may be open
    IS_KNOWN = "is_known"
    IS_MISSING = "is_missing"


class Decay(StrEnum):
    """How the points of a touchpoint fade: halving evenly, halving in one step each half-life, or not at all."""

    HALF_LIFE = "half_life"
    STEP = "step"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class FitCriterion:
    """Points for one property of a lead; all criteria that hold add up. ``name`` may be empty: its conditions name it.

    Raises ClmError for a criterion that could never hold, or points beyond ``MAX_POINTS``.
    """

    field: str
    points: float
    name: str = ""
    test: FitTest = FitTest.IS_ONE_OF
    values: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        _require_points(self.points)
        if self.field not in (*TEXT_FIELDS, *NUMBER_FIELDS) and not self.field.removeprefix(ATTRIBUTE).strip():
            raise ClmError("scoring.criterion_without_field")
        if not self.field.startswith(ATTRIBUTE) and self.field not in (*TEXT_FIELDS, *NUMBER_FIELDS):
            raise ClmError("scoring.unknown_field", field=self.field)
        if self.test in (FitTest.IS_ONE_OF, FitTest.CONTAINS) and not any(value.strip() for value in self.values):
            raise ClmError("scoring.criterion_without_values", field=self.field)
        if self.test is FitTest.BETWEEN:
            if self.at_least is None and self.at_most is None:
                raise ClmError("scoring.criterion_without_bounds", field=self.field)
            if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
                raise ClmError("scoring.bounds_crossed", low=f"{self.at_least:g}", high=f"{self.at_most:g}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementCriterion:
    """Points for each touchpoint of some kinds, contents (any as a part of the text) and channels; empty means any.

    A touchpoint counts once: for the first criterion of the model that fits it. Negative points are for events
    that speak against a lead, such as an unsubscription.
    """

    group: str
    points: float
    name: str = ""
    kinds: tuple[TouchpointKind, ...] = ()
    contents: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require_points(self.points)
        if not (self.kinds or self.contents or self.channels):
            raise ClmError("scoring.engagement_without_condition")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementGroup:
    """How the points of some criteria fade and where they end.

    ``window_days``: a touchpoint older than this counts nothing. ``cap_points``: the group gives at most this
    many points, and takes at most as many. Both may be open (None).
    """

    name: str
    half_life_days: float = 30.0
    decay: Decay = Decay.HALF_LIFE
    window_days: int | None = None
    cap_points: float | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ClmError("scoring.group_without_name")
        if not 0 < self.half_life_days <= MAX_HALF_LIFE_DAYS:
            raise ClmError("scoring.half_life_outside", days=f"{self.half_life_days:g}", most=round(MAX_HALF_LIFE_DAYS))
        if self.window_days is not None and self.window_days < 1:
            raise ClmError("scoring.window_outside", days=self.window_days)
        if self.cap_points is not None and not 0 < self.cap_points <= MAX_POINTS:
            raise ClmError("scoring.cap_outside", points=f"{self.cap_points:g}", most=round(MAX_POINTS))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringModel:
    """Everything that decides a lead's score and from where on it is an MQL or SQL.

    ``fit_bounds`` are the fewest points of A, B and C (D is below), ``engagement_bounds`` those of 1, 2 and 3.
    Where ``mql_cells`` or ``sql_cells`` name cells of the grid, they decide instead of the threshold.
    ``counts_sales_touches``: whether calls, meetings and replies of sales count, which mostly follow the hand-over.
    Raises ClmError for a criterion of an unknown group, groups named twice, bounds that do not fall, and an SQL
    threshold below the MQL threshold.
    """

    fit: tuple[FitCriterion, ...]
    engagement: tuple[EngagementCriterion, ...]
    groups: tuple[EngagementGroup, ...]
    mql_points: float
    sql_points: float
    engagement_cap_points: float | None = None
    fit_bounds: tuple[float, float, float] = (30.0, 20.0, 10.0)
    engagement_bounds: tuple[float, float, float] = (30.0, 20.0, 10.0)
    mql_cells: tuple[str, ...] = ()
    sql_cells: tuple[str, ...] = ()
    counts_sales_touches: bool = False

    def __post_init__(self) -> None:
        names = [group.name for group in self.groups]
        if len(set(names)) < len(names):
            raise ClmError("scoring.group_twice", name=next(name for name in names if names.count(name) > 1))
        for criterion in self.engagement:
            if criterion.group not in names:
                raise ClmError("scoring.unknown_group", group=criterion.group, known=", ".join(names))
        if self.sql_points < self.mql_points:
            raise ClmError("scoring.sql_below_mql", mql=f"{self.mql_points:g}", sql=f"{self.sql_points:g}")
        for bounds in (self.fit_bounds, self.engagement_bounds):
            if not bounds[0] > bounds[1] > bounds[2]:
                raise ClmError("scoring.bounds_not_falling", bounds=", ".join(f"{bound:g}" for bound in bounds))
        for cell in (*self.mql_cells, *self.sql_cells):
            if cell not in GRADE_CELLS:
                raise ClmError("scoring.unknown_cell", cell=cell)
        if self.engagement_cap_points is not None and self.engagement_cap_points <= 0:
            raise ClmError("scoring.cap_outside", points=f"{self.engagement_cap_points:g}", most=round(MAX_POINTS))

    def with_points(self, fit: Sequence[float], engagement: Sequence[float]) -> Self:
        """The same model with other points for its criteria, in their order."""
        return replace(
            self,
            fit=tuple(replace(one, points=float(points)) for one, points in zip(self.fit, fit, strict=True)),
            engagement=tuple(
                replace(one, points=float(points)) for one, points in zip(self.engagement, engagement, strict=True)
            ),
        )


def plain_model(model: ScoringModel) -> dict[str, Any]:
    """The model as JSON knows it; ``model_of`` is its way back."""
    return asdict(model)


def model_of(plain: Mapping[str, Any]) -> ScoringModel:
    """The model of its plain form. Raises ClmError for one that cannot be."""
    given = dict(plain)
    try:
        given["fit"] = tuple(_criterion(FitCriterion, one) for one in given["fit"])
        given["engagement"] = tuple(_criterion(EngagementCriterion, one) for one in given["engagement"])
        given["groups"] = tuple(
            EngagementGroup(**{**one, "decay": Decay(one.get("decay", Decay.HALF_LIFE))}) for one in given["groups"]
        )
        for name in ("fit_bounds", "engagement_bounds", "mql_cells", "sql_cells"):
            if name in given:
                given[name] = tuple(given[name])
        return ScoringModel(**given)
    except (KeyError, TypeError, ValueError) as problem:
        raise ClmError("scoring.not_a_model", problem=str(problem)) from problem


def _criterion(kind: Any, plain: Mapping[str, Any]) -> Any:
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    if "test" in given:
        given["test"] = FitTest(given["test"])
    if "kinds" in given:
        given["kinds"] = tuple(TouchpointKind(one) for one in given["kinds"])
    return kind(**given)


def _require_points(points: float) -> None:
    if not -MAX_POINTS <= points <= MAX_POINTS:
        raise ClmError("scoring.points_outside", points=f"{points:g}", most=round(MAX_POINTS))


class LeadOutcome(StrEnum):
    """What a good lead becomes: what weights are learned from and models are tested on."""

    SQL = "sql"
    OPPORTUNITY = "opportunity"
    WON = "won"


class ModelStatus(StrEnum):
    """Where a version of the scoring model stands; draft → agreed (both teams signed) → published → retired."""

    DRAFT = "draft"
    AGREED = "agreed"
    PUBLISHED = "published"
    RETIRED = "retired"
