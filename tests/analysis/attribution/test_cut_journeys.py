"""Frames cut in SQL become arrays as a plain loop would make them; shares of single conversions sum to one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.attribution.cut_journeys import CutJourneys, conversion_credit, cut_journeys
from clm_core.analysis.attribution.models import credit_table, models_for
from clm_core.journey_options import ConversionKind
from clm_core.selection import AttributionModel

CHANNELS = ("email", "events", "no_source", "paid_search")
CAMPAIGNS = ("", "Spring", "Fair")
START = pd.Timestamp("2026-01-01", tz="UTC")
STAGES = ("lead", "mql", "opportunity")


def world(seed: int, conversions: int = 12, paths: int = 8) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Conversions (some without touches, some with stages), their touches, and paths that led to nothing."""
    random = np.random.default_rng(seed)
    rows, touches = [], []
    for key in range(conversions):
        count = int(random.integers(0, 5))
        days = np.sort(random.integers(0, 60, count))  # days repeat: equal moments keep their order
        moments = [START + pd.Timedelta(days=int(day)) for day in days]
        for position, at in enumerate(moments, start=1):
            touches.append(
                {"conversion_key": key, "position": position, "touchpoint_key": len(touches), "contact_key": key,
                 "at": at, "channel": str(random.choice(CHANNELS)), "campaign": str(random.choice(CAMPAIGNS))}
            )  # fmt: skip
        stages = {
            f"{stage}_at": START + pd.Timedelta(days=int(random.integers(-20, 70))) if random.random() < 0.7 else pd.NaT
            for stage in STAGES
        }
        rows.append(
            {"conversion_key": key, "entity_key": key, "deal_key": key, "contact_key": key,
             "at": START + pd.Timedelta(days=65), "conversions": 1.0 if key % 3 else 0.5,
             "value": float(random.integers(0, 900)), "touch_count": count, **stages}
        )  # fmt: skip
    lost = [
        {"path": " > ".join(random.choice(CHANNELS, random.integers(1, 4))), "conversions": 0.0,
         "conversion_value": 0.0, "non_conversions": float(random.integers(0, 3))}
        for _ in range(paths)
    ]  # fmt: skip
    for row in lost:
        row["touch_count"] = len(str(row["path"]).split(" > "))
    moments = {f"{stage}_at": "datetime64[us, UTC]" for stage in STAGES}
    kinds = {"deal_key": "Int64", "at": "datetime64[us, UTC]", **moments}
    touch_columns = ["conversion_key", "position", "touchpoint_key", "contact_key", "at", "channel", "campaign"]
    frame = pd.DataFrame(touches, columns=touch_columns)
    return pd.DataFrame(rows).astype(kinds), frame.astype({"at": "datetime64[us, UTC]"}), pd.DataFrame(lost)


def cut(seed: int, kind: ConversionKind = ConversionKind.WON_DEAL) -> CutJourneys:
    return cut_journeys(*world(seed), kind)


