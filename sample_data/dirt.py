"""What is wrong in the files, on purpose: each row has at most one fault, and truth.json lists them all."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data.world.history import World
from sample_data.world.randomness import part
from sample_data.world.streams import INDEX, STREAMS

DUPLICATES = 160
MISSING_EMAIL_SHARE = 0.022
BLANK_WON_AMOUNTS, BLANK_OPEN_AMOUNTS = 9, 46
COMPANY_ONLY_SHARE = 0.04
UNMATCHED_DEALS, DOLLAR_DEALS = 14, 4
ALIASED_CAMPAIGNS = 12
UNKNOWN_SOURCE_SHARE, BLANK_SOURCE_SHARE, PRINT_SHARE = 0.004, 0.003, 0.003
NAMELESS_FAIR_GUESTS = 0.03  # met at a fair with a card without a mail address
SALES_ONLY_SHARE = 0.22  # of contacts that sales found itself: only in Salesforce
SYNCED_SHARE = 0.5  # of contacts with a deal: in both systems


@dataclass(frozen=True, slots=True)
class Dirt:
    """Which contacts, deals, touchpoints and campaigns are written wrongly, or into which system; row numbers."""

    duplicates: np.ndarray
    without_email: np.ndarray
    sales_only: np.ndarray
    in_both: np.ndarray
    blank_amounts: np.ndarray
    company_only: np.ndarray
    unmatched_deals: np.ndarray
    dollar_deals: np.ndarray
    unknown_source: np.ndarray
    blank_source: np.ndarray
    print_source: np.ndarray
    fair_guests_without_email: np.ndarray
    misspelt_campaigns: dict[int, str]


def dirt(world: World) -> Dirt:
    """Every fault, drawn without overlap among the rows that the files hold."""
    contacts = _contact_faults(world)
    deals = _deal_faults(world)
    touches = _touch_faults(world)
    return Dirt(**contacts, **deals, **touches, misspelt_campaigns=misspelt(world))


def _contact_faults(world: World) -> dict[str, np.ndarray]:
    rng = part(world.seed, "contact faults")
    contacts = world.contacts
    exported = contacts.index[contacts["is_exported"]].to_numpy()
    with_deal = np.isin(exported, world.deal_contacts["contact"])
    is_sales = np.array([stream.is_sales for stream in STREAMS])[contacts["stream"].to_numpy()[exported]]
    draw = rng.random(len(exported))
    sales_only = exported[is_sales & (draw < SALES_ONLY_SHARE)]
    in_both = exported[(is_sales & (draw >= SALES_ONLY_SHARE)) | (~is_sales & with_deal & (draw < SYNCED_SHARE))]
    plain = rng.permutation(exported[~np.isin(exported, sales_only) & ~with_deal])
    missing = int(MISSING_EMAIL_SHARE * len(exported))
    plain = plain[~np.isin(plain, in_both)]
    # A second record is made weeks after the first one.
    is_old = (contacts["lead_at"] < world.horizon.end - np.timedelta64(45, "D")).to_numpy()
    duplicates = plain[is_old[plain]][:DUPLICATES]
    return {
        "sales_only": sales_only,
        "in_both": in_both,
        "duplicates": np.sort(duplicates),
        "without_email": np.sort(plain[~np.isin(plain, duplicates)][:missing]),
    }


def _deal_faults(world: World) -> dict[str, np.ndarray]:
    rng = part(world.seed, "deal faults")
    deals = world.deals[world.deals["is_exported"]]
    won = rng.permutation(deals.index[deals["outcome"] == "won"].to_numpy())
    rest = rng.permutation(deals.index[deals["outcome"] != "won"].to_numpy())
    mixed = rng.permutation(np.concatenate([won[BLANK_WON_AMOUNTS + DOLLAR_DEALS :], rest[BLANK_OPEN_AMOUNTS:]]))
    unmatched, company_only = np.split(mixed, [UNMATCHED_DEALS])
    return {
        "blank_amounts": np.sort(np.concatenate([won[:BLANK_WON_AMOUNTS], rest[:BLANK_OPEN_AMOUNTS]])),
        "dollar_deals": np.sort(won[BLANK_WON_AMOUNTS : BLANK_WON_AMOUNTS + DOLLAR_DEALS]),
        "unmatched_deals": np.sort(unmatched),
        "company_only": np.sort(company_only[: int(COMPANY_ONLY_SHARE * len(deals))]),
    }


def _touch_faults(world: World) -> dict[str, np.ndarray]:
    rng = part(world.seed, "touch faults")
    touches = world.touches
    is_first = ~touches["contact"].duplicated().to_numpy()
    is_fair = ((touches["kind"] == "event") & (touches["at"] >= world.horizon.start)).to_numpy()
    online = touches["kind"].isin(["visit", "ad_click"]).to_numpy() & ~is_first
    plain = rng.permutation(np.flatnonzero(online))
    counts = (len(touches) * np.array([UNKNOWN_SOURCE_SHARE, BLANK_SOURCE_SHARE, PRINT_SHARE])).astype(int)
    unknown, blank, printed, _ = np.split(plain, counts.cumsum())
    guests = np.flatnonzero(is_fair & ~is_first)
    nameless = guests[rng.random(len(guests)) < NAMELESS_FAIR_GUESTS]
    return {
        "unknown_source": np.sort(unknown),
        "blank_source": np.sort(blank),
        "print_source": np.sort(printed),
        "fair_guests_without_email": nameless,
    }


def misspelt(world: World) -> dict[int, str]:
    """Campaign number -> how its links misspell it; only the links, never the platform's own report."""
    rng = part(world.seed, "misspelt campaigns")
    streams = [INDEX[name] for name in ("google_search", "google_display", "meta", "linkedin", "microsoft_search")]
    names = world.campaigns["campaign"]
    is_running = world.campaigns["end_on"] >= np.datetime64(world.horizon.start_on)
    eligible = world.campaigns.index[world.campaigns["stream"].isin(streams) & is_running].to_numpy()
    taken = set(names.str.casefold())
    result: dict[int, str] = {}
    for number in rng.permutation(eligible):
        wrong = _one_letter_less(names[number], rng)
        if wrong.casefold() not in taken:
            result[int(number)] = wrong
            taken.add(wrong.casefold())
        if len(result) == ALIASED_CAMPAIGNS:
            break
    return dict(sorted(result.items()))


def _one_letter_less(name: str, rng: np.random.Generator) -> str:
    letters = pd.Series(list(name)).str.isalpha().to_numpy().nonzero()[0]
    at = int(rng.choice(letters[len(letters) // 2 :]))
    return name[:at] + name[at + 1 :]
