"""What happens after the judgement: newsletters, further visits, fairs, and everything sales does."""

import numpy as np
import pandas as pd

from clm_core.records import TouchpointKind as Kind
from sample_data.world.behaviour import MIX_SHARES, MIX_STREAMS, touches
from sample_data.world.calendar import Horizon, at_work, later
from sample_data.world.randomness import lognormal
from sample_data.world.streams import INDEX, STREAMS

# Touchpoints in 30 days.
_RATE_NURTURED, _RATE_IN_DEAL, _RATE_CUSTOMER, _RATE_SALES_IN_DEAL = 0.62, 0.95, 0.25, 1.0
_NURTURED_DAYS = (70.0, 0.8)
_EUROS_A_REACQUAINTANCE = 520.0  # of a fair's budget, for each known contact met there again
_SALES_KINDS = np.array([Kind.CALL.value, Kind.MEETING.value, Kind.REPLY.value])
IS_PAID = np.array([stream.cost_per_click > 0 for stream in STREAMS])


def later_touches(
    contacts: pd.DataFrame, deals: pd.DataFrame, horizon: Horizon, rng: np.random.Generator
) -> pd.DataFrame:
    """Marketing's touchpoints from the judgement until interest ends, a deal closes, or now."""
    judged = contacts["judged_at"].to_numpy()
    begin = np.where(contacts["is_base"], horizon.days[0].astype("datetime64[s]"), judged)
    parts = []
    faded = later(judged, lognormal(rng, *_NURTURED_DAYS, len(contacts)))
    parts.append(
        _spread(np.arange(len(contacts)), begin, np.where(contacts["is_base"], begin, faded), _RATE_NURTURED, rng)
    )
    who = deals["contact"].to_numpy()
    created, closed = deals["created_at"].to_numpy(), np.minimum(deals["closes_at"].to_numpy(), horizon.end)
    in_deal = _spread(who, created, closed, _RATE_IN_DEAL, rng)
    in_deal["is_serious"] = True
    parts.append(in_deal)
    bought = deals[deals["is_won"] & (deals["closes_at"] < horizon.end)].groupby("contact")["closes_at"].min()
    customers = np.union1d(bought.index.to_numpy(), contacts.index[contacts["is_base"]].to_numpy())
    since = pd.Series(begin).where(contacts["is_base"].to_numpy(), bought.reindex(contacts.index)).to_numpy()[customers]
    parts.append(_spread(customers, since, np.full(len(customers), horizon.end), _RATE_CUSTOMER, rng))
    result = pd.concat(parts, ignore_index=True)
    result["is_serious"] = result["is_serious"].fillna(value=False).astype(bool)
    return _with_kinds(result, contacts, rng)


def _spread(
    who: np.ndarray, begin: np.ndarray, end: np.ndarray, rate_per_30_days: float, rng: np.random.Generator
) -> pd.DataFrame:
    length = np.maximum((end - begin).astype("timedelta64[s]").astype(float) / 86_400, 0.0)
    row = np.repeat(np.arange(len(who)), rng.poisson(rate_per_30_days * length / 30))
    day = later(begin[row], length[row] * rng.random(len(row)))
    return pd.DataFrame({"contact": who[row], "at": np.maximum(at_work(day, rng), begin[row]), "is_serious": None})


