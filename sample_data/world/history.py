"""The whole simulated company: every part in order, then only what can be known on the last day."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from clm_core.records import Stage
from clm_core.records import TouchpointKind as Kind
from sample_data.world import behaviour, nurture, outcomes
from sample_data.world.accounts import accounts as accounts_of
from sample_data.world.calendar import Horizon, whole_minutes
from sample_data.world.campaigns import campaigns as campaigns_of
from sample_data.world.deals import deals as deals_of
from sample_data.world.names import ASSETS, PAGES
from sample_data.world.people import campaign_of, people
from sample_data.world.randomness import part
from sample_data.world.spend import Spending, spending
from sample_data.world.streams import INDEX

SECOND_CONTACT_SHARE, THIRD_CONTACT_SHARE = 0.5, 0.18


@dataclass(frozen=True, slots=True)
class World:
    """What happened; contacts and deals carry is_exported: whether the files know them.

    Older contacts are in the files if they have a deal in the period or are customers: the others were deleted
    under the company's retention rule. Deals are those that close in the period or are still open.
    """

    seed: int
    horizon: Horizon
    campaigns: pd.DataFrame
    spending: Spending
    accounts: pd.DataFrame
    contacts: pd.DataFrame
    touches: pd.DataFrame
    stages: pd.DataFrame
    deals: pd.DataFrame
    deal_contacts: pd.DataFrame


def simulate(until: date, seed: int) -> World:
    """The company's history until the end of that day."""
    horizon = Horizon(until)
    campaigns = campaigns_of(horizon, part(seed, "campaigns"))
    spent = spending(horizon, campaigns, seed)
    accounts = accounts_of(part(seed, "accounts"))
    contacts = people(horizon, spent, campaigns, accounts, seed)
    contacts["judged_at"] = behaviour.qualification_at(contacts, part(seed, "qualification"))
    early = behaviour.early_touches(contacts, contacts["judged_at"].to_numpy(), part(seed, "early touches"))
    features = behaviour.features(contacts, early, contacts["judged_at"].to_numpy())
    contacts = pd.concat([contacts, features, outcomes.judged(contacts, features, seed)], axis=1)
    stages, opportunity_at = outcomes.stage_entries(contacts, seed)
    deals = deals_of(contacts, opportunity_at, horizon, seed)
    deals["outcome"] = np.where(deals["closes_at"] >= horizon.end, "open", np.where(deals["is_won"], "won", "lost"))
    deals["is_exported"] = (deals["closes_at"] >= horizon.start).to_numpy()
    deal_contacts = _deal_contacts(deals, contacts, part(seed, "deal contacts"))
    involved = deal_contacts["contact"].unique()
    contacts["is_exported"] = (
        (contacts["lead_at"] >= horizon.start) | contacts["is_base"] | contacts.index.isin(involved)
    ).to_numpy()
    touches = _touches(contacts, deals, early, campaigns, spent, horizon, seed)
    return World(
        seed, horizon, campaigns, spent, accounts, contacts, touches,
        _known_stages(stages, deals, contacts, horizon), deals, deal_contacts,
    )  # fmt: skip


