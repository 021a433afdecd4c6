"""What the ad platforms and the website's analytics report: impressions, clicks, claims, sessions."""

import numpy as np
import pandas as pd

from sample_data.world.calendar import WEEKDAY_WEIGHT, weekday
from sample_data.world.history import World
from sample_data.world.randomness import part
from sample_data.world.streams import STREAMS

VALUE_PER_CLAIM = {"google_search": 150.0, "google_display": 150.0, "meta": 120.0, "linkedin": 200.0,
                   "microsoft_search": 150.0}  # fmt: skip
_GROUPS = {"paid_search": "Paid Search", "display": "Display", "paid_social": "Paid Social", "email": "Email",
           "organic_search": "Organic Search", "direct": "Direct", "referral": "Referral",
           "organic_social": "Organic Social"}  # fmt: skip
_SESSIONS_PER_DAY = {"email": 75, "organic_search": 410, "direct": 230, "referral": 60, "organic_social": 40}
_UNASSIGNED_SHARE = 0.012


def ad_days(world: World) -> pd.DataFrame:
    """Platform spend in the period: stream, campaign, day, cents, impressions, clicks, claimed (conversions)."""
    rows = world.spending.rows
    stream = world.campaigns["stream"].to_numpy()[rows["campaign"]]
    days = world.horizon.days[rows["day"]]
    is_ad = np.array([kind.cost_per_click > 0 for kind in STREAMS])[stream]
    keep = is_ad & (days >= np.datetime64(world.horizon.start_on))
    frame = pd.DataFrame({"stream": stream, "campaign": rows["campaign"], "day": days, "cents": rows["cents"]})[
        keep
    ].reset_index(drop=True)
    parts = [_reported(frame[frame["stream"] == number], number, world) for number in frame["stream"].unique()]
    return pd.concat(parts).sort_values(["day", "campaign"], kind="stable", ignore_index=True)


def _reported(frame: pd.DataFrame, number: int, world: World) -> pd.DataFrame:
    kind = STREAMS[number]
    rng = part(world.seed, f"reports {kind.name}")
    euros = frame["cents"].to_numpy() / 100
    cost_per_click = kind.cost_per_click * np.exp(0.15 * rng.standard_normal(len(frame)))
    clicks = rng.poisson(euros / cost_per_click)
    impressions = clicks + rng.poisson(euros / cost_per_click * (1 / kind.click_rate - 1))
    return frame.assign(impressions=impressions, clicks=clicks, claimed=rng.poisson(_claims(frame, number, world)))


def _claims(frame: pd.DataFrame, number: int, world: World) -> np.ndarray:
    """Expected claims: the platform's factor × its leads, on the days on which the campaign's money was spent."""
    contacts = world.contacts
    mine = contacts[
        (contacts["stream"] == number) & ~contacts["is_base"] & (contacts["lead_at"] >= world.horizon.start)
    ]
    week = world.horizon.week_of(frame["day"].to_numpy())
    leads = np.zeros((len(world.campaigns), world.horizon.week_count))
    np.add.at(leads, (mine["campaign"].to_numpy(), world.horizon.week_of(mine["lead_at"].to_numpy())), 1.0)
    money = np.zeros_like(leads)
    np.add.at(money, (frame["campaign"].to_numpy(), week), frame["cents"].to_numpy())
    weight = frame["cents"].to_numpy() / money[frame["campaign"], week] * leads[frame["campaign"], week]
    return STREAMS[number].claimed_factor * len(mine) * weight / weight.sum()


def web_sessions(world: World, ads: pd.DataFrame) -> pd.DataFrame:
    """Sessions a day and GA4 channel group: day, group, sessions, users, events, key_events."""
    rng = part(world.seed, "sessions")
    days = world.horizon.days[world.horizon.days >= np.datetime64(world.horizon.start_on)]
    weight = WEEKDAY_WEIGHT[weekday(days)] * world.horizon.season[-len(days) :]
    expected = {name: per_day * weight for name, per_day in _SESSIONS_PER_DAY.items()}
    channel = np.array([kind.channel for kind in STREAMS])[ads["stream"]]
    for name in ("paid_search", "display", "paid_social"):
        clicks = ads[channel == name].groupby("day")["clicks"].sum()
        expected[name] = clicks.reindex(pd.DatetimeIndex(days), fill_value=0).to_numpy() * 0.86
    groups = {_GROUPS[name]: values for name, values in expected.items()}
    groups["Unassigned"] = sum(groups.values()) * _UNASSIGNED_SHARE
    parts = []
    for group in sorted(groups):
        sessions = rng.poisson(groups[group] * np.exp(0.08 * rng.standard_normal(len(days))))
        users = rng.binomial(sessions, 0.82)
        parts.append(
            pd.DataFrame(
                {
                    "day": days,
                    "group": group,
                    "sessions": sessions,
                    "users": users,
                    "events": sessions * 4 + rng.poisson(sessions * 1.7),
                    "key_events": rng.binomial(sessions, 0.021),
                }
            )
        )
    together = pd.concat(parts).sort_values(["day", "group"], kind="stable", ignore_index=True)
    return together[together["sessions"] > 0].reset_index(drop=True)
