"""The picture of where the next money should go: the highest first, pale without trust, nothing runs off."""

import altair as alt
import pytest

from clm_core.charts.next_returns import next_returns
from clm_core.charts.palette import Mode
from clm_core.columns import typed_frame
from clm_core.response_columns import RESPONSE_CHANNELS
from clm_core.response_curves import ResponseOutcome
from clm_core.texts import Language
from tests.charts.gallery import reader

SEEN = reader(Language.DE, Mode.LIGHT)
CHANNELS = typed_frame(
    {
        "channel": ["events", "email", "display"],
        "trust": ["carries", "review", "experiment"],
        "periods": [90, 100, 100],
        "spend_per_period": [2_000.0, 500.0, 900.0],
        "mean_return": [0.012, 0.02, 0.001],
        "marginal_return": [0.006, 0.015, 0.0004],
        "marginal_return_low": [0.004, 0.002, 0.0],
        "marginal_return_high": [0.009, 0.03, 4.0],
    },
    RESPONSE_CHANNELS,
)


def test_the_next_thousand_by_channel_highest_first_and_pale_without_trust() -> None:
    specification = next_returns(CHANNELS, SEEN, ResponseOutcome.LEADS)
    rows = specification["data"]["values"]
    assert [row["value"] for row in rows] == pytest.approx([15, 6, 0.4])
    assert [row["opacity"] for row in rows] == [1.0, 1.0, 0.35]
    assert rows[0]["text"] == "15,0"
    top = specification["layer"][0]["encoding"]["x"]["scale"]["domain"][1]
    assert top < 100  # the endless interval of one channel does not hide the others
    unknown = next_returns(CHANNELS.assign(marginal_return=float("nan")), SEEN, ResponseOutcome.LEADS)
    assert {row["value"] for row in unknown["data"]["values"]} == {None}
    money = next_returns(CHANNELS, SEEN, ResponseOutcome.REVENUE)
    assert len(money["layer"]) == len(specification["layer"]) + 1  # where the next euro brings itself
    alt.Chart.from_dict(money)
