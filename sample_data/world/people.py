"""The people behind the leads: from which stream, when, at which company, and who they are."""

import numpy as np
import pandas as pd

from sample_data.world import names, quality
from sample_data.world.accounts import INSTALLED_BASE
from sample_data.world.calendar import WEEKDAY_WEIGHT, Horizon, at_work, in_daytime, later, weekday, whole_minutes
from sample_data.world.lags import FIRST_TOUCH_TO_LEAD, SAME_VISIT_SHARE
from sample_data.world.randomness import lognormal, part
from sample_data.world.spend import Spending
from sample_data.world.streams import INDEX, STREAMS, Rhythm

_ROLE_SHARE = (0.20, 0.14, 0.20, 0.13, 0.20, 0.06, 0.07)
_BASE_STREAMS = {"field_sales": 0.36, "trade_fairs": 0.27, "partners": 0.11, "mailings": 0.06, "referral": 0.07,
                 "organic_search": 0.13}  # fmt: skip


def people(
    horizon: Horizon, spending: Spending, campaigns: pd.DataFrame, accounts: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """All contacts: stream, campaign (-1 without), first_touch_at, lead_at, account, is_base (a customer's contact
    from before the simulation) and their names, role, owner and consent."""
    new = _new_leads(horizon, spending, campaigns, part(seed, "leads"))
    new["account"] = _workplaces(len(new), accounts, part(seed, "workplaces"))
    base = _installed_base(horizon, accounts, part(seed, "installed base"))
    contacts = pd.concat([base, new], ignore_index=True).sort_values("lead_at", kind="stable", ignore_index=True)
    return _with_identity(contacts, accounts, part(seed, "identity"))


def _new_leads(horizon: Horizon, spending: Spending, campaigns: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    counts = rng.poisson(spending.expected_leads)
    stream, week = (np.repeat(index, counts.ravel()) for index in (a.ravel() for a in np.indices(counts.shape)))
    weight = (WEEKDAY_WEIGHT[weekday(horizon.days)] * horizon.season).cumsum()
    day_before = np.concatenate([[0.0], weight])
    starts, ends = day_before[week * 7], day_before[np.minimum(week * 7 + 7, len(horizon.days))]
    day = np.searchsorted(weight, starts + rng.random(len(week)) * (ends - starts), "right")
    lead_at = at_work(horizon.days[np.minimum(day, len(horizon.days) - 1)], rng)
    waits = rng.random(len(week)) > SAME_VISIT_SHARE
    lag = np.minimum(lognormal(rng, FIRST_TOUCH_TO_LEAD.median, FIRST_TOUCH_TO_LEAD.sigma, len(week)), 60.0)
    minutes = rng.integers(2, 25, len(week)) / 1440
    campaign = campaign_of(stream, week, spending.campaign_week_pull, campaigns, rng)
    lead_at = whole_minutes(lead_at)
    first_touch_at = in_daytime(later(lead_at, -np.where(waits, lag, minutes)))
    offline = np.isin(stream, [INDEX["trade_fairs"], INDEX["mailings"]])
    met_at = _met_at(campaigns.iloc[campaign[offline]], rng)
    first_touch_at[offline] = met_at
    lead_at[offline] = np.maximum(lead_at[offline], whole_minutes(later(met_at, 25 / 1440)))
    first_touch_at = np.minimum(first_touch_at, later(lead_at, -2 / 1440))
    columns = {"stream": stream, "campaign": campaign, "first_touch_at": first_touch_at, "lead_at": lead_at}
    return pd.DataFrame(columns | {"is_base": False})


def _met_at(met_by: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """A moment at the fair, or in the days when the mailing lay on the desk."""
    start = met_by["start_on"].to_numpy().astype("datetime64[D]")
    length = np.minimum((met_by["end_on"].to_numpy().astype("datetime64[D]") - start).astype(int) + 1, 5)
    return at_work(start + (rng.random(len(met_by)) * length).astype(int), rng)


def campaign_of(
    stream: np.ndarray, week: np.ndarray, pull: np.ndarray, campaigns: pd.DataFrame, rng: np.random.Generator
) -> np.ndarray:
    """A campaign for each (stream, week), drawn by the euros still at work; -1 where the stream has none."""
    chosen = np.full(len(stream), -1)
    draws = rng.random(len(stream))
    owner = campaigns["stream"].to_numpy()
    for number, kind in enumerate(STREAMS):
        rows = np.flatnonzero(stream == number)
        mine = np.flatnonzero(owner == number)
        if kind.rhythm is Rhythm.NONE or not len(rows):
            continue
        # The floor only decides where nothing has been spent yet.
        heights = np.maximum(pull[mine], 1e-300).cumsum(axis=0)
        shares = heights / heights[-1]
        chosen[rows] = mine[(shares[:, week[rows]] < draws[rows]).sum(axis=0)]
    return chosen


def _workplaces(size: int, accounts: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    weight = accounts["weight"].to_numpy()
    return rng.choice(len(accounts), size, p=weight / weight.sum())


def _installed_base(horizon: Horizon, accounts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    weight = accounts["weight"].to_numpy() * accounts["industry"].map(quality.INDUSTRY).add(1.5).to_numpy()
    chosen = rng.choice(len(accounts), INSTALLED_BASE, replace=False, p=weight / weight.sum())
    account = np.repeat(chosen, rng.choice([1, 2, 3], INSTALLED_BASE, p=[0.72, 0.23, 0.05]))
    since = horizon.days[0] - rng.integers(60, 2_400, len(account))
    streams = rng.choice(
        [INDEX[name] for name in _BASE_STREAMS], len(account), p=np.array(list(_BASE_STREAMS.values()))
    )
    lead_at = whole_minutes(at_work(since, rng))
    return pd.DataFrame(
        {
            "stream": streams,
            "campaign": -1,
            "first_touch_at": in_daytime(later(lead_at, -10 / 1440)),
            "lead_at": lead_at,
            "is_base": True,
            "account": account,
        }
    )


def _with_identity(contacts: pd.DataFrame, accounts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    size = len(contacts)
    role = rng.choice(list(quality.ROLE), size, p=_ROLE_SHARE)
    first, last = rng.choice(names.FIRST_NAMES, size), rng.choice(names.LAST_NAMES, size)
    draws = rng.random(size)
    domain = accounts["domain"].to_numpy()[contacts["account"]]
    local = pd.Series([f"{names.slug(a)}.{names.slug(b)}" for a, b in zip(first, last, strict=True)])
    again = local.groupby([domain, local]).cumcount()
    mail = local + again.map(lambda n: f"{n + 1}" if n else "") + "@" + domain
    looked_up = accounts.iloc[contacts["account"]].reset_index(drop=True)
    german = looked_up["country"].isin(["Deutschland", "Österreich", "Schweiz"])
    return contacts.assign(
        first_name=first,
        last_name=last,
        role=role,
        job_title=[
            names.TITLES[key][int(draw * len(names.TITLES[key]))] for key, draw in zip(role, draws, strict=True)
        ],
        email=mail,
        company=looked_up["company"],
        country=looked_up["country"],
        industry=looked_up["industry"],
        employees=looked_up["employees"],
        size_band=looked_up["size_band"],
        language=np.where(german, "Deutsch", "Englisch"),
        owner=rng.choice(names.OWNERS, size),
        has_consent=rng.random(size) < np.where(contacts["is_base"], 0.85, 0.66),
        is_bounced=rng.random(size) < 0.025,
        keenness=rng.standard_normal(size),
        machine_count=np.maximum(0, np.rint(looked_up["employees"] ** 0.5 * np.exp(0.5 * rng.standard_normal(size)))),
    )
