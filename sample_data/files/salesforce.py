"""Salesforce: opportunities as a formatted report (workbook) and leads as a plain one (CSV)."""

from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.dirt import Dirt
from sample_data.files import delimited as text
from sample_data.files.records import Records
from sample_data.files.workbooks import DATE, MOMENT, MONEY, SheetFile
from sample_data.world.history import World
from sample_data.world.names import place_names
from sample_data.world.randomness import part
from sample_data.world.streams import STREAMS

EUROS_PER_DOLLAR = 0.92
OVERDUE_SHARE = 0.04  # of open deals whose close date nobody has moved
_OPEN_STAGES = (("Prospecting", 10), ("Qualification", 20), ("Proposal/Price Quote", 50), ("Negotiation/Review", 75))
_LEAD_SOURCES = {"events": "Trade Show", "direct_mail": "Direct Mail", "field_sales": "Field Sales",
                 "call_centre": "Phone Inquiry", "partners": "Partner", "online_seminare": "Webinar"}  # fmt: skip


def salesforce_files(world: World, known: Records, faults: Dirt, folder: Path) -> None:
    """Both reports."""
    stamp = int(np.datetime64(world.horizon.end, "s").astype("int64")) * 1000
    _opportunities(world, deal_rows(world, known, faults), folder / f"report{stamp}.xlsx")
    leads = lead_rows(world, known, faults)
    lines = [text.line(list(leads.columns), ","), *text.lines_of(leads, ",")]
    lines += ["", f'"Grand Totals ({len(leads)} records)"', '"Confidential Information - Do Not Distribute"',
              f'"Copyright (c) 2000-{world.horizon.until.year} salesforce.com, inc. All rights reserved."']  # fmt: skip
    text.write_text(folder / f"report{stamp + 61_000}.csv", lines, encoding="cp1252")


def deal_rows(world: World, known: Records, faults: Dirt) -> pd.DataFrame:
    """The opportunities as they stand in the report."""
    deals = world.deals[world.deals["is_exported"]]
    rng = part(world.seed, "opportunity report")
    who = world.contacts.iloc[deals["contact"]].set_index(deals.index)
    stage, probability, planned = _progress(deals, world, rng)
    amount = deals["amount"].mask(deals.index.isin(faults.blank_amounts))
    is_dollar = deals.index.isin(faults.dollar_deals)
    amount = amount.mask(is_dollar, (amount / EUROS_PER_DOLLAR).round(-1))
    is_unmatched = deals.index.isin(faults.unmatched_deals)
    company = who["company"].mask(is_unmatched, _strangers(len(deals), rng))
    ids, emails = _people(world, known, faults)
    channel = pd.Series(np.array([stream.channel for stream in STREAMS])[who["stream"]], index=deals.index)
    campaign = (
        who["campaign"].map(world.campaigns["campaign"]).where(~deals["is_repeat"] & (rng.random(len(deals)) < 0.4))
    )
    return pd.DataFrame(
        {
            "Opportunity ID": known.deal_id[deals.index],
            "Opportunity Name": company + " – " + deals["product"],
            "Account Name": company,
            "Opportunity Owner": who["owner"],
            "Stage": stage,
            "Amount Currency": np.where(is_dollar, "USD", "EUR"),
            "Amount": amount,
            "Probability (%)": probability,
            "Created Date": deals["created_at"],
            "Close Date": planned,
            "Type": np.where(deals["is_repeat"], "Existing Business", "New Business"),
            "Lead Source": channel.map(_LEAD_SOURCES).fillna("Web"),
            "Primary Campaign Source": campaign,
            "Primary Contact ID": ids.reindex(deals.index),
            "Contact: Email": emails.reindex(deals.index),
            "Loss Reason": deals["reason"].where(deals["outcome"] == "lost"),
            "Closed": np.where(deals["outcome"] == "open", 0, 1),
            "Won": np.where(deals["outcome"] == "won", 1, 0),
        }
    )


