"""Invented MQLs with contacts, verdicts and outcomes by chance, as PromiseFacts, for oracles and properties."""

from datetime import date

import numpy as np
import pandas as pd

from clm_core.analysis.promises.facts import PromiseFacts
from clm_core.columns import typed_frame
from clm_core.promise_columns import PROMISE_LEADS

AS_OF = date(2026, 5, 28)  # a Thursday
END = pd.Timestamp("2026-05-29", tz="UTC")


def invented_facts(seed: int, count: int = 60, days: int = 120) -> PromiseFacts:
    """Handed over within the last days; what has not happened by the end of AS_OF is missing."""
    chance = np.random.default_rng(seed)
    age = np.sort(chance.uniform(0, days, count))[::-1]
    handed_at = END - pd.to_timedelta(age, unit="D")
    week = (handed_at - pd.to_timedelta(handed_at.day_of_week, unit="D")).normalize().tz_localize(None)

    def seen(lag: np.ndarray, share: float) -> np.ndarray:
        return np.where((lag < age) & (chance.random(count) < share), lag, np.nan)

    contacts = [np.sort(chance.exponential(3, chance.integers(0, 5))) for _ in range(count)]
    contacts = [days_[days_ < own] for days_, own in zip(contacts, age, strict=True)]
    first = np.array([one[0] if len(one) else np.nan for one in contacts])
    verdict = seen(chance.exponential(6, count), 0.8)
    closed = np.where(np.isnan(first) | (verdict < first), verdict, np.nan) * 24
    frame = pd.DataFrame(
        {
            "contact_key": np.arange(count) + 100,
            "handed_at": handed_at,
            "week": week,
            "age_days": age,
            "hours_to_contact": first * 24,
            "closed_hours": np.where(chance.random(count) < 0.5, closed, np.nan),
            "reached_days": np.where(chance.random(count) < 0.4, first, np.nan),
            "verdict_days": verdict,
            "told_days": np.where(chance.random(count) < 0.9, verdict, np.nan),
            "sql_days": seen(chance.exponential(20, count), 0.6),
            "may_be_mailed": chance.random(count) < 0.7,
            "is_complete": chance.random(count) < 0.9,
        }
    )
    return PromiseFacts(
        leads=typed_frame(frame, PROMISE_LEADS),
        contact_days=np.concatenate(contacts),
        starts=np.concatenate([[0], np.cumsum([len(one) for one in contacts])]).astype(np.int64),
        quality_days=30.0,
        missing={},
        first_on=frame["week"].min().date(),
        as_of=AS_OF,
        zone="UTC",
    )
