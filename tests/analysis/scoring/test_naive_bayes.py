"""Lead probability by counting: Odoo's published numbers, a slow loop, and what must not matter."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clm_core.analysis.scoring.naive_bayes import FIRST_COUNT, lead_counts
from clm_core.errors import ClmError

FIELDS = ["country", "state", "source"]


def table(*rows: str) -> pd.DataFrame:
    """One row a lead, one letter a field; a dot is missing."""
    return pd.DataFrame([[None if one == "." else one for one in row] for row in rows], columns=FIELDS)


ODOO = table("000", "111", "222", "011", "012", "022")
ODOO_WON = [0, 0, 1, 0, 0, 1]
ODOO_STAGE = [0, 1, 2, 2, 1, 0]
ODOO_TEAM = [1, 1, 1, 2, 2, 2]


def test_odoos_published_probabilities() -> None:
    counts = lead_counts(ODOO, ODOO_WON, stage=ODOO_STAGE, team=ODOO_TEAM)
    chances = counts.probabilities(table("012", "012"), stage=[1, 1], team=[1, 2])
    assert np.round(chances * 100, 2).tolist() == [33.49, 7.74]


def slow_chance(known: list[tuple[tuple[str, ...], int, bool]], lead: tuple[str, ...], stage: int) -> float:
    """The rule as one would do it with paper and pencil, for one team."""
    won = [(values, own) for values, own, is_won in known if is_won]
    lost = [(values, own) for values, own, is_won in known if not is_won]
    first_won, first_lost = len(won) + FIRST_COUNT, len(lost) + FIRST_COUNT
    for_won, for_lost = first_won, first_lost
    for place, value in enumerate(lead):
        seen = sorted({values[place] for values, _ in won + lost} - {"."})
        if value not in seen:
            continue
        of = {one: [sum(v[place] == one for v, _ in group) + FIRST_COUNT for group in (won, lost)] for one in seen}
        for_won *= of[value][0] / sum(counts[0] for counts in of.values())
        for_lost *= of[value][1] / sum(counts[1] for counts in of.values())
    if stage <= max(own for _, own, _ in known):
        for_won *= (len(won) + FIRST_COUNT) / first_won
        for_lost *= (sum(own >= stage for _, own in lost) + FIRST_COUNT) / first_lost
    return for_won / (for_won + for_lost)


LEADS = st.lists(st.tuples(st.tuples(*[st.sampled_from("012.")] * 3), st.integers(0, 3), st.booleans()), min_size=2)


@given(LEADS, st.tuples(*[st.sampled_from("0123.")] * 3), st.integers(0, 4))
def test_counting_agrees_with_a_slow_loop(
    known: list[tuple[tuple[str, ...], int, bool]], lead: tuple[str, ...], stage: int
) -> None:
    known = [*known, (("0", "1", "2"), 1, True), (("0", "1", "2"), 0, False)]
    rows = ["".join(values) for values, _, _ in known]
    won, stages = [one for _, _, one in known], [own for _, own, _ in known]
    for turned in (slice(None), slice(None, None, -1)):
        counts = lead_counts(table(*rows[turned]), won[turned], stage=stages[turned])
        chance = counts.probabilities(table("".join(lead)), stage=[stage])
        assert chance[0] == pytest.approx(slow_chance(known, lead, stage))


def test_each_team_counts_for_itself() -> None:
    leads = table("012", "110", "22.", "0.1")
    both = lead_counts(ODOO, ODOO_WON, stage=ODOO_STAGE, team=ODOO_TEAM)
    for team, rows in ((1, slice(0, 3)), (2, slice(3, 6))):
        alone = lead_counts(ODOO[rows], ODOO_WON[rows], stage=ODOO_STAGE[rows])
        assert both.probabilities(leads, stage=[0, 1, 2, 1], team=[team] * 4) == pytest.approx(
            alone.probabilities(leads, stage=[0, 1, 2, 1])
        )


def test_an_unknown_team_is_taken_for_all() -> None:
    leads = table("012", "222")
    together = lead_counts(ODOO, ODOO_WON).probabilities(leads)
    by_team = lead_counts(ODOO, ODOO_WON, team=ODOO_TEAM)
    assert by_team.probabilities(leads, team=[9, None]) == pytest.approx(together)
    assert by_team.probabilities(leads) == pytest.approx(together)


def test_missing_and_empty_values_say_nothing() -> None:
    counts = lead_counts(ODOO, ODOO_WON)
    empty = pd.DataFrame([["", None, np.nan]], columns=FIELDS)
    assert counts.probabilities(empty)[0] == pytest.approx(2.1 / (2.1 + 4.1))


def test_one_field_alone_gives_the_rate_of_its_value() -> None:
    rng = np.random.default_rng(1)
    source = rng.choice(["a", "b"], 200_000)
    won = rng.random(200_000) < np.where(source == "a", 0.3, 0.1)
    chances = lead_counts(pd.DataFrame({"source": source}), won).probabilities(pd.DataFrame({"source": ["a", "b"]}))
    assert chances == pytest.approx([won[source == "a"].mean(), won[source == "b"].mean()], abs=1e-4)


@pytest.mark.parametrize("won", [[0] * 6, [1] * 6])
def test_one_outcome_alone_cannot_be_counted(won: list[int]) -> None:
    with pytest.raises(ClmError, match="counting_needs_both"):
        lead_counts(ODOO, won)
