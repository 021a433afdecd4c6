"""What becomes of leads: marketing's judgement, the hand-over, sales' follow-up and the stage history."""

import numpy as np
import pandas as pd

from clm_core.records import Stage
from sample_data.world import lags, quality
from sample_data.world.calendar import in_daytime, later, whole_minutes
from sample_data.world.names import OWNERS
from sample_data.world.randomness import logistic, lognormal, part
from sample_data.world.streams import STREAMS

# How fast each seller calls back, as a multiple of the usual time: some are three times as slow as others.
OWNER_SLOWNESS = dict(zip(OWNERS, (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.0, 1.1, 1.3, 1.5, 1.9, 2.4), strict=True))
REJECTION_REASONS = ("Kein Bedarf", "Nicht erreichbar", "Budget fehlt", "Falsche Zielgruppe", "Student oder privat")
RECYCLING_REASONS = ("Projekt später", "Kein Budget in diesem Jahr", "Ansprechpartner wechselt")
_REJECTED, _RECYCLED, _SQL_LOST = 0.36, 0.64, 0.84  # cumulated shares of the handed over that do not get further
_SKIPS_SAL = 0.07


def judged(contacts: pd.DataFrame, features: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Per contact: is_mql, is_handed_over, follow_up_hours (NaN without hand-over), log_odds, is_opportunity."""
    rng = part(seed, "judgement")
    is_sales = _by_stream("is_sales")[contacts["stream"]]
    points = sum(quality.MQL_POINTS[name] * features[name] for name in quality.MQL_POINTS)
    points += contacts["role"].map(quality.MQL_ROLE_POINTS).fillna(0.0)
    points += np.array([quality.MQL_STREAM_POINTS.get(stream.name, 0.0) for stream in STREAMS])[contacts["stream"]]
    points += quality.MQL_NOISE_POINTS * rng.standard_normal(len(contacts))
    is_base = contacts["is_base"].to_numpy()
    is_mql = (points.to_numpy() >= quality.MQL_THRESHOLD_POINTS) & ~is_sales & ~is_base
    is_handed = (is_mql | is_sales) & ~is_base
    slowness = contacts["owner"].map(OWNER_SLOWNESS).to_numpy()
    hours = lognormal(rng, lags.FOLLOW_UP_HOURS.median * slowness, lags.FOLLOW_UP_HOURS.sigma, len(contacts))
    contact_at = in_daytime(later(contacts["judged_at"].to_numpy(), np.maximum(hours, 0.4) / 24))
    hours = (contact_at - contacts["judged_at"].to_numpy()).astype("timedelta64[s]").astype(float) / 3600
    hours = np.where(is_handed, np.maximum(hours, 0.0), np.nan)
    log_odds = _log_odds(contacts, features) + np.where(
        is_handed, quality.FOLLOW_UP * np.log2(1 + np.nan_to_num(hours) / 24), quality.NOT_HANDED_OVER
    )
    return pd.DataFrame(
        {
            "is_mql": is_mql,
            "is_handed_over": is_handed,
            "follow_up_hours": hours,
            "log_odds": log_odds,
            "is_opportunity": (rng.random(len(contacts)) < logistic(log_odds)) & ~is_base,
        }
    )


def _by_stream(attribute: str) -> np.ndarray:
    return np.array([getattr(stream, attribute) for stream in STREAMS])


def _log_odds(contacts: pd.DataFrame, features: pd.DataFrame) -> np.ndarray:
    total = quality.OPPORTUNITY_INTERCEPT + _by_stream("quality_log_odds")[contacts["stream"]]
    for column, weights in (
        ("industry", quality.INDUSTRY),
        ("size_band", quality.SIZE_BAND),
        ("country", quality.COUNTRY),
        ("role", quality.ROLE),
    ):
        total = total + contacts[column].map(weights).to_numpy()
    return total + sum(quality.BEHAVIOUR[name] * features[name].to_numpy() for name in quality.BEHAVIOUR)


def stage_entries(contacts: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Stage history up to the opportunity (contact, stage, at, note), and when each opportunity arises (NaT: never)."""
    rng = part(seed, "stages")
    size = len(contacts)
    handed, wins = contacts["is_handed_over"].to_numpy(), contacts["is_opportunity"].to_numpy()
    lead_at, judged_at = contacts["lead_at"].to_numpy(), contacts["judged_at"].to_numpy()

    def after(moment: np.ndarray, lag: lags.Lag) -> np.ndarray:
        return in_daytime(later(moment, lognormal(rng, lag.median, lag.sigma, size)))

    first_contact = later(judged_at, np.nan_to_num(contacts["follow_up_hours"].to_numpy()) / 24)
    sal_at = in_daytime(later(first_contact, rng.integers(5, 90, size) / 1440))
    sql_at = np.where(handed, after(sal_at, lags.SAL_TO_SQL), after(lead_at, lags.SELF_QUALIFICATION))
    opportunity_at = after(sql_at, lags.SQL_TO_OPPORTUNITY)
    fate = rng.random(size)
    stuck = handed & ~wins
    rejected, recycled = stuck & (fate < _REJECTED), stuck & (fate >= _REJECTED) & (fate < _RECYCLED)
    sql_lost = stuck & (fate >= _RECYCLED) & (fate < _SQL_LOST)
    recycled_at = after(sal_at, lags.RECYCLING)
    again = recycled & contacts["is_mql"].to_numpy() & (rng.random(size) < 0.3)
    why_not, why_later = rng.choice(REJECTION_REASONS, size), rng.choice(RECYCLING_REASONS, size)
    is_mql = contacts["is_mql"].to_numpy()
    accepted = handed & ~rejected & ~(wins & (rng.random(size) < _SKIPS_SAL))
    entries = [
        _entries(np.ones(size, bool), Stage.LEAD, lead_at),
        _entries(is_mql, Stage.MQL, judged_at),
        _entries(accepted, Stage.SAL, sal_at),
        _entries(wins | sql_lost, Stage.SQL, sql_at),
        _entries(wins, Stage.OPPORTUNITY, opportunity_at),
        _entries(rejected, Stage.REJECTED, after(first_contact, lags.REJECTION), why_not),
        _entries(recycled, Stage.RECYCLED, recycled_at, why_later),
        _entries(again, Stage.MQL, after(recycled_at, lags.RE_QUALIFICATION)),
        _entries(sql_lost, Stage.LOST, after(sql_at, lags.SQL_LOSS), why_not),
    ]
    history = pd.concat(entries, ignore_index=True)
    history["at"] = whole_minutes(history["at"].to_numpy())
    return history, np.where(wins, whole_minutes(opportunity_at), np.datetime64("NaT"))


def _entries(who: np.ndarray, stage: Stage, at: np.ndarray, note: np.ndarray | None = None) -> pd.DataFrame:
    rows = np.flatnonzero(who)
    notes = "" if note is None else note[rows]
    return pd.DataFrame({"contact": rows, "stage": stage.value, "at": at[rows], "note": notes})
