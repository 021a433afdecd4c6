"""Snapshot tables of any size straight as Parquet, for benchmarks.

Plausible rather than planted: columns, dtypes and references are those of a real snapshot, the shares of channels,
kinds and outcomes are fixed numbers. Text columns are drawn as codes and written in slices, so memory stays small.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame, typed_frame
from clm_core.records import DealOutcome, Stage, Team
from clm_core.records import TouchpointKind as Kind
from sample_data.world import quality
from sample_data.world.randomness import part

TOUCHES_PER_CONTACT = 10
DAYS = 730
_START_US = int(np.datetime64("2024-11-01T00:00:00", "us").astype("int64"))
_DAY_US = 86_400_000_000
_SLICE = 1_000_000
CHANNELS = ("direct", "paid_search", "paid_social", "display", "organic_search", "organic_social", "referral", "email",
            "events", "direct_mail", "field_sales", "call_centre", "partners")  # fmt: skip
_CHANNEL_SHARE = np.array([14, 15, 10, 9, 17, 2, 3, 14, 4, 2, 6, 2, 2]) / 100
_OFFLINE = frozenset(CHANNELS[8:])
_KINDS = (Kind.VISIT, Kind.EMAIL_OPEN, Kind.AD_CLICK, Kind.DOWNLOAD, Kind.EMAIL_CLICK, Kind.CALL, Kind.MEETING,
          Kind.FORM, Kind.PRICING_PAGE, Kind.REPLY, Kind.EVENT, Kind.WEBINAR, Kind.DEMO)  # fmt: skip
_KIND_SHARE = np.array([30, 18, 12, 8, 6, 8, 5, 4, 3, 3, 1, 1, 1]) / 100
_SALES_KINDS = frozenset((Kind.CALL, Kind.MEETING, Kind.REPLY))
_CAMPAIGNS_PER_CHANNEL = 25
_FUNNEL = ((Stage.MQL, 0.22, 15), (Stage.SAL, 0.17, 3), (Stage.SQL, 0.13, 14), (Stage.OPPORTUNITY, 0.10, 14))
_OUTCOMES = (DealOutcome.LOST, DealOutcome.WON, DealOutcome.OPEN)
_OUTCOME_SHARE = np.array([0.66, 0.24, 0.10])


def write_scale_tables(folder: Path, touchpoint_count: int, *, seed: int) -> tuple[Path, ...]:
    """Paths of one Parquet file a snapshot table, with this many touchpoints and a tenth of that of contacts."""
    folder.mkdir(parents=True, exist_ok=True)
    contact_count = max(1, touchpoint_count // TOUCHES_PER_CONTACT)
    account_count = max(1, contact_count // 2)
    campaigns = _campaigns()
    contacts = _contacts(contact_count, account_count, part(seed, "scale contacts"))
    deals = _deals(contacts, part(seed, "scale deals"))
    tables: dict[SnapshotTable, Mapping[str, object] | pd.DataFrame] = {
        SnapshotTable.CHANNELS: _channels(),
        SnapshotTable.CAMPAIGNS: campaigns,
        SnapshotTable.ACCOUNTS: _accounts(account_count, part(seed, "scale accounts")),
        SnapshotTable.CONTACTS: contacts,
        SnapshotTable.STAGES: _stages(contacts),
        SnapshotTable.DEALS: deals,
        SnapshotTable.DEAL_CONTACTS: _deal_contacts(deals),
        SnapshotTable.SPEND: _spend(campaigns, part(seed, "scale spend")),
        SnapshotTable.TRAFFIC: _traffic(part(seed, "scale traffic")),
        SnapshotTable.UNMATCHED: {},
    }
    for table, content in tables.items():
        frame = typed_frame(content, SNAPSHOT_COLUMNS[table])
        frame.to_parquet(folder / f"{table.value}.parquet", index=False)
    _write_touchpoints(folder, touchpoint_count, contacts, part(seed, "scale touchpoints"))
    return tuple(folder / f"{table.value}.parquet" for table in SnapshotTable)


def _channels() -> dict[str, object]:
    sales = {"field_sales", "call_centre", "partners"}
    return {
        "channel": CHANNELS,
        "label": [""] * len(CHANNELS),
        "is_offline": [name in _OFFLINE for name in CHANNELS],
        "team": [(Team.SALES if name in sales else Team.MARKETING).value for name in CHANNELS],
        "position": range(len(CHANNELS)),
    }


def _campaigns() -> pd.DataFrame:
    channel = np.repeat(np.array(CHANNELS), _CAMPAIGNS_PER_CHANNEL)
    return pd.DataFrame(
        {
            "campaign": [f"{name}_{number:03d}" for number, name in enumerate(channel)],
            "channel": channel,
            "platform": "",
            "start_on": _days(np.zeros(len(channel), dtype="int64")),
            "end_on": _days(np.full(len(channel), DAYS - 1)),
            "budget": 10_000.0,
        }
    )


def _days(numbers: np.ndarray) -> np.ndarray:
    return (_START_US + numbers.astype("int64") * _DAY_US).astype("datetime64[us]")


def _moments(epoch_us: np.ndarray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(epoch_us.astype("datetime64[us]")).tz_localize("UTC")


def _texts(values: list[str], codes: np.ndarray) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(codes, values)).astype("str")


def _accounts(count: int, rng: np.random.Generator) -> dict[str, object]:
    employees = np.maximum(1, np.rint(75 * np.exp(1.45 * rng.standard_normal(count)))).astype("int64")
    bands = list(quality.SIZE_BAND)
    return {
        "account_key": np.arange(count),
        "company": [f"Firma {number}" for number in range(count)],
        "domain": [f"firma{number}.example" for number in range(count)],
        "industry": _texts(list(quality.INDUSTRY), rng.integers(0, len(quality.INDUSTRY), count)),
        "country": _texts(list(quality.COUNTRY), rng.integers(0, len(quality.COUNTRY), count)),
        "employees": employees,
        "size_band": _texts(bands, np.searchsorted(quality.SIZE_EDGES, employees, "right")),
    }


def _contacts(count: int, account_count: int, rng: np.random.Generator) -> pd.DataFrame:
    first = _START_US + (rng.random(count) * DAYS * 0.98 * _DAY_US).astype("int64")
    created = first + rng.integers(0, 3 * _DAY_US, count)
    account = rng.integers(0, account_count, count)
    channel = rng.choice(len(CHANNELS), count, p=_CHANNEL_SHARE)
    campaign = channel * _CAMPAIGNS_PER_CHANNEL + rng.integers(0, _CAMPAIGNS_PER_CHANNEL, count)
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
            "job_title": _texts(list(quality.ROLE), rng.integers(0, len(quality.ROLE), count)),
            "country": _texts(list(quality.COUNTRY), rng.integers(0, len(quality.COUNTRY), count)),
            "industry": _texts(list(quality.INDUSTRY), rng.integers(0, len(quality.INDUSTRY), count)),
            "size_band": _texts(list(quality.SIZE_BAND), rng.integers(0, len(quality.SIZE_BAND), count)),
            "has_consent": rng.random(count) < 0.7,
            "is_bounced": rng.random(count) < 0.02,
            "created_at": _moments(created),
            "first_touch_at": _moments(first),
            "first_touch_channel": _texts(list(CHANNELS), channel),
            "first_touch_campaign": _texts(_campaigns()["campaign"].tolist(), campaign),
            "first_touch_rule": "given",
            "lead_at": _moments(created),
        }
    )
    return frame.assign(**_stage_moments(created, rng))


def _stage_moments(created: np.ndarray, rng: np.random.Generator) -> dict[str, pd.DatetimeIndex]:
    """Entry into each later stage, missing where a contact does not get that far by the end."""
    end = _START_US + DAYS * _DAY_US
    draw, moment = rng.random(len(created)), created.copy()
    columns: dict[str, pd.DatetimeIndex] = {}
    for stage, share, median_days in (*_FUNNEL, (Stage.CUSTOMER, 0.025, 90)):
        moment = moment + (median_days * np.exp(0.7 * rng.standard_normal(len(created))) * _DAY_US).astype("int64")
        is_known = (draw < share) & (moment < end)
        columns[f"{stage.value}_at"] = _moments(moment).where(is_known)
    return columns


def _stages(contacts: pd.DataFrame) -> pd.DataFrame:
    stages = (Stage.LEAD, Stage.MQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER)
    parts = [
        pd.DataFrame(
            {"contact_key": contacts["contact_key"], "stage": stage.value, "entered_at": contacts[f"{stage.value}_at"]}
        )
        for stage in stages
    ]
    return pd.concat(parts).dropna(subset="entered_at").assign(origin="file")


def _deals(contacts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    who = contacts[contacts["opportunity_at"].notna()].reset_index(drop=True)
    count = len(who)
    amount = np.round(16_400 * np.exp(1.17 * rng.standard_normal(count)), 2)
    outcome = rng.choice(len(_OUTCOMES), count, p=_OUTCOME_SHARE)
    length = np.rint(90 * np.exp(0.55 * rng.standard_normal(count))).astype("int64")
    number = pd.Series(np.arange(count).astype(str))
    closed_on = who["opportunity_at"].dt.tz_localize(None).dt.floor("D") + pd.to_timedelta(length, unit="D")
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
            "outcome": _texts([str(value) for value in _OUTCOMES], outcome),
            "deal_stage": _texts(["Closed Lost", "Closed Won", "Qualification"], outcome),
            "probability_share": np.array([0.0, 1.0, 0.2])[outcome],
            "is_repeat": who["account_key"].duplicated(),
            "first_touch_at": who["first_touch_at"],
            "first_touch_channel": who["first_touch_channel"],
            "first_touch_campaign": who["first_touch_campaign"],
            "first_touch_rule": who["first_touch_rule"],
            "is_marketing_sourced": ~who["first_touch_channel"].isin(["field_sales", "call_centre", "partners"]),
            "is_marketing_influenced": True,
            "match_rule": "id",
        }
    )


def _deal_contacts(deals: pd.DataFrame) -> dict[str, object]:
    return {"deal_key": deals["deal_key"], "contact_key": deals["contact_key"], "match_rule": ["id"] * len(deals)}


def _spend(campaigns: pd.DataFrame, rng: np.random.Generator) -> dict[str, object]:
    row, day = (index.ravel() for index in np.indices((len(campaigns), DAYS)))
    euros = np.round(30 * np.exp(0.5 * rng.standard_normal(len(row))), 2)
    clicks = rng.poisson(euros / 3)
    return {
        "day": _days(day),
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


def _traffic(rng: np.random.Generator) -> dict[str, object]:
    online = [name for name in CHANNELS if name not in _OFFLINE]
    row, day = (index.ravel() for index in np.indices((len(online), DAYS)))
    sessions = rng.poisson(200, len(row))
    return {
        "day": _days(day),
        "channel": np.array(online)[row],
        "campaign": [None] * len(row),
        "sessions": sessions,
        "users": (sessions * 0.8).astype("int64"),
        "key_events": rng.binomial(sessions, 0.02).astype("float64"),
        "channel_rule": ["given"] * len(row),
    }


def _write_touchpoints(folder: Path, count: int, contacts: pd.DataFrame, rng: np.random.Generator) -> None:
    """Touchpoints of a contact lie between its first one and 120 days later, or the end; the first comes first."""
    columns = SNAPSHOT_COLUMNS[SnapshotTable.TOUCHPOINTS]
    schema = pa.Schema.from_pandas(empty_frame(columns), preserve_index=False)
    first_us = contacts["first_touch_at"].dt.tz_localize(None).to_numpy().astype("int64")
    account = contacts["account_key"].to_numpy()
    names = {"campaign": _campaigns()["campaign"].tolist(), "channel": list(CHANNELS), "kind": [str(k) for k in _KINDS]}
    is_sales = np.array([kind in _SALES_KINDS for kind in _KINDS])
    end = _START_US + DAYS * _DAY_US
    with pq.ParquetWriter(folder / f"{SnapshotTable.TOUCHPOINTS.value}.parquet", schema) as writer:
        for begin in range(0, count, _SLICE):
            key = np.arange(begin, min(begin + _SLICE, count))
            contact = np.minimum(key // TOUCHES_PER_CONTACT, len(contacts) - 1)
            room = np.minimum(120 * _DAY_US, end - first_us[contact] - 1)
            at_us = first_us[contact] + np.where(key % TOUCHES_PER_CONTACT, rng.random(len(key)) * room, 0).astype(
                "int64"
            )
            kind = rng.choice(len(_KINDS), len(key), p=_KIND_SHARE)
            channel = rng.choice(len(CHANNELS), len(key), p=_CHANNEL_SHARE)
            campaign = channel * _CAMPAIGNS_PER_CHANNEL + rng.integers(0, _CAMPAIGNS_PER_CHANNEL, len(key))
            arrays = {
                "touchpoint_key": pa.array(key),
                "contact_key": pa.array(contact),
                "account_key": pa.array(account[contact]),
                "at": pa.array(at_us).cast(pa.timestamp("us", tz="UTC")),
                "at_us": pa.array(at_us),
                "kind": _coded(names["kind"], kind),
                "team": _coded([Team.MARKETING.value, Team.SALES.value], is_sales[kind].astype("int64")),
                "channel": _coded(names["channel"], channel),
                "campaign": _coded(names["campaign"], campaign),
                "content": pa.nulls(len(key), schema.field("content").type),
                "channel_rule": _coded(["given"], np.zeros(len(key), dtype="int64")),
            }
            writer.write_table(
                pa.table([arrays[name].cast(schema.field(name).type) for name in columns], schema=schema)
            )


def _coded(values: list[str], codes: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(values)).cast(pa.string())
