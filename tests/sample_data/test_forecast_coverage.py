"""Over rolling origins the sample company's forecasts hold as often as they say, and are nearer than naive ones."""

from datetime import date

import pandas as pd
import pytest

from clm_core.analysis.forecast.forecast import ForecastRules
from clm_core.analysis.forecast.whole_forecast import WholeForecast, whole_forecast
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from sample_data.world.history import World
from sample_data.world.streams import STREAMS

AS_OF = date(2026, 10, 31)


def utc(moments: pd.Series) -> pd.Series:
    return pd.to_datetime(moments).dt.tz_localize("UTC").astype("datetime64[us, UTC]")


@pytest.fixture(scope="module")
def found(world: World) -> WholeForecast:
    """The forecast from what the company's files hold: leads, MQLs and deals of two years."""
    end = pd.Timestamp(AS_OF) + pd.Timedelta(days=1)
    channels = [stream.channel for stream in STREAMS]
    people = world.contacts[world.contacts["is_exported"] & ~world.contacts["is_base"]]
    is_mql = people["is_mql"].astype(bool)
    contacts = {
        "contact_key": people.index,
        "first_touch_channel": [channels[stream] for stream in people["stream"]],
        "lead_at": utc(people["lead_at"]),
        "mql_at": utc(people["judged_at"].where(is_mql & (people["judged_at"] < end))),
    }
    sold = world.deals[world.deals["is_exported"] & (world.deals["created_at"] < end)]
    known = sold.join(people[["first_touch_at", "stream"]], on="contact")
    deals = {
        "deal_key": known.index,
        "created_at": utc(known["created_at"]),
        "closed_on": known["closes_at"].dt.normalize().where(known["outcome"] != "open"),
        "outcome": known["outcome"],
        "amount": known["amount"],
        "first_touch_at": utc(known["first_touch_at"]),
        "first_touch_channel": [None if one != one else channels[int(one)] for one in known["stream"]],
    }
    return whole_forecast(
        typed_frame(pd.DataFrame(contacts), SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS]),
        typed_frame(pd.DataFrame(deals), SNAPSHOT_COLUMNS[SnapshotTable.DEALS]),
        as_of=AS_OF,
        zone="Europe/Berlin",
        rules=ForecastRules(draws=800),
    )


def test_intervals_cover_within_five_points_of_their_level(found: WholeForecast) -> None:
    """All measures and months ahead together; each interval was stretched by what was over on its day."""
    months = found.past[found.past["size"] == "month"]
    assert months["origin_on"].nunique() >= 12
    for level in (50, 90):
        covered = months["actual"].between(months[f"low_{level}"], months[f"high_{level}"]).mean()
        assert abs(covered - level / 100) <= 0.05, (level, covered)


def test_forecasts_are_nearer_than_both_naive_ones(found: WholeForecast) -> None:
    """Each measure beats the last month repeated, and the same month a year before wherever that is known.

    Leads are the exception: beyond their season they are chance, so there nothing is nearer than last year's month.
    """
    rows = found.quality[found.quality["size"] == "month"].set_index("measure")
    assert (rows["error_share"] < 0.8 * rows["last_month_error_share"]).all()
    better = rows["compared_error_share"] / rows["last_year_error_share"]
    assert (better.drop("leads") < 1).all()
    assert better["leads"] < 1.1


def test_three_months_are_nearer_than_one(found: WholeForecast) -> None:
    """Chance evens out: the error of three months together is a smaller share."""
    error = found.quality.pivot(index="measure", columns="size", values="error_share")
    assert (error["three_months"] < error["month"]).all()
