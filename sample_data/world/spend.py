"""What was spent: money in whole cents for each campaign and day it was booked on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data.world.calendar import WEEKDAY_WEIGHT, Horizon, weekday
from sample_data.world.randomness import part
from sample_data.world.response import adstock, saturation
from sample_data.world.streams import STREAMS, Rhythm, Stream

LEAD_NOISE = 0.06
# A stream's budget times this for some weeks: what a marketing lead tries out, and what curves are learnt from.
_TEST_FACTORS = (0.35, 1.9, 1.6, 0.5, 2.2)
_TEST_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Spending:
    """Bookings (campaign, day index, cents) and what they do: arrays of streams × weeks."""

    rows: pd.DataFrame
    weekly_euros: np.ndarray
    adstocked: np.ndarray
    ceilings: np.ndarray
    expected_leads: np.ndarray
    campaign_week_pull: np.ndarray  # campaigns × weeks: adstocked euros, who earns the week's leads


def spending(horizon: Horizon, campaigns: pd.DataFrame, seed: int) -> Spending:
    """Everything spent from the warm-up on and the leads to be expected of it."""
    parts = [
        _bookings(stream, number, campaigns[campaigns["stream"] == number], horizon, part(seed, f"spend {stream.name}"))
        for number, stream in enumerate(STREAMS)
        if stream.rhythm is not Rhythm.NONE
    ]
    rows = pd.concat(parts, ignore_index=True)
    pull = np.zeros((len(campaigns), horizon.week_count))
    np.add.at(pull, (rows["campaign"].to_numpy(), horizon.week_of_day[rows["day"]]), rows["cents"].to_numpy() / 100)
    weekly = np.zeros((len(STREAMS), horizon.week_count))
    np.add.at(weekly, campaigns["stream"].to_numpy(), pull)
    carried, ceilings, expected = np.zeros_like(weekly), np.zeros(len(STREAMS)), np.zeros_like(weekly)
    for number, stream in enumerate(STREAMS):
        level, carried[number] = _level(stream, weekly[number], horizon)
        ceilings[number] = stream.leads_per_year / (52 * (level * horizon.week_season).mean())
        noise = np.exp(LEAD_NOISE * part(seed, f"noise {stream.name}").standard_normal(horizon.week_count))
        expected[number] = ceilings[number] * level * horizon.week_season * noise
        mine = (campaigns["stream"] == number).to_numpy()
        pull[mine] = adstock(pull[mine], max(stream.carry_over, 0.05))
    return Spending(rows, weekly, carried, ceilings, expected, pull)


def _level(stream: Stream, weekly: np.ndarray, horizon: Horizon) -> tuple[np.ndarray, np.ndarray]:
    if stream.rhythm is Rhythm.NONE:
        years = (np.arange(horizon.week_count) - horizon.week_count / 2) / 52
        return (1 + stream.growth_per_year) ** years, np.zeros(horizon.week_count)
    carried = adstock(weekly, stream.carry_over)
    return saturation(carried, stream), carried


def _bookings(
    stream: Stream, number: int, mine: pd.DataFrame, horizon: Horizon, rng: np.random.Generator
) -> pd.DataFrame:
    if stream.rhythm is Rhythm.DATED:
        day = (mine["start_on"].to_numpy().astype("datetime64[D]") - horizon.days[0]).astype(int)
        cents = np.rint(mine["cost"].to_numpy() * 100).astype("int64")
        return pd.DataFrame({"campaign": mine.index.to_numpy(), "day": day, "cents": cents})
    per_week = stream.spend_per_year / 52 * _budget_path(stream, horizon, rng)
    if stream.rhythm is Rhythm.WEEKLY:
        money, booked = per_week, np.arange(0, len(horizon.days), 7)
    else:
        weights = WEEKDAY_WEIGHT[weekday(horizon.days)] * np.exp(0.12 * rng.standard_normal(len(horizon.days)))
        money, booked = (per_week / 7)[horizon.week_of_day] * weights, np.arange(len(horizon.days))
    return _shared_out(money, booked, mine, horizon, rng)


def _budget_path(stream: Stream, horizon: Horizon, rng: np.random.Generator) -> np.ndarray:
    """Each week's budget as a multiple of the usual one: season, drift, and some weeks of trying more or less."""
    weeks = horizon.week_count
    drift = np.zeros(weeks)
    shocks = 0.13 * rng.standard_normal(weeks)
    for week in range(1, weeks):
        drift[week] = 0.8 * drift[week - 1] + shocks[week]
    path = np.sqrt(np.maximum(horizon.week_season, 0.3)) * np.exp(drift)
    spacing = weeks // (len(_TEST_FACTORS) + 1)
    for position, factor in enumerate(_TEST_FACTORS):
        start = spacing * (position + 1) + int(rng.integers(-6, 7))
        path[start : start + _TEST_WEEKS] *= factor
    return path / path.mean()


def _shared_out(
    money: np.ndarray, booked: np.ndarray, mine: pd.DataFrame, horizon: Horizon, rng: np.random.Generator
) -> pd.DataFrame:
    days = horizon.days[booked]
    starts, ends = (mine[name].to_numpy().astype("datetime64[D]") for name in ("start_on", "end_on"))
    # A weekly booking pays for the campaigns that run at any time of its week.
    reach = 6 if len(booked) < len(horizon.days) else 0
    active = (starts[:, None] <= days + reach) & (days <= ends[:, None])
    weights = mine["weight"].to_numpy()[:, None] * np.exp(0.25 * rng.standard_normal(active.shape)) * active
    cents = np.rint(100 * money * weights / weights.sum(axis=0)).astype("int64")
    which, when = np.nonzero(cents)
    return pd.DataFrame({"campaign": mine.index.to_numpy()[which], "day": booked[when], "cents": cents[which, when]})
