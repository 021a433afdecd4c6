"""The generated sample company, loaded as anybody's files are, has the totals that truth.json planted."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sample_data.company
from clm_core.analysis.scoring.leakage import leaking_features
from clm_core.analysis.scoring.outcomes import judged_leads
from clm_core.columns import SnapshotTable
from clm_core.scoring_model import LeadOutcome
from clm_core.selection import Comparison, Period, Selection
from clm_core.services.attribution import JourneyEntity, JourneyOptions, attribution_view
from clm_core.services.channel_roi import ChannelRoi, channel_roi_view
from clm_core.services.data import covered_days, loop_data
from clm_core.services.sales_feedback import follow_up_view
from clm_core.services.sample import ensure_sample_workspace
from clm_core.services.snapshots import fresh_snapshot
from clm_core.services.workspaces import Store, open_workspace
from clm_core.store.snapshots import read_table
from sample_data.world.quality import FOLLOW_UP
from tests.analysis.target_plan.known_quarters import ORIGINS, known_quarter
from tests.sample_data import read_back

pytestmark = pytest.mark.slow

PLATFORMS = {
    "google_ads": ("google_search", "google_display"),
    "microsoft_ads": ("microsoft_search",),
    "meta_ads": ("meta",),
    "linkedin_ads": ("linkedin",),
}


@pytest.fixture(scope="module")
def sample(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample workspace, loaded from the files that the tests of the generator made already."""

    def copied(folder: Path) -> tuple[Path, ...]:
        shutil.copytree(company, folder, dirs_exist_ok=True)
        return sample_data.company.files_to_import(folder)

    home = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample_data.company, "generate", copied)
        workspace = ensure_sample_workspace(home)
    store = open_workspace(home, workspace.slug)
    yield store
    store.close()


@pytest.fixture(scope="module")
def roi(sample: Store, truth: dict[str, Any]) -> ChannelRoi:
    days = {name: date.fromisoformat(day) for name, day in truth["period"].items()}
    return channel_roi_view(sample, Selection(period=Period(**days), comparison=Comparison.NONE)).now


def cents(amount: float) -> int:
    return round(amount * 100)


def test_spend_to_the_cent_in_total_and_by_platform(sample: Store, roi: ChannelRoi, truth: dict[str, Any]) -> None:
    planted = {name: stream["spend_cents"] for name, stream in truth["streams"].items()}
    assert cents(roi.total["spend"].item()) == sum(planted.values())
    spend = loop_data(sample).spend
    found = {str(platform): cents(amount) for platform, amount in spend.groupby("platform")["spend"].sum().items()}
    assert found == {name: sum(planted[stream] for stream in streams) for name, streams in PLATFORMS.items()}


def test_won_deals_and_revenue_of_every_month(company: Path, roi: ChannelRoi, truth: dict[str, Any]) -> None:
    months = roi.months[roi.months["channel"] == ""]
    won = {month.strftime("%Y-%m"): count for month, count in zip(months["month"], months["won_deals"], strict=True)}
    assert won == {month: values["won_deals"] for month, values in truth["months"].items()}
    # The files, read by other means: won deals in euros; those in dollars have no rate yet.
    euros: Counter[str] = Counter()
    for row in read_back.deals(company):
        if row["Stage"] == "Closed Won" and row["Amount"] and row["Amount Currency"] == "EUR":
            euros[row["Close Date"].strftime("%Y-%m")] += cents(row["Amount"])  # type: ignore[attr-defined,arg-type]
    revenue = zip(months["month"], months["revenue"], strict=True)
    assert {month.strftime("%Y-%m"): cents(amount) for month, amount in revenue} == euros
    assert roi.total["won_deals"].item() == truth["counts"]["deals_by_outcome"]["won"]