def _deal_contacts(deals: pd.DataFrame, contacts: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Pairs (deal, contact, position); the first contact is the deal's own, others work at the same account."""
    exported = deals[deals["is_exported"]]
    pairs = [pd.DataFrame({"deal": exported.index, "contact": exported["contact"].to_numpy(), "position": 0})]
    order = contacts["account"].sort_values(kind="stable")
    begin = np.searchsorted(order.to_numpy(), exported["account"].to_numpy(), "left")
    count = np.searchsorted(order.to_numpy(), exported["account"].to_numpy(), "right") - begin
    lead_at = contacts["lead_at"].to_numpy()
    for position, share in ((1, SECOND_CONTACT_SHARE), (2, THIRD_CONTACT_SHARE)):
        colleague = order.index.to_numpy()[begin + (rng.random(len(exported)) * count).astype(int)]
        fits = (rng.random(len(exported)) < share) & (lead_at[colleague] < exported["created_at"].to_numpy())
        pairs.append(pd.DataFrame({"deal": exported.index[fits], "contact": colleague[fits], "position": position}))
    together = pd.concat(pairs, ignore_index=True).drop_duplicates(["deal", "contact"])
    return together.sort_values(["deal", "position"], ignore_index=True)


def _touches(
    contacts: pd.DataFrame, deals: pd.DataFrame, early: pd.DataFrame, campaigns: pd.DataFrame,
    spent: Spending, horizon: Horizon, seed: int,
) -> pd.DataFrame:  # fmt: skip
    """Touchpoints of exported contacts until the end: contact, at, kind, stream, team, campaign, content, page."""
    marketing = pd.concat(
        [
            early,
            nurture.later_touches(contacts, deals, horizon, part(seed, "later touches")),
            nurture.mail_trouble(contacts, part(seed, "mail trouble")),
        ],
        ignore_index=True,
    )
    rng = part(seed, "touch campaigns")
    at, stream = marketing["at"].to_numpy(), marketing["stream"].to_numpy()
    campaign = campaign_of(stream, horizon.week_of(at), spent.campaign_week_pull, campaigns, rng)
    campaign = np.where(at < horizon.days[0], -1, campaign)
    # Whatever else was drawn: the touch that won the contact belongs to the campaign that won it.
    won_by = np.where(
        np.arange(len(marketing)) < len(contacts), contacts["campaign"].reindex(marketing["contact"]), campaign
    )
    marketing["campaign"] = won_by.astype(int)
    fairs = nurture.fair_meetings(contacts, campaigns, part(seed, "fair meetings"))
    sales = nurture.sales_touches(contacts, deals, horizon, part(seed, "sales touches")).assign(campaign=-1)
    sales["team"] = "sales"
    everything = pd.concat([marketing, fairs, sales], ignore_index=True)
    everything.loc[everything["stream"].eq(INDEX["field_sales"]), "team"] = "sales"
    everything["team"] = everything["team"].fillna("marketing")
    keep = contacts["is_exported"].to_numpy()[everything["contact"]] & (everything["at"] < horizon.end).to_numpy()
    everything = everything[keep].sort_values(["at", "contact"], kind="stable", ignore_index=True)
    return _with_content(everything, part(seed, "content"))


def _with_content(touches: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    size = len(touches)
    kind = touches["kind"]
    page = np.where(kind.isin([Kind.VISIT, Kind.AD_CLICK, Kind.EMAIL_CLICK]), rng.choice(PAGES, size), "")
    page = np.where(kind == Kind.PRICING_PAGE, "/preise", page)
    page = np.where(kind.isin([Kind.FORM, Kind.DEMO]), "/kontakt", page)
    content = np.where(kind == Kind.DOWNLOAD, rng.choice(ASSETS, size), "")
    return touches.assign(content=content, page=page)


def _known_stages(stages: pd.DataFrame, deals: pd.DataFrame, contacts: pd.DataFrame, horizon: Horizon) -> pd.DataFrame:
    """The stage history with the deals' ends, of exported contacts, without what lies ahead."""
    base = contacts.index[contacts["is_base"]].to_numpy()
    bought_at = contacts["lead_at"].to_numpy()[base] + np.timedelta64(120, "D")
    ends = deals[deals["outcome"] != "open"]
    parts = [
        stages,
        pd.DataFrame(
            {
                "contact": base,
                "stage": Stage.CUSTOMER.value,
                "at": np.minimum(bought_at, horizon.days[0] + np.timedelta64(9 * 3600, "s")),
                "note": "",
            }
        ),
        pd.DataFrame(
            {
                "contact": ends["contact"].to_numpy(),
                "stage": np.where(ends["is_won"], Stage.CUSTOMER.value, Stage.LOST.value),
                "at": whole_minutes(ends["closes_at"].to_numpy()),
                "note": ends["reason"].to_numpy(),
            }
        ),
    ]
    history = pd.concat(parts, ignore_index=True)
    # A customer stays one: neither a second win nor a lost repeat deal changes the person's stage.
    customer_at = history[history["stage"] == Stage.CUSTOMER.value].groupby("contact")["at"].min()
    since = history["contact"].map(customer_at)
    keep = contacts["is_exported"].to_numpy()[history["contact"]] & (history["at"] < horizon.end).to_numpy()
    keep &= (~(history["at"] > since) | ~history["stage"].isin([Stage.LOST.value, Stage.CUSTOMER.value])).to_numpy()
    return (
        history[keep]
        .drop_duplicates(["contact", "stage", "at"])
        .sort_values(["at", "contact"], kind="stable", ignore_index=True)
    )
