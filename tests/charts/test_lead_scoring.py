"""Lead scoring charts: stacks hold every lead, thresholds stand where they are and can be dragged."""

import altair as alt
import pytest

from clm_core.charts.lead_scoring import channel_funnel, dragged_to, score_distribution
from clm_core.charts.palette import Mode
from clm_core.columns import typed_frame
from clm_core.scoring_columns import CHANNEL_SCORES, SCORE_DISTRIBUTION
from clm_core.scoring_model import LeadOutcome
from clm_core.texts import Language
from tests.charts.gallery import reader

SEEN = reader(Language.DE, Mode.LIGHT)
BINS = typed_frame(
    {
        "score_from": [-10.0, 0.0, 10.0],
        "score_to": [0.0, 10.0, 20.0],
        "converted": [0, 2, 5],
        "not_converted": [7, 8, 5],
        "undecided": [1, 0, 3],
    },
    SCORE_DISTRIBUTION,
)
CHANNELS = typed_frame(
    {
        "channel": ["events", "email"],
        "leads": [100, 50],
        "mqls": [20, 10],
        "sqls": [5, 2],
        "mql_share": [0.2, 0.2],
        "mql_share_low": [0.13, 0.11],
        "mql_share_high": [0.29, 0.33],
        "sql_share": [0.05, 0.04],
        "sql_share_low": [0.02, 0.01],
        "sql_share_high": [0.11, 0.13],
        "mean_score": [12.0, 15.0],
    },
    CHANNEL_SCORES,
)


def rows_of(specification) -> list[dict]:
    return [row for layer in specification["layer"] for row in layer["data"]["values"]]


def drawn(mql: float = 5, sql: float = 12, outcome: LeadOutcome = LeadOutcome.WON) -> dict:
    return score_distribution(BINS, SEEN, mql_points=mql, sql_points=sql, outcome=outcome)


@pytest.mark.parametrize("outcome", LeadOutcome)
def test_stacks_hold_every_lead_once(outcome: LeadOutcome) -> None:
    rows = [row for row in rows_of(drawn(outcome=outcome)) if "part" in row]
    assert sum(row["end"] - row["begin"] for row in rows) == 31
    assert len({row["part"] for row in rows}) == 3
    assert {row["rate"] for row in rows if row["score_from"] == 10} == {"50,0\u00a0%"}


def test_grips_and_words_stand_at_the_thresholds() -> None:
    specification = drawn()
    grips = {one["name"]: one["value"]["x"] for one in specification["layer"][0]["params"]}
    assert [sum(grips[name]) / 2 for name in ("mql", "sql")] == pytest.approx([5, 12])
    assert [row["label"] for row in rows_of(specification) if "label" in row] == ["MQL 5", "SQL 12"]
    assert [row["label"] for row in rows_of(drawn(12, 12)) if "label" in row] == ["MQL = SQL 12"]


def test_a_threshold_beyond_all_scores_is_in_sight() -> None:
    scale = drawn(mql=-50, sql=90)["layer"][0]["encoding"]["x"]["scale"]
    assert scale["domain"] == [-85, 125]


def test_without_any_spread_there_is_room_to_drag() -> None:
    narrow = score_distribution(BINS.iloc[:0], SEEN, mql_points=0, sql_points=0, outcome=LeadOutcome.SQL)
    assert narrow["layer"][0]["encoding"]["x"]["scale"]["domain"] == [-5, 5]


def test_where_a_grip_was_dragged_to() -> None:
    state = {"selection": {"mql": {"score_from": [41.2, 43.4]}, "sql": {}}}
    assert dragged_to(state, "mql") == 42
    assert dragged_to(state, "sql") is None
    assert dragged_to(None, "mql") is None


def test_channels_show_both_shares_with_interval_and_n() -> None:
    rows = channel_funnel(CHANNELS, SEEN)["data"]["values"]
    events = [row for row in rows if row["channel"] == SEEN.channel_label("events")]
    assert [(row["share"], row["low"], row["high"]) for row in events] == [(0.2, 0.13, 0.29), (0.05, 0.02, 0.11)]
    assert [(row["step"], row["count"], row["n"]) for row in events] == [
        ("wird MQL", "20", "n = 100"),
        ("wird SQL", "5", ""),
    ]


def test_channels_stand_in_their_places_whatever_passes() -> None:
    upside_down = CHANNELS.iloc[::-1]
    order = {
        tuple(layer["encoding"]["y"]["sort"])
        for rows in (CHANNELS, upside_down)
        for layer in channel_funnel(rows, SEEN)["layer"]
    }
    (named,) = order
    places = list(SEEN.channel_labels.values())
    assert list(named) == sorted(named, key=places.index)


def test_what_is_written_by_hand_is_vega_lite() -> None:
    for specification in (drawn(), drawn(12, 12), channel_funnel(CHANNELS, SEEN)):
        alt.Chart.from_dict(specification)