def _progress(deals: pd.DataFrame, world: World, rng: np.random.Generator) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Stage, probability and close date: the planned one of open deals lies ahead, save for the overdue few."""
    created, closes = deals["created_at"].to_numpy(), deals["closes_at"].to_numpy()
    done = (world.horizon.end - created) / np.maximum(closes - created, np.timedelta64(1, "s"))
    step = np.clip((done * 4).astype(int), 0, 3)
    is_open = (deals["outcome"] == "open").to_numpy()
    names, chances = (np.array(column) for column in zip(*_OPEN_STAGES, strict=True))
    is_won = (deals["outcome"] == "won").to_numpy()
    stage = np.where(is_open, names[step], np.where(is_won, "Closed Won", "Closed Lost"))
    probability = np.where(is_open, chances[step], np.where(is_won, 100, 0))
    last_day = np.datetime64(world.horizon.until)
    guess = closes.astype("datetime64[D]") + rng.integers(-25, 40, len(deals))
    planned = np.maximum(guess, last_day + rng.integers(1, 45, len(deals)))
    overdue = np.maximum(last_day - rng.integers(2, 50, len(deals)), created.astype("datetime64[D]"))
    planned = np.where(rng.random(len(deals)) < OVERDUE_SHARE, overdue, planned)
    planned = np.where(is_open, planned, closes.astype("datetime64[D]"))
    return tuple(pd.Series(values, index=deals.index) for values in (stage, probability, planned))


def _strangers(count: int, rng: np.random.Generator) -> list[str]:
    """Companies that no contact works for."""
    places = np.array(place_names())
    return [f"{place} Beteiligungen SE" for place in rng.choice(places, count)]


def _people(world: World, known: Records, faults: Dirt) -> tuple[pd.Series, pd.Series]:
    """The deals' Salesforce lead ids and mail addresses, several joined by a semicolon."""
    pairs = world.deal_contacts
    silent = np.concatenate([faults.company_only, faults.unmatched_deals])
    pairs = pairs[~pairs["deal"].isin(silent)]
    lead_id = pd.Series(known.lead_id[pairs["contact"]], index=pairs["deal"])
    email = pd.Series(known.email[pairs["contact"]], index=pairs["deal"])
    primary = pairs.set_index("deal")["position"] == 0
    ids = lead_id[primary & (lead_id != "")]
    return ids, email[email != ""].groupby(level=0).agg(";".join)


def _opportunities(world: World, rows: pd.DataFrame, path: Path) -> None:
    with SheetFile(path, "Opportunities", "Nordwieck Maschinenbau GmbH") as book:
        book.line(["Opportunities – geschlossen im Zeitraum oder offen"], is_bold=True)
        book.line(
            [f"As of {world.horizon.until:%Y-%m-%d} 23:59:00 Central European Standard Time/CET • Generated by CRM"]
        )
        book.line([])
        book.table(rows, {"Created Date": MOMENT, "Close Date": DATE, "Amount": MONEY})
        book.line([])
        book.line([f"Grand Totals ({len(rows)} records)"])
        book.line(["Confidential Information - Do Not Distribute"])
        book.line([f"Copyright (c) 2000-{world.horizon.until.year} salesforce.com, inc. All rights reserved."])


def lead_rows(world: World, known: Records, faults: Dirt) -> pd.DataFrame:
    """The leads that sales works on: those it found itself, and those with a deal that are synced."""
    rng = part(world.seed, "lead report")
    who = np.flatnonzero(known.lead_id != "")
    contacts = world.contacts.iloc[who]
    pairs = world.deal_contacts[
        ~world.deal_contacts["deal"].isin(np.concatenate([faults.company_only, faults.unmatched_deals]))
    ]
    first_deal = pairs[pairs["position"] == 0].drop_duplicates("contact").set_index("contact")["deal"].reindex(who)
    has_deal = first_deal.notna().to_numpy()
    deal = first_deal.fillna(0).astype(int).to_numpy()
    converted = np.where(has_deal, world.deals["created_at"].to_numpy()[deal], np.datetime64("NaT"))
    email = pd.Series(known.email[who])
    shouted = rng.random(len(who)) < 0.08
    channel = pd.Series(np.array([stream.channel for stream in STREAMS])[contacts["stream"]])
    return pd.DataFrame(
        {
            "Lead ID": known.lead_id[who],
            "First Name": contacts["first_name"].to_numpy(),
            "Last Name": contacts["last_name"].to_numpy(),
            "Company": contacts["company"].to_numpy(),
            "Title": contacts["job_title"].to_numpy(),
            "Email": email.mask(shouted, email.str.upper()),
            "Country": contacts["country"].to_numpy(),
            "Lead Source": channel.map(_LEAD_SOURCES).fillna("Web"),
            "Lead Status": np.where(has_deal, "Qualified", "Working - Contacted"),
            "Lead Owner": contacts["owner"].to_numpy(),
            "Created Date": text.stamps(contacts["lead_at"], "%Y-%m-%d %H:%M"),
            "Converted": np.where(has_deal, "1", "0"),
            "Converted Date": text.stamps(converted, "%Y-%m-%d %H:%M"),
            "Converted Opportunity ID": np.where(has_deal, known.deal_id[deal], ""),
            "Email Opt Out": np.where(contacts["has_consent"], "0", "1"),
            "Number of Employees": contacts["employees"].astype(str).to_numpy(),
            "Industry": contacts["industry"].to_numpy(),
        }
    )
