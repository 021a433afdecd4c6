"""Kept curves come back bit by bit, with what they were fitted to; nothing in them can run."""

from datetime import date, timedelta
from io import BytesIO

import numpy as np
import pytest
from sqlalchemy import select, update

from clm_core.budget_scenario import CurveSet
from clm_core.errors import ClmError
from clm_core.response_curves import CurveTrust, FitMethod, PeriodLength, ResponseCurves, ResponseOutcome
from clm_core.store import tables
from clm_core.store.audit import audit_frame
from clm_core.store.connection import reading, writing
from clm_core.store.curve_sets import keep_curves, read_curve_set, read_curve_sets
from clm_core.store.facts import facts_version
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON

RNG = np.random.default_rng(5)
CURVES = ResponseCurves(
    channels=("search", "=Messe; Köln"),
    outcome_of=ResponseOutcome.LEADS,
    length=PeriodLength.WEEK,
    method=FitMethod.QUALITY,
    shape=RNG.integers(0, 4, (30, 2)).astype(np.int8),
    ceiling=RNG.gamma(2.0, 10.0, (30, 2)),
    scale=RNG.gamma(2.0, 1000.0, (30, 2)),
    slope=RNG.gamma(4.0, 0.3, (30, 2)),
    carry_over=RNG.uniform(0, 0.9, (30, 2)),
)
SET = CurveSet(
    name=" Herbst ",
    curves=CURVES,
    starts_on=date(2024, 1, 1),
    ends_on=date(2026, 6, 30),
    data_version=7,
    trust=(CurveTrust.CARRIES, CurveTrust.EXPERIMENT),
    largest_spend=(1234.5, 0.1),
)


def test_kept_curves_come_back_bit_by_bit(store: Store) -> None:
    kept = keep_curves(store, SET, actor="anna", at=NOON)
    assert (kept.number, kept.kept_by, kept.kept_at, kept.curve_set.name) == (1, "anna", NOON, "Herbst")
    again = read_curve_set(store, 1).curve_set
    for name in ("shape", "ceiling", "scale", "slope", "carry_over"):
        np.testing.assert_array_equal(getattr(again.curves, name), getattr(CURVES, name))
        assert getattr(again.curves, name).dtype == getattr(CURVES, name).dtype
    for name in ("channels", "outcome_of", "length", "method"):
        assert getattr(again.curves, name) == getattr(CURVES, name)
    for name in ("starts_on", "ends_on", "data_version", "trust", "largest_spend"):
        assert getattr(again, name) == getattr(SET, name)


def test_given_curves_have_no_days_and_the_newest_come_first(store: Store) -> None:
    keep_curves(store, SET, actor="anna", at=NOON)
    keep_curves(store, CurveSet(name="Getippt", curves=CURVES), actor="ben", at=NOON + timedelta(days=1))
    newest, oldest = read_curve_sets(store)
    assert (newest.number, newest.curve_set.name, oldest.number) == (2, "Getippt", 1)
    assert (newest.curve_set.starts_on, newest.curve_set.data_version, newest.curve_set.trust) == (None, None, ())
    assert audit_frame(store)["action"].tolist() == ["curve_set.kept"] * 2
    assert facts_version(store) == 0, "curves are no facts"


def test_unknown_curves_are_refused_with_those_there_are(store: Store) -> None:
    keep_curves(store, SET, actor="anna", at=NOON)
    with pytest.raises(ClmError) as caught:
        read_curve_set(store, 9)
    assert (caught.value.key, caught.value.values["known"]) == ("budget_scenarios.unknown_curves", "1")


def test_nothing_that_was_put_into_the_arrays_can_run(sqlite_store: Store) -> None:
    keep_curves(sqlite_store, SET, actor="anna", at=NOON)
    target = BytesIO()
    np.savez(target, **{name: np.array([{"a": 1}], dtype=object) for name in ("shape", "ceiling", "scale")})
    with writing(sqlite_store) as connection:
        connection.execute(update(tables.curve_sets).values(curves_npz=target.getvalue()))
    with pytest.raises(ValueError, match="allow_pickle"):
        read_curve_set(sqlite_store, 1)
    with reading(sqlite_store) as connection:
        assert connection.scalar(select(tables.curve_sets.c.curves_npz)) == target.getvalue()


def test_a_set_needs_a_name_and_one_trust_a_channel() -> None:
    with pytest.raises(ClmError) as nameless:
        CurveSet(name=" ", curves=CURVES)
    with pytest.raises(ClmError) as short:
        CurveSet(name="A", curves=CURVES, trust=(CurveTrust.CARRIES,))
    assert nameless.value.key == "budget_scenarios.curves_without_name"
    assert short.value.key == "response_curves.shapes_differ"
