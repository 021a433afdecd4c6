"""truth.json: every planted parameter and what came of it, so that analyses can be asked to find it again."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sample_data.dirt import Dirt
from sample_data.files import hubspot, own_lists, salesforce
from sample_data.files.records import Records
from sample_data.world import accounts, calendar, deals, lags, quality, spend
from sample_data.world.history import World
from sample_data.world.outcomes import OWNER_SLOWNESS
from sample_data.world.streams import STREAMS

COMPANY = "Nordwieck Maschinenbau GmbH"


def write_truth(world: World, ads: pd.DataFrame, known: Records, faults: Dirt, path: Path) -> None:
    """The file; keys in a fixed order, so that equal worlds give equal bytes."""
    truth = {
        "company": COMPANY,
        "seed": world.seed,
        "period": {"start_on": str(world.horizon.start_on), "end_on": str(world.horizon.until)},
        "reporting": {
            "currency": "EUR",
            "zone": "Europe/Berlin",
            "exchange_rates": {"USD": salesforce.EUROS_PER_DOLLAR},
        },
        "planted": _planted(),
        "streams": _streams(world, ads),
        "weeks": _weeks(world),
        "counts": counts(world, known, faults),
        "months": _months(world, faults),
        "campaign_aliases": {
            wrong: world.campaigns.at[number, "campaign"] for number, wrong in faults.misspelt_campaigns.items()
        },
        "dirt": _dirt(world, known, faults),
    }
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1, default=_as_plain) + "\n", encoding="utf-8")


def _as_plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(type(value))


def _planted() -> dict[str, Any]:
    lag_names = [name for name, value in vars(lags).items() if isinstance(value, lags.Lag)]
    return {
        "month_season": calendar.MONTH_SEASON,
        "weekday_weight": calendar.WEEKDAY_WEIGHT,
        "lead_noise_sigma": spend.LEAD_NOISE,
        "lags": {name.lower(): asdict(getattr(lags, name)) for name in lag_names},
        "same_visit_share": lags.SAME_VISIT_SHARE,
        "opportunity_log_odds": {
            "intercept": quality.OPPORTUNITY_INTERCEPT,
            "stream": {stream.name: stream.quality_log_odds for stream in STREAMS},
            "industry": quality.INDUSTRY,
            "size_band": quality.SIZE_BAND,
            "country": quality.COUNTRY,
            "role": quality.ROLE,
            "behaviour": quality.BEHAVIOUR,
            "follow_up_per_log2_of_1_plus_days": quality.FOLLOW_UP,
            "not_handed_over": quality.NOT_HANDED_OVER,
            "max_downloads": quality.MAX_DOWNLOADS,
            "recent_days": quality.RECENT_DAYS,
        },
        "win_log_odds": {
            "intercept": quality.WIN_INTERCEPT,
            "stream": {stream.name: stream.win_log_odds for stream in STREAMS},
            "size_band": quality.WIN_SIZE_BAND,
            "repeat": quality.WIN_REPEAT,
            "follow_up_per_log2_of_1_plus_days": quality.WIN_FOLLOW_UP,
        },
        "mql_rule_of_the_company": {
            "points": quality.MQL_POINTS,
            "role_points": quality.MQL_ROLE_POINTS,
            "stream_points": quality.MQL_STREAM_POINTS,
            "noise_points": quality.MQL_NOISE_POINTS,
            "threshold_points": quality.MQL_THRESHOLD_POINTS,
        },
        "owner_slowness": OWNER_SLOWNESS,
        "deals": {
            "amount_median": deals.AMOUNT_MEDIAN_EUROS,
            "amount_sigma": deals.AMOUNT_SIGMA,
            "repeat_amount_factor": deals.REPEAT_AMOUNT_FACTOR,
            "repeat_lag_factor": deals.REPEAT_LAG_FACTOR,
            "size_amount_exponent": deals.SIZE_AMOUNT_EXPONENT,
            "repeat_share": deals.REPEAT_SHARE,
            "retry_share": deals.RETRY_SHARE,
            "installed_base_accounts": accounts.INSTALLED_BASE,
        },
        "leaking_field": {"file": "hubspot contacts", "heading": hubspot.LEAKING_PROPERTY,
                          "known_from": "sql", "values": {"Ja": "budget confirmed by sales"}},
    }  # fmt: skip


def _streams(world: World, ads: pd.DataFrame) -> dict[str, Any]:
    """Planted parameters and realised totals in the period, each stream by its name."""
    leads = leads_in_period(world)
    rows = world.spending.rows
    in_period = world.horizon.days[rows["day"]] >= np.datetime64(world.horizon.start_on)
    owner = world.campaigns["stream"].to_numpy()[rows["campaign"]]
    closed = world.deals[(world.deals["outcome"] == "won") & world.deals["is_exported"]]
    closed = closed.assign(stream=world.contacts["stream"].to_numpy()[closed["contact"]])
    result = {}
    for number, stream in enumerate(STREAMS):
        mine, won = leads[leads["stream"] == number], closed[closed["stream"] == number]
        claimed = ads.loc[ads["stream"] == number, "claimed"].sum()
        result[stream.name] = asdict(stream) | {
            "ceiling_leads_a_week": world.spending.ceilings[number],
            "spend_cents": int(rows["cents"][in_period & (owner == number)].sum()),
            "leads": len(mine),
            "mqls": int(mine["is_mql"].sum()),
            "later_opportunities": int(mine["is_opportunity"].sum()),
            "won_deals": len(won),
            "won_amount": won["amount"].sum(),
            "claimed_conversions": int(claimed),
            "claimed_per_lead": claimed / len(mine) if stream.claimed_factor else None,
        }
    return result


def _weeks(world: World) -> dict[str, Any]:
    """Spend, adstock, expected and created leads of each stream by week, the warm-up included."""
    horizon, contacts = world.horizon, world.contacts[~world.contacts["is_base"]]
    created = np.zeros_like(world.spending.expected_leads, dtype=int)
    np.add.at(created, (contacts["stream"].to_numpy(), horizon.week_of(contacts["lead_at"].to_numpy())), 1)
    return {
        "monday": [str(day) for day in horizon.weeks],
        "season": horizon.week_season.round(6),
        "first_week_in_files": int((horizon.weeks < np.datetime64(horizon.start_on)).sum() - 1),
        "streams": {
            stream.name: {
                "spend": world.spending.weekly_euros[number].round(2),
                "adstocked_spend": world.spending.adstocked[number].round(4),
                "expected_leads": world.spending.expected_leads[number].round(6),
                "leads": created[number],
            }
            for number, stream in enumerate(STREAMS)
        },
    }


def leads_in_period(world: World) -> pd.DataFrame:
    """Contacts that became leads in the period of the files."""
    return world.contacts[~world.contacts["is_base"] & (world.contacts["lead_at"] >= world.horizon.start)]


def counts(world: World, known: Records, faults: Dirt) -> dict[str, Any]:
    """What the files hold and what became of the leads of the period."""
    exported = world.deals[world.deals["is_exported"]]
    leads = leads_in_period(world)
    won = exported[exported["outcome"] == "won"]
    visits = own_lists.fair_visits(world)
    return {
        "persons": int(world.contacts["is_exported"].sum()),
        "hubspot_rows": int((known.hubspot_id != "").sum()) + len(known.duplicate_id),
        "salesforce_lead_rows": int((known.lead_id != "").sum()),
        "touchpoints": len(world.touches),
        "touchpoint_log_rows": int((~visits).sum()),
        "fair_list_rows": int(visits.sum()),
        "stage_rows": len(world.stages),
        "stages": world.stages["stage"].value_counts().sort_index().to_dict(),
        "deals": len(exported),
        "deals_by_outcome": exported["outcome"].value_counts().sort_index().to_dict(),
        "repeat_deals": int(exported["is_repeat"].sum()),
        "won_amount": won["amount"].sum(),
        "won_amount_in_files": won["amount"][~won.index.isin(faults.blank_amounts)].sum(),
        "won_amount_median": won["amount"].median(),
        "win_rate": len(won) / int((exported["outcome"] != "open").sum()),
        "campaigns": len(world.campaigns),
        "leads_in_period": len(leads),
        "mql_share_of_leads": leads["is_mql"].mean(),
        "opportunity_share_of_leads": leads["is_opportunity"].mean(),
        "median_days_lead_to_win": _lead_to_win(world).median(),
        "deal_contacts": len(world.deal_contacts),
        "deals_by_match": deals_by_match(world, known, faults),
    }


def _lead_to_win(world: World) -> pd.Series:
    won = world.deals[world.deals["is_won"] & ~world.deals["is_repeat"]]
    lead_at = world.contacts["lead_at"].to_numpy()[won["contact"]]
    return pd.Series((won["closes_at"].to_numpy() - lead_at).astype("timedelta64[s]").astype(float) / 86_400)


def deals_by_match(world: World, known: Records, faults: Dirt) -> dict[str, int]:
    """How many deals name their contact by id, only by e-mail, only by company, or not at all."""
    deals = world.deals[world.deals["is_exported"]]
    none, company = deals.index.isin(faults.unmatched_deals), deals.index.isin(faults.company_only)
    has_id = (known.lead_id[deals["contact"]] != "") & ~none & ~company
    return {"id": int(has_id.sum()), "email": int((~has_id & ~none & ~company).sum()),
            "company_and_date": int(company.sum()), "none": int(none.sum())}  # fmt: skip


def _months(world: World, faults: Dirt) -> dict[str, Any]:
    """Leads, MQLs, won deals, revenue and spend of each month of the period; revenue as it happened, in euros."""
    leads = leads_in_period(world)
    won = world.deals[(world.deals["outcome"] == "won") & world.deals["is_exported"]]
    rows = world.spending.rows
    days = pd.Series(pd.to_datetime(world.horizon.days[rows["day"]]))
    cents = rows["cents"].groupby(days.dt.strftime("%Y-%m")).sum()
    won_month = won["closes_at"].dt.strftime("%Y-%m")
    created_month = leads["lead_at"].dt.strftime("%Y-%m")
    months = sorted(won_month.unique())
    return {
        month: {
            "leads": int((created_month == month).sum()),
            "won_deals": int((won_month == month).sum()),
            "won_amount": won["amount"][won_month == month].sum(),
            "spend_booked_cents": int(cents.get(month, 0)),
        }
        for month in months
    }


def _dirt(world: World, known: Records, faults: Dirt) -> dict[str, Any]:
    """Every fault by the id under which the file knows its row."""

    def deal_ids(numbers: np.ndarray) -> list[str]:
        return known.deal_id[numbers].tolist()

    def touch_ids(numbers: np.ndarray) -> list[str]:
        return [f"T{number + 1:07d}" for number in numbers]

    return {
        "duplicate_contacts": {second: known.hubspot_id[first] for first, second in known.duplicate_id.items()},
        "contacts_in_both_systems": len(faults.in_both),
        "contacts_only_in_salesforce": len(faults.sales_only),
        "contacts_without_email": known.hubspot_id[faults.without_email].tolist(),
        "deals_without_amount": deal_ids(faults.blank_amounts),
        "deals_by_company_only": deal_ids(faults.company_only),
        "deals_unmatched": deal_ids(faults.unmatched_deals),
        "deals_in_dollars": deal_ids(faults.dollar_deals),
        "touchpoints_unknown_source": touch_ids(faults.unknown_source),
        "touchpoints_blank_source": touch_ids(faults.blank_source),
        "touchpoints_print_source": touch_ids(faults.print_source),
        "fair_guests_without_email": len(faults.fair_guests_without_email),
    }
