"""What late follow-up costs in the simulated company is found again from what its CRM holds."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.follow_up import FollowUp, follow_up, window_days
from clm_core.analysis.sales_feedback import handovers, verdicts_from_stages
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.scoring_columns import LEAD_EVENTS
from clm_core.scoring_model import LeadOutcome
from sample_data.world import quality
from sample_data.world.history import World, simulate
from sample_data.world.streams import STREAMS

UNTIL = date(2026, 10, 31)
SEEDS = (1, 2, 3, 4)


def utc(moments: pd.Series) -> pd.Series:
    return pd.to_datetime(moments).dt.tz_localize("UTC").astype("datetime64[us, UTC]")


def followed_up(world: World) -> FollowUp:
    """Opportunities by waiting time of the period's leads, as the product would find them with perfect records."""
    people = world.contacts[world.contacts["lead_at"] >= world.horizon.start]
    channels = [stream.channel for stream in STREAMS]
    stages = world.stages.rename(columns={"contact": "contact_key", "at": "entered_at"})
    stages = stages.assign(entered_at=utc(stages["entered_at"]), origin="file")
    stages = typed_frame(stages[stages["contact_key"].isin(people.index)], SNAPSHOT_COLUMNS[SnapshotTable.STAGES])
    first = stages.groupby(["contact_key", "stage"])["entered_at"].min().unstack().reindex(people.index)
    contacts = people[["industry", "country", "size_band", "job_title", "owner"]].assign(
        contact_key=people.index,
        lead_at=utc(people["lead_at"]),
        first_touch_channel=[channels[stream] for stream in people["stream"]],
        opportunity_at=first["opportunity"],
        customer_at=first["customer"],
    )
    contacts = typed_frame(contacts, SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS])
    touches = world.touches[world.touches["contact"].isin(people.index)].sort_values(["contact", "at"])
    at = touches["at"].to_numpy().astype("datetime64[us]").astype(np.int64)
    events = typed_frame(touches.rename(columns={"contact": "contact_key"}).assign(at=at), LEAD_EVENTS)
    rows = handovers(contacts, stages, events, verdicts_from_stages(stages, {}), as_of=UNTIL, zone="UTC")
    within = window_days(rows, LeadOutcome.OPPORTUNITY)
    return follow_up(rows, contacts, events, LeadOutcome.OPPORTUNITY, within_days=within)


@pytest.mark.slow
def test_the_planted_cost_of_waiting_is_found_again() -> None:
    """Within its interval in nearly every company, with its sign, and on the average close to what was planted."""
    found = [followed_up(simulate(UNTIL, seed)).effect for seed in SEEDS]
    effects = [effect for effect in found if effect is not None]
    assert len(effects) == len(SEEDS)
    planted = np.exp(quality.FOLLOW_UP)
    covered = [effect.odds_ratio.low <= planted <= effect.odds_ratio.high for effect in effects]
    assert sum(covered) >= len(SEEDS) - 1
    assert all(effect.odds_ratio.high < 1 for effect in effects)
    values = np.log([effect.odds_ratio.value for effect in effects])
    # What no CRM knows (role and chance) draws the odds ratio a little towards 1.
    assert quality.FOLLOW_UP - 0.04 < values.mean() < quality.FOLLOW_UP + 0.07
    assert all(effect.change_share.high < 0 < effect.additional.low for effect in effects)
    assert all(effect.within_sellers is not None and effect.within_sellers.value < 1 for effect in effects)
