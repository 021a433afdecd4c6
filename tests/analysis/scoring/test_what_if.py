"""The distribution and the funnel by channel count every lead once."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.intervals import wilson_interval
from clm_core.analysis.scoring.lead_weeks import LeadPace
from clm_core.analysis.scoring.leads import lead_facts
from clm_core.analysis.scoring.scores import score_frame, scores
from clm_core.analysis.scoring.what_if import (
    MAX_BINS,
    channel_scores,
    compared_scores,
    score_distribution,
    threshold_result,
)
from clm_core.columns import typed_frame
from clm_core.scoring_columns import LEAD_OUTCOMES, MODEL_COMPARISON
from tests.analysis.scoring.scoring_worlds import MODEL, TODAY, ZONE, day_number, world

DAY = day_number(TODAY)


def outcomes(size: int) -> pd.DataFrame:
    numbers = np.arange(size)
    rows = {"contact_key": numbers, "is_mature": numbers % 3 > 0, "is_converted": numbers % 2 == 0}
    return typed_frame(rows | {"is_handed_over": True, "revenue": 0.0}, LEAD_OUTCOMES)


@given(st.lists(st.floats(-500, 800).map(lambda one: round(one, 3)), min_size=1, max_size=200))
@settings(max_examples=80, deadline=None)
def test_every_lead_is_in_one_bin(values: list[float]) -> None:
    total = np.array(values)
    found = score_distribution(total, outcomes(len(total)))
    parts = found[["converted", "not_converted", "undecided"]].to_numpy()
    assert parts.sum() == len(total)
    assert len(found) <= MAX_BINS
    assert found["undecided"].sum() == len(range(0, len(total), 3))
    widths = found["score_to"] - found["score_from"]
    assert widths.nunique() == 1
    inside = found[(found["score_from"] > total.min()) & (found["score_to"] <= total.max())].iloc[1:-1]
    for row in inside.itertuples():
        counted = ((total >= row.score_from) & (total < row.score_to)).sum()
        assert row.converted + row.not_converted + row.undecided == counted


def test_nobody_judged() -> None:
    assert score_distribution(np.zeros(0), outcomes(0)).empty


def test_channels_are_counted_lead_by_lead() -> None:
    contacts, events = world(3, leads=300, events=3_000)
    facts = lead_facts(contacts, events, ZONE)
    found = scores(facts, MODEL, DAY)
    rows = channel_scores(found, facts.channels).set_index("channel")
    names = np.array(facts.channels.values)[facts.channels.codes]
    assert set(rows.index) == set(names)
    for channel, row in rows.iterrows():
        mine = names == channel
        assert (row["leads"], row["mqls"], row["sqls"]) == (
            mine.sum(),
            found.is_mql[mine].sum(),
            found.is_sql[mine].sum(),
        )
        low, high = wilson_interval([found.is_mql[mine].sum()], [mine.sum()])
        assert (row["mql_share_low"], row["mql_share_high"]) == pytest.approx((low[0], high[0]))
        low, high = wilson_interval([found.is_sql[mine].sum()], [mine.sum()])
        assert (row["sql_share_low"], row["sql_share_high"]) == pytest.approx((low[0], high[0]))
        assert row["mean_score"] == pytest.approx(found.total[mine].mean())
    assert rows["mqls"].is_monotonic_decreasing


def test_two_models_are_compared_lead_by_lead() -> None:
    contacts, events = world(5)
    facts = lead_facts(contacts, events, ZONE)
    other = MODEL.with_points([50, *(one.points for one in MODEL.fit[1:])], [one.points for one in MODEL.engagement])
    before, after = score_frame(facts, scores(facts, MODEL, DAY)), score_frame(facts, scores(facts, other, DAY))
    found = compared_scores(before, after)
    assert found.dtypes.astype(str).to_dict() == MODEL_COMPARISON
    moved = found["score_after"] - found["score_before"]
    assert moved.abs().is_monotonic_decreasing
    assert set(moved.round(6)) == {0, 35}
    assert sorted(found["contact_key"]) == facts.contact_keys.tolist()


def test_what_thresholds_did_is_counted_lead_by_lead() -> None:
    contacts, events = world(7, leads=200, events=2_000)
    facts = lead_facts(contacts, events, ZONE)
    found, rows = scores(facts, MODEL, DAY), outcomes(len(facts))
    is_counted = np.arange(len(facts)) % 4 > 0
    result = threshold_result(found, rows, LeadPace(is_counted=is_counted, weeks=10))
    mqls = [score >= 40 for score in found.total]
    decided = [mql and mature for mql, mature in zip(mqls, rows["is_mature"], strict=True)]
    good = [one and converted for one, converted in zip(decided, rows["is_converted"], strict=True)]
    assert (result.leads, result.mqls) == (len(facts), sum(mqls))
    counted = sum(mql and one for mql, one in zip(mqls, is_counted, strict=True))
    assert 0 < counted < sum(mqls)
    assert result.mqls_per_week == counted / 10
    assert (result.decided_mqls, result.rate) == (sum(decided), sum(good) / sum(decided))
    assert result.missed + sum(good) == result.converted == (rows["is_mature"] & rows["is_converted"]).sum()
    assert result.rate_low < result.rate < result.rate_high
    nobody = threshold_result(
        scores(facts, MODEL, DAY), rows.assign(is_mature=False), LeadPace(is_counted=is_counted, weeks=10)
    )
    assert np.isnan([nobody.rate, nobody.rate_of_all, nobody.rate_low]).all()
