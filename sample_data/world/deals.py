"""Opportunities and their ends: new business from leads, then repeat purchases of those who bought."""

import numpy as np
import pandas as pd

from sample_data.world import lags, quality
from sample_data.world.calendar import Horizon, in_daytime, later, whole_minutes
from sample_data.world.campaigns import TOPICS
from sample_data.world.randomness import logistic, lognormal, part
from sample_data.world.streams import STREAMS

LOSS_REASONS = ("Preis", "Wettbewerber", "Projekt verschoben", "Kein Budget", "Lieferzeit", "Keine Rückmeldung")
_LOSS_SHARES = (0.27, 0.22, 0.19, 0.13, 0.07, 0.12)
AMOUNT_MEDIAN_EUROS = 15_600.0
AMOUNT_SIGMA = 1.17
REPEAT_AMOUNT_FACTOR = 0.88
SIZE_AMOUNT_EXPONENT = 0.10  # amount ~ (employees / 75)^this
_MOST_EUROS = 780_000.0
REPEAT_LAG_FACTOR = 0.7  # a known supplier is decided on sooner
_LAG_BOUNDS_DAYS = (3.0, 420.0)
REPEAT_SHARE = 0.80  # of buying accounts that ask again after a won deal
RETRY_SHARE = 0.45  # and after a lost repeat deal
_ROUNDS = 8
YEAR_END_PULL_SHARE = 0.35  # of the won deals due in January or February that close in December instead
MARGIN_SHARE = (0.24, 0.40)


def deals(contacts: pd.DataFrame, opportunity_at: np.ndarray, horizon: Horizon, seed: int) -> pd.DataFrame:
    """All opportunities ever created until the end: contact, account, is_repeat, created_at, closes_at (perhaps
    after the end), is_won, amount (euros), reason, product."""
    wins = np.flatnonzero(~np.isnat(opportunity_at))
    new = pd.DataFrame({"contact": wins, "created_at": opportunity_at[wins], "is_repeat": False})
    rounds = [_decided(new, contacts, part(seed, "new business"))]
    base = contacts.index[contacts["is_base"]].to_numpy()
    buyers = base[~pd.Series(contacts["account"].to_numpy()[base]).duplicated().to_numpy()]
    rng = part(seed, "installed base rhythm")
    last = later(np.full(len(buyers), horizon.days[0].astype("datetime64[s]")), -rng.uniform(0, 380, len(buyers)))
    earlier = pd.DataFrame({"contact": buyers, "closes_at": last, "is_won": True, "is_repeat": True})
    pending = pd.concat([rounds[0][["contact", "closes_at", "is_won", "is_repeat"]], earlier], ignore_index=True)
    for number in range(_ROUNDS):
        following = _next_purchases(pending, part(seed, f"repeat rhythm {number}"))
        following = following[following["created_at"] < horizon.end].reset_index(drop=True)
        pending = _decided(following, contacts, part(seed, f"repeat business {number}"))
        rounds.append(pending)
    everything = pd.concat(rounds, ignore_index=True)
    everything = everything[everything["created_at"] < horizon.end]
    everything["account"] = contacts["account"].to_numpy()[everything["contact"]]
    everything = everything.sort_values(["created_at", "contact"], kind="stable", ignore_index=True)
    everything["is_repeat"] |= _bought_before(everything)
    return everything


def _next_purchases(pending: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    chance = np.where(pending["is_won"], REPEAT_SHARE, np.where(pending["is_repeat"], RETRY_SHARE, 0.0))
    asks = rng.random(len(pending)) < chance
    gap = lognormal(rng, lags.NEXT_PURCHASE.median, lags.NEXT_PURCHASE.sigma, len(pending))
    at = whole_minutes(in_daytime(later(pending["closes_at"].to_numpy(), gap)))
    return pd.DataFrame({"contact": pending["contact"][asks], "created_at": at[asks], "is_repeat": True})


def _decided(opened: pd.DataFrame, contacts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    size = len(opened)
    who = contacts.iloc[opened["contact"]].reset_index(drop=True)
    stream, is_repeat = who["stream"].to_numpy(), opened["is_repeat"].to_numpy(dtype=bool)
    log_odds = (
        quality.WIN_INTERCEPT
        + np.array([kind.win_log_odds for kind in STREAMS])[stream]
        + who["size_band"].map(quality.WIN_SIZE_BAND).to_numpy(dtype=float)
        + quality.WIN_REPEAT * is_repeat
        + quality.WIN_FOLLOW_UP * np.log2(1 + np.where(is_repeat, 0.0, who["follow_up_hours"].fillna(0.0)) / 24)
    )
    is_won = rng.random(size) < logistic(log_odds)
    lag = lognormal(rng, lags.OPPORTUNITY_TO_CLOSE.median, lags.OPPORTUNITY_TO_CLOSE.sigma, size)
    closes = in_daytime(
        later(
            opened["created_at"].to_numpy(),
            np.clip(lag * np.where(is_repeat, REPEAT_LAG_FACTOR, 1.0), *_LAG_BOUNDS_DAYS),
        )
    )
    amount = (
        AMOUNT_MEDIAN_EUROS
        * (who["employees"].to_numpy() / 75) ** SIZE_AMOUNT_EXPONENT
        * np.exp(np.array([kind.amount_log_effect for kind in STREAMS])[stream])
        * np.where(is_repeat, REPEAT_AMOUNT_FACTOR, 1.0)
        * np.exp(AMOUNT_SIGMA * rng.standard_normal(size))
    )
    amount = np.round(np.clip(amount, 900.0, _MOST_EUROS), -1)
    return pd.DataFrame(
        {
            "contact": opened["contact"].to_numpy(),
            "created_at": opened["created_at"].to_numpy(),
            "closes_at": _year_end(closes, opened["created_at"].to_numpy(), is_won, rng),
            "is_repeat": is_repeat,
            "is_won": is_won,
            "amount": amount,
            "margin": np.round(amount * rng.uniform(*MARGIN_SHARE, size), 2),
            "reason": np.where(is_won, "", rng.choice(LOSS_REASONS, size, p=_LOSS_SHARES)),
            "product": rng.choice(TOPICS, size, p=(0.3, 0.22, 0.16, 0.14, 0.18)),
        }
    )


def _year_end(closes: np.ndarray, created: np.ndarray, is_won: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Won deals due early in the year that are signed before it instead, for the seller's bonus."""
    month = closes.astype("datetime64[M]")
    of_year = month.astype(int) % 12
    pulled = is_won & (of_year <= 1) & (rng.random(len(closes)) < YEAR_END_PULL_SHARE)
    december = (month - of_year - 1).astype("datetime64[D]")
    signed = later((december + rng.integers(4, 22, len(closes))).astype("datetime64[s]"), 0.5)
    return np.where(pulled & (signed > created), signed, closes)


def _bought_before(deals: pd.DataFrame) -> np.ndarray:
    """Whether an earlier deal of the account had been won when this one was created."""
    first_win = deals[deals["is_won"]].groupby("account")["closes_at"].min()
    return (deals["account"].map(first_win) < deals["created_at"]).to_numpy()
