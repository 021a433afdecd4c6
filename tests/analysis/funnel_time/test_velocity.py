"""Velocity: the reference case, levers against obvious loops, effects that sum to the change."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.funnel_time.stage_waits import deal_waits
from clm_core.analysis.funnel_time.velocity import Lever, lever_effects, velocity, velocity_per_day
from clm_core.selection import Period
from tests.analysis.funnel_time.waits import AS_OF, deals

Rows = list[tuple[str | None, str | None, str, float | None]]
NOW = Period(start_on=date(2026, 8, 1), end_on=AS_OF)


def test_the_reference_case() -> None:
    assert velocity_per_day(60, 0.25, 24_000, 90) == 4_000
    assert np.isnan(velocity_per_day(60, 0.25, 24_000, 0))


levers = st.tuples(st.floats(0, 500), st.floats(0, 1), st.floats(0, 100_000), st.floats(1, 400)).map(
    lambda values: np.array(values)
)


@settings(max_examples=80, deadline=None)
@given(levers, levers)
def test_effects_sum_to_the_change(before: np.ndarray, now: np.ndarray) -> None:
    effects = lever_effects(before, now)
    change = velocity_per_day(*now) - velocity_per_day(*before)
    assert effects.sum() == pytest.approx(change, rel=1e-9, abs=1e-6)
    unchanged = before == now
    assert effects[unchanged] == pytest.approx(0.0, abs=1e-9)


def test_one_lever_alone_has_the_whole_effect() -> None:
    """Win rate from 25 to 30 %: 4 000 becomes 4 800, and all 800 are its own."""
    effects = lever_effects(np.array([60, 0.25, 24_000, 90.0]), np.array([60, 0.30, 24_000, 90.0]))
    assert effects == pytest.approx([0, 800, 0, 0])


def random_deals(seed: int, count: int) -> Rows:
    rng, rows = np.random.default_rng(seed), []
    for _ in range(count):
        created = date(2026, 3, 1) + timedelta(days=int(rng.integers(0, 230)))
        closed = created + timedelta(days=int(rng.integers(0, 80)))
        outcome = str(rng.choice(["won", "lost", "open"]))
        is_open = outcome == "open" or closed > AS_OF
        amount = float(rng.integers(1, 50)) * 1000 if rng.random() > 0.1 else None
        rows.append((str(created), None if is_open else str(closed), "open" if is_open else outcome, amount))
    return rows


def slow_levers(rows: Rows, period: Period) -> list[float]:
    """Deal by deal and day by day."""
    days = [period.start_on + timedelta(days=number) for number in range(period.day_count)]
    dated = [
        (date.fromisoformat(a or ""), date.fromisoformat(b) if b else None, way, worth) for a, b, way, worth in rows
    ]
    still_open = sum(a <= day and (b is None or day < b) for day in days for a, b, _, _ in dated) / len(days)
    decided = [one for one in dated if one[1] is not None and period.start_on <= one[1] <= period.end_on]
    won = [one for one in decided if one[2] == "won"]
    amounts = [worth for *_, worth in won if worth is not None]
    cycles = [(b - a).days for a, b, _, _ in decided if b]
    return [still_open, len(won) / len(decided), float(np.mean(amounts)), float(np.mean(cycles))]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_levers_agree_with_obvious_loops(seed: int) -> None:
    rows = random_deals(seed, 200)
    before = NOW.previous()
    result = velocity(deal_waits(deals(rows), as_of=AS_OF, zone="UTC"), NOW, before, as_of=AS_OF)
    table = result.levers.set_index("lever")
    assert table.loc[list(map(str, Lever)), "value"].tolist() == pytest.approx(slow_levers(rows, NOW))
    assert table.loc[list(map(str, Lever)), "value_before"].tolist() == pytest.approx(slow_levers(rows, before))
    whole = table.loc["velocity"]
    assert whole["effect"] == pytest.approx(whole["value"] - whole["value_before"])
    assert table.loc[list(map(str, Lever)), "effect"].sum() == pytest.approx(whole["effect"])
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert (table["effect_low"] <= table["effect_high"]).all()


def test_in_a_steady_company_velocity_is_what_is_won_a_day() -> None:
    """Every day a deal begins, is decided after 20 days, every fourth is won with 8 000: 2 000 a day."""
    rows: Rows = []
    for number in range(300):
        created = AS_OF - timedelta(days=number)
        closed = created + timedelta(days=20)
        outcome = "open" if closed > AS_OF else "won" if number % 4 == 0 else "lost"
        rows.append((str(created), None if outcome == "open" else str(closed), outcome, 8_000.0))
    result = velocity(deal_waits(deals(rows), as_of=AS_OF, zone="UTC"), NOW, None, as_of=AS_OF)
    table = result.levers.set_index("lever")
    assert table.loc["velocity", "value"] == pytest.approx(2_000)
    assert result.won_per_day == pytest.approx(2_000)
    assert np.isnan(table.loc["velocity", "value_before"])


def test_what_cannot_be_counted_is_told() -> None:
    rows: Rows = [
        ("2026-09-01", "2026-09-11", "won", None),
        ("2026-09-10", "2026-09-01", "won", 5.0),
        (None, "2026-09-11", "won", 5.0),
    ]
    result = velocity(deal_waits(deals(rows), as_of=AS_OF, zone="UTC"), NOW, None, as_of=AS_OF)
    assert (result.undated_count, result.out_of_order_count, result.without_amount_count) == (1, 1, 1)
    nothing = velocity(deal_waits(deals(rows[:0]), as_of=AS_OF, zone="UTC"), NOW, NOW.previous(), as_of=AS_OF)
    assert nothing.levers["value"].iloc[1:].isna().all()
    assert (nothing.levers["verdict"] == "no_data").iloc[1:].all()