def _with_kinds(raw: pd.DataFrame, contacts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    size = len(raw)
    may_mail = (contacts["has_consent"] & ~contacts["is_bounced"]).to_numpy()[raw["contact"]]
    stream = np.where(may_mail & (rng.random(size) < 0.5), INDEX["email"], rng.choice(MIX_STREAMS, size, p=MIX_SHARES))
    stream = np.where((stream == INDEX["email"]) & ~may_mail, INDEX["direct"], stream)
    draw = rng.random(size)
    kind = np.where(IS_PAID[stream], Kind.AD_CLICK.value, Kind.VISIT.value)
    kind = np.where(~IS_PAID[stream] & (draw > 0.93), Kind.DOWNLOAD.value, kind)
    kind = np.where(
        stream == INDEX["email"], np.where(draw < 0.72, Kind.EMAIL_OPEN.value, Kind.EMAIL_CLICK.value), kind
    )
    serious = raw["is_serious"].to_numpy() & (stream != INDEX["email"]) & ~IS_PAID[stream]
    kind = np.where(serious & (draw < 0.18), Kind.PRICING_PAGE.value, kind)
    return touches(raw["contact"].to_numpy(), raw["at"].to_numpy(), kind, stream)


def fair_meetings(contacts: pd.DataFrame, campaigns: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Known contacts who came to the stand of a fair; customers and people with open deals come more often."""
    weight = np.where(contacts["is_base"], 4.0, np.where(contacts["is_opportunity"], 3.0, 0.35))
    parts = []
    for number, fair in campaigns[campaigns["stream"] == INDEX["trade_fairs"]].iterrows():
        start = np.datetime64(fair["start_on"], "s")
        known = np.flatnonzero(contacts["lead_at"].to_numpy() < start)
        if not len(known):
            continue
        guests = min(int(fair["cost"] / _EUROS_A_REACQUAINTANCE), len(known) // 4)
        met = rng.choice(known, guests, replace=False, p=weight[known] / weight[known].sum())
        days = (np.datetime64(fair["end_on"], "D") - np.datetime64(fair["start_on"], "D")).astype(int) + 1
        at = at_work(start.astype("datetime64[D]") + rng.integers(0, days, len(met)), rng)
        parts.append(touches(met, at, Kind.EVENT.value, INDEX["trade_fairs"]).assign(campaign=number))
    return pd.concat(parts, ignore_index=True)


def sales_touches(
    contacts: pd.DataFrame, deals: pd.DataFrame, horizon: Horizon, rng: np.random.Generator
) -> pd.DataFrame:
    """Calls, meetings and replies: the follow-up of leads handed over, then the work on deals."""
    handed = np.flatnonzero(contacts["is_handed_over"])
    hours = contacts["follow_up_hours"].to_numpy()[handed]
    first_at = later(contacts["judged_at"].to_numpy()[handed], hours / 24)
    first = touches(handed, first_at, rng.choice(_SALES_KINDS, len(handed), p=(0.72, 0.08, 0.20)), INDEX["field_sales"])
    again = np.repeat(np.arange(len(handed)), rng.poisson(0.9, len(handed)))
    later_at = later(first_at[again], 0.5 + lognormal(rng, 6.0, 0.9, len(again)))
    more = touches(
        handed[again], later_at, rng.choice(_SALES_KINDS, len(again), p=(0.6, 0.15, 0.25)), INDEX["field_sales"]
    )
    closed = np.minimum(deals["closes_at"].to_numpy(), horizon.end)
    work = _spread(deals["contact"].to_numpy(), deals["created_at"].to_numpy(), closed, _RATE_SALES_IN_DEAL, rng)
    kinds = rng.choice(_SALES_KINDS, len(work), p=(0.45, 0.3, 0.25))
    worked = touches(work["contact"].to_numpy(), work["at"].to_numpy(), kinds, INDEX["field_sales"])
    return pd.concat([first, more, worked], ignore_index=True)


def mail_trouble(contacts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Bounces of dead addresses and newsletters cancelled by people without consent any more."""
    bounced = np.flatnonzero(contacts["is_bounced"])
    left = np.flatnonzero(~contacts["has_consent"] & (rng.random(len(contacts)) < 0.13))
    judged = contacts["judged_at"].to_numpy()
    return pd.concat(
        [
            touches(
                bounced, later(judged[bounced], rng.uniform(1, 60, len(bounced))), Kind.BOUNCE.value, INDEX["email"]
            ),
            touches(left, later(judged[left], rng.uniform(5, 200, len(left))), Kind.UNSUBSCRIBE.value, INDEX["email"]),
        ],
        ignore_index=True,
    )
