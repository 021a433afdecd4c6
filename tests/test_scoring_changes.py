"""Two models are compared criterion by criterion: nothing is told twice, nothing is left out."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from clm_core.records import TouchpointKind
from clm_core.scoring_changes import ModelChange, label_of, model_changes
from clm_core.scoring_model import EngagementCriterion, EngagementGroup, FitCriterion, FitTest
from tests.test_scoring_model import MODEL

CAREER = EngagementCriterion(group="doubt", contents=("karriere", "jobs"), points=-30)


def told(changes: tuple[ModelChange, ...]) -> list[tuple[object, ...]]:
    return [(one.part.value, label_of(one.criterion), one.what, one.old, one.new) for one in changes]


def test_equal_models_differ_in_nothing() -> None:
    assert model_changes(MODEL, MODEL) == ()


def test_points_thresholds_and_half_lives_are_told_with_old_and_new() -> None:
    after = replace(
        MODEL.with_points([20, 10, -5], [20, -30]),
        groups=(replace(MODEL.groups[0], half_life_days=21), MODEL.groups[1]),
        mql_points=45,
    )
    assert told(model_changes(MODEL, after)) == [
        ("fit", "industry is_one_of Maschinenbau, Medizintechnik", "points", 15, 20),
        ("group", "intent", "half_life_days", 14, 21),
        ("model", "", "mql_points", 40, 45),
    ]


def test_criteria_that_came_and_went() -> None:
    after = replace(
        MODEL,
        fit=(FitCriterion(field="country", values=("AT",), points=3), *MODEL.fit[1:]),
        engagement=MODEL.engagement[:1],
        groups=(*MODEL.groups, EngagementGroup(name="visits", half_life_days=7)),
    )
    assert told(model_changes(MODEL, after)) == [
        ("fit", "country is_one_of AT", "added", None, 3),
        ("fit", "industry is_one_of Maschinenbau, Medizintechnik", "removed", 15, None),
        ("engagement", "karriere, jobs", "removed", -30, None),
        ("group", "visits", "added", None, 7),
    ]


def test_a_criterion_is_known_again_by_its_name_or_its_field() -> None:
    budget = FitCriterion(field="attribute:Budget", test=FitTest.BETWEEN, at_least=5000, points=12, name="Budget")
    industry = replace(MODEL.fit[0], values=("Maschinenbau",))
    after = replace(MODEL, fit=(budget, industry, MODEL.fit[1]))
    assert told(model_changes(MODEL, after)) == [
        ("fit", "Budget", "points", -5, 12),
        ("fit", "Budget", "test", FitTest.IS_KNOWN, FitTest.BETWEEN),
        ("fit", "Budget", "at_least", None, 5000),
        ("fit", "industry is_one_of Maschinenbau", "values", ("Maschinenbau", "Medizintechnik"), ("Maschinenbau",)),
    ]


def test_the_order_of_engagement_criteria_matters_and_is_told() -> None:
    after = replace(MODEL, engagement=MODEL.engagement[::-1], fit=MODEL.fit[::-1])
    assert told(model_changes(MODEL, after)) == [
        ("engagement", "", "order", ("pricing_page", "karriere, jobs"), ("karriere, jobs", "pricing_page"))
    ]


FIELDS = st.sampled_from(["industry", "country", "language"])
FIT = st.builds(
    FitCriterion,
    field=FIELDS,
    points=st.integers(-3, 3).map(float),
    values=st.sampled_from([("a",), ("b",), ("a", "b")]),
    name=st.sampled_from(["", "x", "y"]),
)
ENGAGEMENT = st.builds(
    EngagementCriterion,
    group=st.sampled_from(["intent", "doubt"]),
    points=st.integers(-3, 3).map(float),
    kinds=st.sampled_from([(TouchpointKind.VISIT,), (TouchpointKind.FORM,)]),
)
MODELS = st.builds(
    lambda fit, engagement, mql: replace(MODEL, fit=tuple(fit), engagement=tuple(engagement), mql_points=mql),
    st.lists(FIT, max_size=5),
    st.lists(ENGAGEMENT, max_size=4),
    st.sampled_from([40.0, 50.0]),
)


@given(before=MODELS, after=MODELS)
def test_added_less_removed_is_the_difference_in_number(before, after) -> None:
    changes = model_changes(before, after)
    for part, old, new in (("fit", before.fit, after.fit), ("engagement", before.engagement, after.engagement)):
        whats = [one.what for one in changes if one.part == part]
        assert whats.count("added") - whats.count("removed") == len(new) - len(old)
    assert (changes == ()) == (sorted(before.fit, key=repr) == sorted(after.fit, key=repr) and same_rest(before, after))


def same_rest(before, after) -> bool:
    return before.engagement == after.engagement and before.mql_points == after.mql_points
