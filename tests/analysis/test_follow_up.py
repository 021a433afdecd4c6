"""Late follow-up: buckets and exclusions by hand, a planted effect with the coverage of its interval, fair clocks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from clm_core.analysis.follow_up import LATEST_DAYS, FollowUp, doublings, follow_up, window_days
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame, typed_frame
from clm_core.feedback_columns import HANDOVERS
from clm_core.scoring_columns import LEAD_EVENTS
from clm_core.scoring_model import LeadOutcome

NOW = pd.Timestamp("2026-07-01", tz="UTC")
WITHIN_DAYS = 60


def days(values: object) -> pd.Series:
    return pd.to_timedelta(pd.Series(values, dtype="float64"), unit="D")


def hand_overs(
    hours: list[float] | np.ndarray, converted_after: list[float] | np.ndarray, age: float | np.ndarray = 200.0
) -> pd.DataFrame:
    """HANDOVERS of leads contacted after so many hours, in a deal so many days after the hand-over (NaN: never)."""
    frame = pd.DataFrame({"hours_to_contact": hours})
    handed_at = pd.Series(NOW, index=frame.index) - days(np.broadcast_to(age, len(frame)))
    return typed_frame(
        frame.assign(
            contact_key=range(len(frame)),
            channel="email",
            owner=[("Anna", "Bert", "Cem")[number % 3] for number in range(len(frame))],
            handed_at=handed_at.astype("datetime64[us, UTC]"),
            first_contact_at=(handed_at + days(np.asarray(hours) / 24)).astype("datetime64[us, UTC]"),
            opportunity_at=(handed_at + days(converted_after)).astype("datetime64[us, UTC]"),
            age_days=np.broadcast_to(age, len(frame)),
            is_dated=True,
            is_young=False,
            attempts=1,
        ),
        HANDOVERS,
    )


def contacts_of(rows: pd.DataFrame, **columns: object) -> pd.DataFrame:
    given_columns = pd.DataFrame({"contact_key": rows["contact_key"], **columns})
    return typed_frame(given_columns, SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])


def answer(rows: pd.DataFrame, **columns: object) -> FollowUp:
    people = contacts_of(rows, **columns)
    return follow_up(rows, people, empty_frame(LEAD_EVENTS), LeadOutcome.OPPORTUNITY, within_days=WITHIN_DAYS)


def test_buckets_and_exclusions_by_hand() -> None:
    hours = [1, 4, 23.9, 24, 100, 500, 30 * 24 + 1, np.nan, 48, 2]
    after = [10, np.nan, 20, 90, 10, 25, np.nan, np.nan, 1, 10]
    rows = hand_overs(hours, after, age=np.array([200.0] * 9 + [LATEST_DAYS + WITHIN_DAYS - 1.0]))
    found = answer(pd.concat([rows, rows.head(2).assign(is_dated=False, contact_key=[90, 91])], ignore_index=True))
    assert (found.leads, found.undated, found.young, found.converted_before, found.uncontacted) == (6, 2, 1, 1, 2)
    buckets = found.buckets.set_index("hours_from")
    assert buckets["leads"].to_dict() == {0: 1, 4: 2, 24: 1, 72: 1, 168: 1}
    # 90 days after the hand-over is more than 60 after the contact; 25 days is 4.2 after the contact.
    assert buckets["converted"].to_dict() == {0: 1, 4: 1, 24: 0, 72: 1, 168: 1}
    assert found.converted == 4
    assert buckets.loc[0, ["rate_low", "rate_high"]].tolist() == pytest.approx([0.2065, 1.0], abs=1e-4)
    assert found.effect is None, "six leads carry no comparison"


moments = st.tuples(
    st.one_of(st.none(), st.floats(0, 1000)), st.one_of(st.none(), st.floats(0, 150)), st.floats(1, 300), st.booleans()
)


@settings(max_examples=50, deadline=None)
@given(st.lists(moments, max_size=30))
def test_every_hand_over_is_counted_once(leads: list[tuple[float | None, float | None, float, bool]]) -> None:
    hours, after, age, dated = (
        [np.nan if lead[place] is None else lead[place] for lead in leads] for place in range(4)
    )
    rows = hand_overs(np.array(hours, dtype=float), np.array(after, dtype=float), np.array(age, dtype=float))
    rows["is_dated"] = np.array(dated, dtype=bool)
    found = answer(rows)
    parts = found.leads + found.undated + found.young + found.converted_before + found.uncontacted
    assert parts == len(rows)
    assert found.buckets["leads"].sum() == found.leads
    assert found.buckets["converted"].sum() == found.converted


def test_steps_of_waiting() -> None:
    assert doublings(np.array([0.0, 24, 72, 168])) == pytest.approx([0, 1, 2, 3])


def world(seed: int, slope: float, count: int = 900) -> tuple[pd.DataFrame, dict[str, object]]:
    """Leads of two industries; the better industry is also called back sooner: raw rates exaggerate the effect."""
    rng = np.random.default_rng(seed)
    is_good = rng.random(count) < 0.5
    hours = np.minimum(rng.lognormal(np.log(np.where(is_good, 12, 40)), 1.1), 700)
    chance = expit(-0.4 + 1.0 * is_good + slope * doublings(hours))
    after = np.where(rng.random(count) < chance, hours / 24 + rng.uniform(0, WITHIN_DAYS, count), np.nan)
    return hand_overs(hours, after).assign(owner="Anna"), {"industry": np.where(is_good, "machines", "food")}


def test_a_planted_effect_is_recovered_at_the_stated_coverage() -> None:
    planted, covered, raw = np.exp(-0.28), 0, []
    for seed in range(20):
        rows, fields = world(seed, -0.28, count=500)
        effect = answer(rows, **fields).effect
        assert effect is not None
        covered += effect.odds_ratio.low <= planted <= effect.odds_ratio.high
        if seed < 6:
            unadjusted = answer(rows).effect
            assert unadjusted is not None
            raw.append(unadjusted.odds_ratio.value / effect.odds_ratio.value)
    assert covered >= 17
    assert max(raw) < 1, "without the industry the effect looks larger than it is"


def test_no_effect_is_rarely_called_one_and_promises_nothing() -> None:
    clear = 0
    for seed in range(12):
        rows, fields = world(100 + seed, 0.0, count=500)
        effect = answer(rows, **fields).effect
        assert effect is not None
        clear += effect.is_clear
        assert effect.within_sellers is None, "one seller is compared with nobody"
    assert clear <= 2


def test_what_if_all_were_contacted_within_a_day_agrees_with_the_planted_chances() -> None:
    """With 6,000 leads the expected surplus is that of the planted chances to within its interval."""
    rows, fields = world(3, -0.28, count=6_000)
    effect = answer(rows, **fields).effect
    assert effect is not None
    wait = doublings(rows["hours_to_contact"].to_numpy())
    base = -0.4 + 1.0 * (fields["industry"] == "machines")
    surplus = (expit(base - 0.28 * np.minimum(wait, 1)) - expit(base - 0.28 * wait)).sum()
    slower = expit(base - 0.28 * (wait + 1)).sum() / expit(base - 0.28 * wait).sum() - 1
    assert effect.additional.low < surplus < effect.additional.high
    assert effect.change_share.low < slower < effect.change_share.high
    by_seller = answer(rows.assign(owner=np.where(rows.index % 2, "Anna", "Bert")), **fields).effect
    assert by_seller is not None
    assert by_seller.within_sellers is not None
    assert by_seller.within_sellers.value == pytest.approx(effect.odds_ratio.value, rel=0.01), "sellers at random"
    assert effect.late_count == (rows["hours_to_contact"] > 24).sum()


def test_waiting_takes_no_time_from_the_clock() -> None:
    """Conversions at random times after the contact, whatever the wait: counted from the hand-over the late would
    seem worse, because they have fewer days left; counted from the contact they do not."""
    rng = np.random.default_rng(8)
    hours = rng.uniform(0, 700, 6_000)
    after = hours / 24 + rng.exponential(60, 6_000)
    rows = hand_overs(hours, after)
    effect = answer(rows).effect
    assert effect is not None
    assert effect.odds_ratio.low < 1 < effect.odds_ratio.high
    from_hand_over = pd.Series(after <= WITHIN_DAYS)
    early, late = from_hand_over[hours < 100].mean(), from_hand_over[hours > 600].mean()
    assert early - late > 0.1


def test_the_window_is_learned_from_the_older_half() -> None:
    """Forty old leads converted 1 … 40 days after contact; the young ones, converted at once, do not count."""
    old = hand_overs([24.0] * 40, [1 + day for day in range(1, 41)], age=300.0)
    young = hand_overs([24.0] * 39, [1.0] * 39, age=20.0)
    rows = pd.concat([old, young], ignore_index=True)
    assert window_days(rows, LeadOutcome.OPPORTUNITY) == np.ceil(np.quantile(range(1, 41), 0.95)) == 39
    assert window_days(rows.head(10), LeadOutcome.OPPORTUNITY) == 90
    assert window_days(rows, LeadOutcome.WON) == 180


def test_the_same_data_give_the_same_answer() -> None:
    rows, fields = world(1, -0.28)
    assert answer(rows, **fields).effect == answer(rows, **fields).effect
