"""Accounts, contacts, stages and deals of the scaled company."""

import numpy as np
import pandas as pd

from clm_core.records import DealOutcome, Stage
from sample_data.scale.media import (
    CAMPAIGNS,
    CAMPAIGNS_PER_CHANNEL,
    CHANNEL_SHARE,
    CHANNELS,
    DAY_US,
    DAYS,
    END_US,
    SALES_CHANNELS,
    START_US,
    moments,
)
from sample_data.world import quality

_FUNNEL = ((Stage.MQL, 0.22, 15), (Stage.SAL, 0.17, 3), (Stage.SQL, 0.13, 14), (Stage.OPPORTUNITY, 0.10, 14))
_OUTCOMES = (DealOutcome.LOST, DealOutcome.WON, DealOutcome.OPEN)
_OUTCOME_SHARE = np.array([0.74, 0.26])


def texts(values: list[str], codes: np.ndarray) -> pd.Series:
    """The texts of these codes."""
    return pd.Series(pd.Categorical.from_codes(codes, values)).astype("str")


def accounts(count: int, rng: np.random.Generator) -> dict[str, object]:
    """The accounts table."""
    employees = np.maximum(1, np.rint(75 * np.exp(1.45 * rng.standard_normal(count)))).astype("int64")
    bands = list(quality.SIZE_BAND)
    return {
        "account_key": np.arange(count),
        "company": [f"Firma {number}" for number in range(count)],
        "domain": [f"firma{number}.example" for number in range(count)],
        "industry": texts(list(quality.INDUSTRY), rng.integers(0, len(quality.INDUSTRY), count)),
        "country": texts(list(quality.COUNTRY), rng.integers(0, len(quality.COUNTRY), count)),
        "employees": employees,
        "size_band": texts(bands, np.searchsorted(quality.SIZE_EDGES, employees, "right")),
    }


def contacts(count: int, account_count: int, rng: np.random.Generator) -> pd.DataFrame:
    """The contacts table."""
    first = START_US + (rng.random(count) * DAYS * 0.98 * DAY_US).astype("int64")
    created = first + rng.integers(0, 3 * DAY_US, count)
    account = rng.integers(0, account_count, count)
    channel = rng.choice(len(CHANNELS), count, p=CHANNEL_SHARE)
    campaign = channel * CAMPAIGNS_PER_CHANNEL + rng.integers(0, CAMPAIGNS_PER_CHANNEL, count)
    number = pd.Series(np.arange(count).astype(str))
    frame = pd.DataFrame(
        {
            "contact_key": np.arange(count),
            "contact_id": number,
            "system": "scale",
            "email": "kontakt" + number + "@firma" + pd.Series(account.astype(str)) + ".example",
            "first_name": "Vorname",
            "last_name": "Name " + number,
            "account_key": account,
            "company": "Firma " + pd.Series(account.astype(str)),
            "job_title": texts(list(quality.ROLE), rng.integers(0, len(quality.ROLE), count)),
            "country": texts(list(quality.COUNTRY), rng.integers(0, len(quality.COUNTRY), count)),
            "industry": texts(list(quality.INDUSTRY), rng.integers(0, len(quality.INDUSTRY), count)),
            "size_band": texts(list(quality.SIZE_BAND), rng.integers(0, len(quality.SIZE_BAND), count)),
            "has_consent": rng.random(count) < 0.7,
            "is_bounced": rng.random(count) < 0.02,
            "created_at": moments(created),
            "first_touch_at": moments(first),
            "first_touch_channel": texts(list(CHANNELS), channel),
            "first_touch_campaign": texts(list(CAMPAIGNS), campaign),
            "first_touch_rule": "given",
            "lead_at": moments(created),
        }
    )
    return frame.assign(**_stagemoments(created, rng))


def _stagemoments(created: np.ndarray, rng: np.random.Generator) -> dict[str, pd.DatetimeIndex]:
    """Entry into each later stage, missing where a contact does not get that far by the end."""
    draw, moment = rng.random(len(created)), created.copy()
    columns: dict[str, pd.DatetimeIndex] = {}
    for stage, share, median_days in (*_FUNNEL, (Stage.CUSTOMER, 0.025, 90)):
        moment = moment + (median_days * np.exp(0.7 * rng.standard_normal(len(created))) * DAY_US).astype("int64")
        is_known = (draw < share) & (moment < END_US)
        columns[f"{stage.value}_at"] = moments(moment).where(is_known)
    return columns


def stages(contacts: pd.DataFrame) -> pd.DataFrame:
    """The stages table: every moment that the contacts carry."""
    stages = (Stage.LEAD, Stage.MQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER)
    parts = [
        pd.DataFrame(
            {"contact_key": contacts["contact_key"], "stage": stage.value, "entered_at": contacts[f"{stage.value}_at"]}
        )
        for stage in stages
    ]
    return pd.concat(parts).dropna(subset="entered_at").assign(origin="file").reset_index(drop=True)


def deals(contacts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The deals table and each deal's contact_key, which the table itself has not."""
    who = contacts[contacts["opportunity_at"].notna()].reset_index(drop=True)
    count = len(who)
    amount = np.round(16_400 * np.exp(1.17 * rng.standard_normal(count)), 2)
    length = np.rint(90 * np.exp(0.55 * rng.standard_normal(count))).astype("int64")
    number = pd.Series(np.arange(count).astype(str))
    closed_on = who["opportunity_at"].dt.tz_localize(None).dt.floor("D") + pd.to_timedelta(length, unit="D")
    # What closes after the last day is still open.
    is_open = (closed_on >= pd.Timestamp(END_US, unit="us")).to_numpy()
    outcome = np.where(is_open, len(_OUTCOMES) - 1, rng.choice(len(_OUTCOMES) - 1, count, p=_OUTCOME_SHARE))
    return pd.DataFrame(
        {
            "deal_key": np.arange(count),
            "contact_key": who["contact_key"],
            "deal_id": "D" + number,
            "system": "scale",
            "deal": "Deal " + number,
            "account_key": who["account_key"],
            "company": who["company"],
            "amount": amount,
            "margin": np.round(amount * 0.3, 2),
            "original_amount": amount,
            "original_currency": "EUR",
            "created_at": who["opportunity_at"],
            "closed_on": closed_on,
            "outcome": texts([str(value) for value in _OUTCOMES], outcome),
            "deal_stage": texts(["Closed Lost", "Closed Won", "Qualification"], outcome),
            "probability_share": np.array([0.0, 1.0, 0.2])[outcome],
            "is_repeat": who["account_key"].duplicated(),
            "first_touch_at": who["first_touch_at"],
            "first_touch_channel": who["first_touch_channel"],
            "first_touch_campaign": who["first_touch_campaign"],
            "first_touch_rule": who["first_touch_rule"],
            "is_marketing_sourced": ~who["first_touch_channel"].isin(SALES_CHANNELS),
            "is_marketing_influenced": True,
            "match_rule": "id",
        }
    )


def deal_contacts(deals: pd.DataFrame) -> dict[str, object]:
    """The deal_contacts table."""
    return {"deal_key": deals["deal_key"], "contact_key": deals["contact_key"], "match_rule": ["id"] * len(deals)}