def test_the_deals_in_dollars_are_named(sample: Store, roi: ChannelRoi, truth: dict[str, Any]) -> None:
    unmatched = read_table(fresh_snapshot(sample), SnapshotTable.UNMATCHED)
    named = unmatched.loc[unmatched["reason"] == "resolution.currency_without_rate", "reference"]
    in_dollars = truth["dirt"]["deals_in_dollars"]
    assert set(named) == {f"USD {deal}" for deal in in_dollars}
    deals = loop_data(sample).deals
    without = deals[(deals["outcome"] == "won") & deals["amount"].isna()]
    blank = int(without["original_amount"].isna().sum())
    assert set(without.loc[without["original_amount"].notna(), "deal_id"]) <= set(in_dollars)
    assert roi.total["deals_without_amount"].item() == blank + without["original_amount"].notna().sum()


def test_every_person_is_one_lead(sample: Store, roi: ChannelRoi, truth: dict[str, Any]) -> None:
    contacts = loop_data(sample).contacts
    assert contacts["lead_at"].notna().sum() == truth["counts"]["persons"]
    assert roi.total["leads"].item() == truth["counts"]["leads_in_period"]
    assert covered_days(sample)[1].isoformat() == truth["period"]["end_on"]  # type: ignore[index]


def test_deals_meet_their_leads_by_the_planted_rules(sample: Store, truth: dict[str, Any]) -> None:
    deals = loop_data(sample).deals
    assert deals["match_rule"].value_counts().to_dict() == truth["counts"]["deals_by_match"]
    assert deals["outcome"].value_counts().to_dict() == truth["counts"]["deals_by_outcome"]


@pytest.mark.parametrize("measure", ["spend", "leads", "mqls", "sqls", "customers", "won_deals", "revenue"])
def test_everything_adds_up(roi: ChannelRoi, measure: str) -> None:
    total = roi.total[measure].item()
    assert total > 0
    for rows in (roi.channels, roi.campaigns):
        assert rows[measure].sum() == pytest.approx(total, rel=1e-12)
    if measure in roi.months:
        assert roi.months.loc[roi.months["channel"] == "", measure].sum() == pytest.approx(total, rel=1e-12)
        assert roi.months.loc[roi.months["channel"] != "", measure].sum() == pytest.approx(total, rel=1e-12)


def test_every_channel_of_the_company_is_known(roi: ChannelRoi, truth: dict[str, Any]) -> None:
    planted = {stream["channel"] for stream in truth["streams"].values()}
    assert set(roi.channels["channel"]) - {"unassigned", "no_source"} == planted


def test_the_planted_ranking_of_channels_is_found_by_the_models_that_look_at_the_beginning(
    sample: Store, truth: dict[str, Any]
) -> None:
    """The sample plants effects in the stream that a lead came from; what follows is behaviour, not cause.

    So first touch finds who brought the customers and how good their leads are; W-shaped, which gives much to the
    beginning, comes next; last touch and time decay see those who close, Markov and Shapley those who are always there.
    """
    days = {name: date.fromisoformat(day) for name, day in truth["period"].items()}
    options = JourneyOptions(entity=JourneyEntity.CONTACT, look_back_days=3650)
    credit = attribution_view(sample, Selection(period=Period(**days)), options).channel_credit
    by_model = credit.pivot(index="channel", columns="model", values="conversions")
    streams = pd.DataFrame(truth["streams"].values())
    planted = streams.groupby("channel")[["won_deals", "leads"]].sum()
    effect = (streams["quality_log_odds"] + streams["win_log_odds"]) * streams["leads"]
    quality = effect.groupby(streams["channel"]).sum() / planted["leads"]
    found = by_model.reindex(planted.index).fillna(0.0)
    of_deals = found.corrwith(planted["won_deals"], method="spearman")
    of_quality = found.div(planted["leads"], axis=0).corrwith(quality, method="spearman")
    for correlation, least in ((of_deals, 0.9), (of_quality, 0.75)):
        assert correlation.idxmax() == "first_touch"
        assert correlation["first_touch"] > least
        assert correlation.drop("first_touch").idxmax() == "w_shaped"
        assert (correlation[["last_touch", "time_decay", "markov_3", "shapley"]] < correlation["w_shaped"] - 0.1).all()
    best, worst = quality.idxmax(), quality.idxmin()
    assert (best, worst) == ("partners", "display")
    per_lead = found["first_touch"] / planted["leads"]
    assert per_lead[best] > 5 * per_lead[worst]
    assert per_lead.idxmin() == worst


