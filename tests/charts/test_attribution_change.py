"""What moved, as a picture: every cause of every channel, and the change that remains of them."""

import pandas as pd
import pytest

from clm_core.charts.attribution_change import CAUSES, MAX_CHANNELS, credit_change_bars
from clm_core.charts.palette import Mode
from clm_core.columns import empty_frame, typed_frame
from clm_core.result_columns import CREDIT_CHANGES
from clm_core.texts import Language
from tests.charts.gallery import credit_changes, reader

SEEN = reader(Language.DE, Mode.LIGHT)


def rows_of(specification) -> list[dict]:
    return [row for rows in specification["datasets"].values() for row in rows]


def drawn(channels: pd.DataFrame, **options: bool) -> tuple[list[dict], list[dict]]:
    """The rows of causes, and those of what remains."""
    rows = rows_of(credit_change_bars(channels, SEEN, is_money=True, **options))
    return [row for row in rows if "amount" in row], [row for row in rows if "net" in row]


def test_causes_sum_to_what_remains() -> None:
    parts, nets = drawn(credit_changes())
    for net in nets:
        own = [row["amount"] for row in parts if row["name"] == net["name"]]
        assert sum(own) == pytest.approx(net["net"])
        assert sum(one for one in own if one > 0) == pytest.approx(net["end"])
    assert [row["net_text"] for row in nets[:2]] == ["+60,0\u00a0Tsd.\u00a0€", "−40,0\u00a0Tsd.\u00a0€"]


def test_every_cause_has_a_colour_and_a_name_of_its_own() -> None:
    row = {"channel": "email", "before": 0.0, "after": 6.0} | dict.fromkeys(CAUSES, 1.0)
    channels = typed_frame(pd.DataFrame([row]), CREDIT_CHANGES)
    scale = credit_change_bars(channels, SEEN, is_money=True)["layer"][0]["encoding"]["color"]["scale"]
    assert len(set(scale["range"])) == len(set(scale["domain"])) == len(CAUSES)


def test_of_many_channels_the_first_are_drawn() -> None:
    many = pd.concat([credit_changes().head(1).assign(channel=f"own {number}") for number in range(40)])
    assert len(drawn(many)[1]) == MAX_CHANNELS


def test_nothing_moved_is_an_empty_chart() -> None:
    assert rows_of(credit_change_bars(empty_frame(CREDIT_CHANGES), SEEN, is_money=True)) == []
