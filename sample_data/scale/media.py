"""Channels, campaigns, spend and traffic of the scaled company, and the time they lie in."""

import numpy as np
import pandas as pd

from clm_core.records import Team

DAYS = 730
START_US = int(np.datetime64("2024-11-01T00:00:00", "us").astype("int64"))
DAY_US = 86_400_000_000
END_US = START_US + DAYS * DAY_US
CHANNELS = ("direct", "paid_search", "paid_social", "display", "organic_search", "organic_social", "referral", "email",
            "events", "direct_mail", "field_sales", "call_centre", "partners")  # fmt: skip
CHANNEL_SHARE = np.array([14, 15, 10, 9, 17, 2, 3, 14, 4, 2, 6, 2, 2]) / 100
CAMPAIGNS_PER_CHANNEL = 25
CAMPAIGNS = tuple(
    f"{name}_{number:03d}" for number, name in enumerate(np.repeat(CHANNELS, CAMPAIGNS_PER_CHANNEL).tolist())
)
SALES_CHANNELS = ("field_sales", "call_centre", "partners")
_OFFLINE = frozenset(CHANNELS[8:])


def day_stamps(numbers: np.ndarray) -> np.ndarray:
    """Midnight of each numbered day."""
    return (START_US + numbers.astype("int64") * DAY_US).astype("datetime64[us]")


def moments(epoch_us: np.ndarray) -> pd.DatetimeIndex:
    """UTC moments of epoch microseconds."""
    return pd.DatetimeIndex(epoch_us.astype("datetime64[us]")).tz_localize("UTC")


def channels() -> dict[str, object]:
    """The channels table."""
    return {
        "channel": CHANNELS,
        "label": [""] * len(CHANNELS),
        "is_offline": [name in _OFFLINE for name in CHANNELS],
        "team": [(Team.SALES if name in SALES_CHANNELS else Team.MARKETING).value for name in CHANNELS],
        "position": range(len(CHANNELS)),
    }


def campaigns() -> pd.DataFrame:
    """The campaigns table."""
    channel = np.repeat(np.array(CHANNELS), CAMPAIGNS_PER_CHANNEL)
    return pd.DataFrame(
        {
            "campaign": CAMPAIGNS,
            "channel": channel,
            "platform": "",
            "start_on": day_stamps(np.zeros(len(channel), dtype="int64")),
            "end_on": day_stamps(np.full(len(channel), DAYS - 1)),
            "budget": 10_000.0,
        }
    )


def spend(campaigns: pd.DataFrame, rng: np.random.Generator) -> dict[str, object]:
    """The spend table: every campaign on every day."""
    row, day = (index.ravel() for index in np.indices((len(campaigns), DAYS)))
    euros = np.round(30 * np.exp(0.5 * rng.standard_normal(len(row))), 2)
    clicks = rng.poisson(euros / 3)
    return {
        "day": day_stamps(day),
        "channel": campaigns["channel"].to_numpy()[row],
        "campaign": campaigns["campaign"].to_numpy()[row],
        "platform": [""] * len(row),
        "spend": euros,
        "original_spend": euros,
        "original_currency": ["EUR"] * len(row),
        "impressions": clicks * 40,
        "clicks": clicks,
        "claimed_conversions": rng.poisson(0.2, len(row)).astype("float64"),
        "claimed_value": np.zeros(len(row)),
        "is_spread": np.zeros(len(row), dtype=bool),
        "channel_rule": ["given"] * len(row),
    }


def traffic(rng: np.random.Generator) -> dict[str, object]:
    """The traffic table: every online channel on every day."""
    online = [name for name in CHANNELS if name not in _OFFLINE]
    row, day = (index.ravel() for index in np.indices((len(online), DAYS)))
    sessions = rng.poisson(200, len(row))
    return {
        "day": day_stamps(day),
        "channel": np.array(online)[row],
        "campaign": [None] * len(row),
        "sessions": sessions,
        "users": (sessions * 0.8).astype("int64"),
        "key_events": rng.binomial(sessions, 0.02).astype("float64"),
        "channel_rule": ["given"] * len(row),
    }