@given(seed=st.integers(0, 10_000), kind=st.sampled_from(list(ConversionKind)))
@settings(max_examples=40, deadline=None)
def test_a_plain_loop_makes_the_same_of_it(seed: int, kind: ConversionKind) -> None:
    conversions, touches, paths = world(seed)
    found = cut_journeys(conversions, touches, paths, kind)
    journeys = found.journeys
    assert journeys.moments is not None
    place = journey = 0
    for row in conversions.itertuples():
        own = touches[touches["conversion_key"] == row.conversion_key]
        if own.empty:
            continue
        first = int(journeys.offsets[journey])
        assert (first, int(journeys.offsets[journey + 1])) == (place, place + len(own))
        assert (journeys.conversions[journey], journeys.values[journey]) == (row.conversions, row.value)
        assert found.traced["conversion_key"].iloc[journey] == row.conversion_key
        for touch in own.itertuples():
            assert journeys.channels[journeys.codes[place]] == touch.channel
            assert journeys.source_codes is not None
            assert journeys.sources[journeys.source_codes[place]] == (touch.channel, touch.campaign)
            age = (own["at"].iloc[-1] - touch.at).total_seconds() / 86_400
            assert journeys.moments.age_days[place] == pytest.approx(age)
            place += 1
        for stage in STAGES:
            reached = row.at if str(kind) == stage else getattr(row, f"{stage}_at")
            before = [] if pd.isna(reached) else [number for number, at in enumerate(own["at"]) if at <= reached]
            expected = first + before[-1] if before else -1
            assert getattr(journeys.moments, stage)[journey] == expected, stage
        journey += 1
    assert journey == len(found.traced)
    lost = paths[paths["non_conversions"] > 0]
    for row in lost.itertuples():
        steps = journeys.codes[journeys.offsets[journey] : journeys.offsets[journey + 1]]
        assert " > ".join(journeys.channels[code] for code in steps) == row.path
        assert (journeys.conversions[journey], journeys.non_conversions[journey]) == (0, row.non_conversions)
        assert all(getattr(journeys.moments, stage)[journey] == -1 for stage in STAGES)
        journey += 1
    assert journey == len(journeys)
    assert list(journeys.channels) == sorted(journeys.channels)


def test_channels_only_of_lost_paths_have_a_source_too() -> None:
    conversions, touches, _ = world(3)
    lost = {"path": ["zeppelin > email"], "conversions": [0.0], "conversion_value": [0.0], "non_conversions": [2.0]}
    paths = pd.DataFrame(lost | {"touch_count": [2]})
    journeys = cut_journeys(conversions, touches, paths, ConversionKind.WON_DEAL).journeys
    assert journeys.channels[-1] == "zeppelin"
    assert ("zeppelin", "") in journeys.sources
    assert credit_table(journeys).groupby("channel")["conversions"].sum()["zeppelin"] == 0


def test_a_world_without_any_journey_is_empty() -> None:
    conversions, touches, paths = world(3)
    found = cut_journeys(
        conversions.assign(touch_count=0), touches.iloc[:0], paths.assign(non_conversions=0.0), ConversionKind.WON_DEAL
    )
    assert (len(found.journeys), len(found.traced), len(found.conversions)) == (0, 0, 12)
    assert credit_table(found.journeys).empty
    for model in models_for(found.journeys):
        assert conversion_credit(found, model).empty


@pytest.mark.parametrize("seed", range(5))
def test_shares_of_single_conversions_sum_to_one_and_rules_reproduce_their_credit(seed: int) -> None:
    found = cut(seed)
    traced = found.traced[(found.traced["conversions"] > 0) | (found.traced["value"] > 0)]
    for model in models_for(found.journeys):
        shares = conversion_credit(found, model)
        whole = shares.groupby("conversion_key")["share"].sum()
        assert set(whole.index) == set(traced["conversion_key"])
        assert np.abs(whole - 1).max() < 1e-9, model
        if model.startswith("markov"):
            continue
        rows = shares.merge(traced[["conversion_key", "conversions", "value"]], on="conversion_key")
        for amount, name in (("conversions", "conversions"), ("value", "conversion_value")):
            credited = (rows["share"] * rows[amount]).groupby([rows["channel"], rows["campaign"]]).sum()
            table = credit_table(found.journeys, [model]).set_index(["channel", "campaign"])[name]
            assert (table - credited.reindex(table.index).fillna(0.0)).abs().max() < 1e-9, model


def test_the_moment_of_a_share_is_the_sources_first_touch() -> None:
    conversions, touches, paths = world(2)
    shares = conversion_credit(
        cut_journeys(conversions, touches, paths, ConversionKind.WON_DEAL), AttributionModel.LINEAR
    )
    first = touches.groupby(["conversion_key", "channel", "campaign"])["at"].min()
    for row in shares.itertuples():
        assert row.at == first[row.conversion_key, row.channel, row.campaign]
