"""The rows of the lead list: who each lead is, where it stands, what it is worth, whether it may be mailed."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.handover import call_order
from clm_core.analysis.intervals import Floats
from clm_core.analysis.mail_consent import GIVEN
from clm_core.analysis.scoring.leads import LeadFacts
from clm_core.analysis.scoring.score_chance import Chances
from clm_core.analysis.selected import channel_keys
from clm_core.columns import typed_frame
from clm_core.scoring_columns import HANDED_LEADS

_MINUTE_US = 60_000_000


def lead_rows(
    scores: pd.DataFrame,
    standing: pd.DataFrame,
    *,
    since: NDArray[np.int64],
    as_of_day: int,
    contacts: pd.DataFrame,
    verdicts: pd.DataFrame,
    consents: pd.Series,
) -> pd.DataFrame:
    """HANDED_LEADS without worth and routing: ``owner`` is whom the company's system names.

    ``scores`` (LEAD_SCORES), ``standing`` (LEAD_STANDING) and ``since`` (days since 1970, -1 for leads that are not
    to be called, whose waiting_days are missing) are of the same leads in this order; ``verdicts`` are LEAD_VERDICTS,
    ``consents`` by contact_key.
    """
    keys = scores["contact_key"].to_numpy()
    people = contacts.set_index("contact_key").reindex(keys).reset_index()
    given = verdicts.set_index("contact_key").reindex(keys)
    consent = consents.reindex(keys).to_numpy()
    rows = people.assign(
        **{name: scores[name].to_numpy() for name in ("fit_points", "engagement_points", "score", "grade")},
        channel=channel_keys(people["first_touch_channel"]),
        campaign=people["first_touch_campaign"],
        stage=standing["stage"].to_numpy(),
        waiting_days=np.where(since >= 0, as_of_day - since, np.nan),
        consent=consent,
        may_be_mailed=(consent == GIVEN) & people["email"].notna().to_numpy(),
        is_this_week=False,
        verdict=given["verdict"].fillna("").to_numpy(),
        reason=given["reason"].fillna("").to_numpy(),
        recycle_on=given["recycle_on"].to_numpy(),
        verdict_at=given["given_at"].array,
    )
    return typed_frame(rows, HANDED_LEADS)


def with_worth(rows: pd.DataFrame, chances: Chances, deal_value: Floats) -> pd.DataFrame:
    """The rows with chance, deal value and their product, the expected revenue."""
    return rows.assign(
        win_chance=chances.value,
        win_chance_low=chances.low,
        win_chance_high=chances.high,
        deal_value=deal_value,
        expected_value=chances.value * deal_value,
    )


def in_call_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The leads that are to be called, in the order in which to call them; by score where nobody knows a value."""
    waiting = rows[rows["waiting_days"].notna()]
    worth = "expected_value" if waiting["expected_value"].notna().any() else "score"
    numbers = waiting[[worth, "waiting_days", "score"]].to_numpy(dtype=np.float64)
    order = call_order(numbers[:, 0], numbers[:, 1], numbers[:, 2], waiting["contact_key"].to_numpy())
    return waiting.iloc[order].reset_index(drop=True)


def last_touches(facts: LeadFacts, rows: NDArray[np.int64], end: pd.Timestamp) -> pd.Series:
    """The moment of the last touchpoint of each of these leads before ``end``; missing for leads without."""
    end_minute = int(end.timestamp()) // 60
    events = facts.events
    last = np.full(len(facts), -1, dtype=np.int64)
    before = np.flatnonzero(events.minutes < end_minute)
    # Events of a lead stand in the order of time: the last one written stays.
    last[events.leads[before]] = events.minutes[before]
    minutes = pd.Series(last[rows]).astype("Int64")
    found: pd.Series = pd.to_datetime(minutes.mask(minutes < 0) * _MINUTE_US, unit="us", utc=True)
    return found


def field_values(facts: LeadFacts, name: str, rows: NDArray[np.int64]) -> list[str]:
    """A fit field of these leads as text, blanks empty; a field that the data do not have is blank for everybody."""
    field = facts.fields.get(name)
    if field is None:
        return [""] * len(rows)
    return [field.values[code] if code >= 0 else "" for code in field.codes[rows]]
