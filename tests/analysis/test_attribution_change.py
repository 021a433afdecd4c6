"""Why an attribution moved: each cause by hand, and all of them sum to the difference."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.attribution_change import Cause, changed_conversions, credit_changes

COLUMNS = ["conversion", "channel", "share", "value", "touched_at", "touched_through"]


def credit(*rows: tuple[str, str, float, float, int]) -> pd.DataFrame:
    """The fifth number stands for the journey's moments; its channels are those that are credited."""
    frame = pd.DataFrame(rows, columns=COLUMNS[:-1])
    channels = frame.groupby("conversion")["channel"].agg(lambda names: hash(tuple(sorted(names))))
    return frame.assign(touched_through=frame["conversion"].map(channels))


BEFORE = credit(
    ("kept", "email", 1.0, 100.0, 1),
    ("dearer", "email", 0.5, 200.0, 2),
    ("dearer", "events", 0.5, 200.0, 2),
    ("gone", "events", 1.0, 70.0, 3),
    ("more touches", "email", 1.0, 40.0, 4),
    ("other rule", "unassigned", 1.0, 30.0, 5),
)
AFTER = credit(
    ("kept", "email", 1.0, 100.0, 1),
    ("dearer", "email", 0.5, 260.0, 2),
    ("dearer", "events", 0.5, 260.0, 2),
    ("more touches", "email", 0.5, 40.0, 44),
    ("more touches", "display", 0.5, 40.0, 44),
    ("other rule", "referral", 1.0, 30.0, 5),
    ("new", "display", 1.0, 90.0, 6),
)


def test_each_cause_takes_what_it_explains() -> None:
    table = credit_changes(BEFORE, AFTER, changed_conversions(BEFORE, AFTER, AFTER)).set_index("channel")
    expected = {
        ("email", "changed_value"): 30.0,
        ("events", "changed_value"): 30.0,
        ("events", "gone_conversion"): -70.0,
        ("email", "other_touches"): -20.0,
        ("display", "other_touches"): 20.0,
        ("display", "new_conversion"): 90.0,
        ("unassigned", "changed_rule"): -30.0,
        ("referral", "changed_rule"): 30.0,
    }
    causes = table[[str(cause) for cause in Cause]].stack()
    assert causes[causes != 0].to_dict() == expected
    assert table.loc["email", ["before", "after"]].tolist() == [240.0, 250.0]
    assert table.index[0] == "display"  # moved most


def test_another_model_is_its_own_cause() -> None:
    other = AFTER.assign(share=np.where(AFTER["channel"] == "events", 0.8, AFTER["share"]))
    other.loc[other["conversion"].eq("dearer") & other["channel"].eq("email"), "share"] = 0.2
    changed = changed_conversions(AFTER, AFTER, other)
    assert changed.to_dict("records") == [
        {"conversion": "dearer", "channel": "email", "cause": "changed_model", "amount": pytest.approx(-78.0)},
        {"conversion": "dearer", "channel": "events", "cause": "changed_model", "amount": pytest.approx(78.0)},
    ]


def test_the_same_touches_with_other_shares_have_other_weights() -> None:
    before = credit(("deal", "email", 0.5, 100.0, 1), ("deal", "events", 0.5, 100.0, 1))
    after = before.assign(share=[0.8, 0.2])
    changed = changed_conversions(before, after, after)
    assert set(changed["cause"]) == {"other_weights"}
    assert changed.set_index("channel")["amount"].to_dict() == pytest.approx({"email": 30.0, "events": -30.0})


def random_state(random: np.random.Generator) -> pd.DataFrame:
    rows = []
    for number in random.choice(12, 8, replace=False):
        channels = random.choice(list("abcd"), random.integers(1, 4), replace=False)
        shares = random.dirichlet(np.ones(len(channels)))
        value, touched = float(random.integers(0, 500)), int(random.integers(0, 3))
        rows += [(f"deal {number}", channel, share, value, touched) for channel, share in zip(channels, shares)]  # noqa: B905
    return credit(*rows)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_before_and_causes_sum_to_after(seed: int) -> None:
    random = np.random.default_rng(seed)
    before, after = random_state(random), random_state(random)
    model = after.assign(share=after.groupby("conversion")["share"].transform("max"))
    model = model.assign(share=model["share"] / model.groupby("conversion")["share"].transform("sum"))
    changed = changed_conversions(before, after, model)
    table = credit_changes(before, model, changed)
    causes = table[[str(cause) for cause in Cause]].sum(axis=1)
    assert (table["before"] + causes).to_numpy() == pytest.approx(table["after"].to_numpy(), abs=1e-6)
    assert table["after"].sum() == pytest.approx(after.drop_duplicates("conversion")["value"].sum())
    assert table["before"].sum() == pytest.approx(before.drop_duplicates("conversion")["value"].sum())


def test_nothing_moved_nothing_listed() -> None:
    assert changed_conversions(BEFORE, BEFORE, BEFORE).empty
