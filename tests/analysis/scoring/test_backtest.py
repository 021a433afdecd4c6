"""A score on history: what is measured, that parts add up, and that calibration says what it should."""

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.scoring.backtest import backtest, measured_leads, newest_from
from clm_core.errors import ClmError
from clm_core.texts import Language, texts_for
from tests.analysis.scoring.invented_outcomes import DEAL_VALUE, FIRST_DAY, invented_leads, outcomes_of


def test_only_mature_leads_count_and_the_others_are_said() -> None:
    score = np.array([5.0, 4, 3, 2, 1, 9, 9])
    outcomes = outcomes_of(
        [True, False, True, False, False, True, True], mature=[True] * 5 + [False] * 2, handed_over=[True] * 7
    )
    found = backtest(score, outcomes)
    assert (found.leads, found.immature_leads, found.converted, found.revenue) == (5, 2, 2, 2 * DEAL_VALUE)
    assert found.bands["leads"].sum() == 5
    assert found.auc.value == pytest.approx(5 / 6)
    assert found.last_judged_at == FIRST_DAY + pd.Timedelta(4, "D")


def test_a_time_split_measures_newer_leads_and_calibrates_on_older_ones() -> None:
    score, _, outcomes = invented_leads(1, 2_000)
    moment = newest_from(outcomes, 0.25)
    found = backtest(score, outcomes, tested_from=moment)
    newer = (outcomes["judged_at"] >= moment).to_numpy()
    assert 0.2 <= newer.mean() <= 0.3
    assert (found.leads, found.older_leads) == (newer.sum(), (~newer).sum())
    assert found.is_calibrated_on_older
    changed = outcomes.assign(is_converted=np.where(newer, ~outcomes["is_converted"], outcomes["is_converted"]))
    again = backtest(score, changed, tested_from=moment)
    assert again.bands["expected_rate"].tolist() == found.bands["expected_rate"].tolist()
    assert again.auc.value == pytest.approx(1 - found.auc.value)


def test_without_older_conversions_the_tested_leads_calibrate_themselves() -> None:
    score, _, outcomes = invented_leads(2, 600)
    found = backtest(score, outcomes)
    assert not found.is_calibrated_on_older
    expected = (found.bands["expected_rate"] * found.bands["leads"]).sum()
    assert expected == pytest.approx(found.converted), "the mean chance is the rate"


def test_leads_never_handed_over_can_be_left_out() -> None:
    score, _, outcomes = invented_leads(3, 500)
    handed = np.arange(500) % 3 == 0
    outcomes = outcomes.assign(is_handed_over=handed)
    found = backtest(score, outcomes, handed_over_only=True)
    assert (found.leads, found.other_leads) == (handed.sum(), (~handed).sum())
    assert found.converted == outcomes["is_converted"][handed].sum()


def test_a_calibrated_score_errs_no_more_than_chance() -> None:
    """Over 40 seeds the error is about what chance alone brings; a score tested out of its time errs more."""
    errors, by_chance, shifted = [], [], []
    for seed in range(40):
        score, _, outcomes = invented_leads(seed, 3_000)
        moment = newest_from(outcomes, 0.5)
        newer = (outcomes["judged_at"] >= moment).to_numpy()
        found = backtest(score, outcomes, tested_from=moment).calibration
        errors.append(found.error)
        by_chance.append(found.error_by_chance)
        assert found.brier < found.brier_of_rate
        shifted.append(backtest(score - 15 * newer, outcomes, tested_from=moment).calibration.error)
    assert np.mean(errors) == pytest.approx(np.mean(by_chance), rel=0.35)
    assert np.mean(shifted) > 2 * np.mean(by_chance)


def test_brier_and_calibration_by_hand() -> None:
    score, _, outcomes = invented_leads(5, 400)
    found = backtest(score, outcomes, band_count=4)
    chances = found.chance.at(score).value
    converted = outcomes["is_converted"].to_numpy()
    pairs = list(zip(chances, converted, strict=True))
    assert found.calibration.brier == pytest.approx(sum((p - c) ** 2 for p, c in pairs) / 400)
    assert found.calibration.brier_of_rate == pytest.approx(sum((converted.mean() - c) ** 2 for c in converted) / 400)
    bands = found.bands.to_dict("records")
    distance = sum(band["leads"] / 400 * abs(band["rate"] - band["expected_rate"]) for band in bands)
    assert found.calibration.error == pytest.approx(distance)


def test_the_input_is_left_alone_and_the_same_data_give_the_same_numbers() -> None:
    score, _, outcomes = invented_leads(6, 800)
    before = (score.copy(), outcomes.copy())
    first, second = backtest(score, outcomes), backtest(score, outcomes)
    assert first.average_precision == second.average_precision
    pd.testing.assert_frame_equal(outcomes, before[1])
    assert (score == before[0]).all()


@pytest.mark.parametrize(
    ("score", "converted", "mature", "key"),
    [
        ([1.0, 2.0], [False, False], [True, True], "scoring_backtest.no_conversions"),
        ([1.0, 2.0], [True, True], [True, True], "scoring_backtest.only_conversions"),
        ([2.0, 2.0], [True, False], [True, True], "scoring_backtest.scores_equal"),
        ([1.0, 2.0], [True, False], [False, False], "scoring_backtest.no_mature_leads"),
        ([1.0], [True, False], [True, True], "scoring_backtest.lengths_differ"),
    ],
)
def test_what_cannot_be_tested_is_refused(score, converted, mature, key: str) -> None:
    with pytest.raises(ClmError, match=key) as refused:
        backtest(np.array(score), outcomes_of(converted, mature=mature))
    for language in Language:
        assert "{" not in texts_for(language).error(refused.value)


def test_no_lead_is_left_from_a_moment_that_never_came() -> None:
    outcomes = outcomes_of([True, False])
    with pytest.raises(ClmError, match=r"scoring_backtest\.no_mature_leads"):
        measured_leads(np.array([1.0, 2.0]), outcomes, tested_from=pd.Timestamp("2030-01-01", tz="UTC"))
    with pytest.raises(ClmError, match=r"scoring_backtest\.no_mature_leads"):
        newest_from(outcomes_of([True], mature=[False]))