@pytest.mark.parametrize("outcome", LeadOutcome)
def test_the_planted_leak_is_found_and_nothing_honest_is(
    sample: Store, truth: dict[str, Any], outcome: LeadOutcome
) -> None:
    """Every value of every field as a feature: only the one that sales fills in after the hand-over is named."""
    snapshot = fresh_snapshot(sample)
    contacts, deals, deal_contacts, touches = (
        read_table(snapshot, table)
        for table in (
            SnapshotTable.CONTACTS, SnapshotTable.DEALS, SnapshotTable.DEAL_CONTACTS, SnapshotTable.TOUCHPOINTS,
        )
    )  # fmt: skip
    first_on, last_on = (date.fromisoformat(truth["period"][end]) for end in ("start_on", "end_on"))
    judged = judged_leads(
        contacts, deals, deal_contacts, outcome, first_on=first_on, as_of=last_on, zone="Europe/Berlin"
    ).rows
    people = contacts.set_index("contact_key").loc[judged["contact_key"]].reset_index()
    attributes = pd.DataFrame([json.loads(text) if isinstance(text, str) else {} for text in people["attributes"]])
    machines = pd.to_numeric(attributes["Anzahl Maschinen"])
    features = pd.concat(
        [
            pd.get_dummies(people[["industry", "size_band", "country", "job_title", "first_touch_channel"]]),
            pd.DataFrame({f"machines {least}": machines >= least for least in (5, 20, 50)}),
            _before_judgement(touches, judged),
            attributes["Budget bestätigt"].eq("Ja").rename("budget"),
        ],
        axis=1,
    )
    found = leaking_features(np.asfortranarray(features, dtype=np.float32), judged)
    assert features.columns[found.loc[found["reason"] != "constant", "feature"]].tolist() == ["budget"]


def test_the_planted_cost_of_waiting_is_found_in_the_files(sample: Store, truth: dict[str, Any]) -> None:
    """An opportunity loses 0.28 log odds with each doubling of 1 + days until sales' first contact."""
    days = {name: date.fromisoformat(day) for name, day in truth["period"].items()}
    found = follow_up_view(sample, Selection(period=Period(**days), comparison=Comparison.NONE)).effect
    assert found is not None
    assert found.odds_ratio.low < np.exp(FOLLOW_UP) < found.odds_ratio.high < 1
    assert found.additional.low > 0


def _before_judgement(touches: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """How often each judged lead had each kind of touchpoint with marketing before it was judged."""
    known = touches.merge(judged[["contact_key", "judged_at"]].rename_axis("row").reset_index(), on="contact_key")
    before = known[(known["at"] < known["judged_at"]) & (known["team"] == "marketing")]
    return pd.crosstab(before["row"], before["kind"]).reindex(judged.index, fill_value=0)


def test_the_target_plans_ranges_hold_what_came(sample: Store) -> None:
    """As of fourteen month ends, nine in ten of the 90 % ranges hold the three months' revenue, within 5 points.

    They overlap, so this is one number and not fourteen; what the months bring that never came before is in it.
    """
    data, links = loop_data(sample), read_table(fresh_snapshot(sample), SnapshotTable.DEAL_CONTACTS)
    quarters = [known_quarter(data, links, as_of) for as_of in ORIGINS]
    assert len(quarters) == 14
    assert 0.85 <= np.mean([one.is_held for one in quarters]) <= 0.95
    errors = [one.expected / one.realised - 1 for one in quarters]
    assert abs(float(np.median(errors))) < 0.1
