"""Touchpoints with their person, company, channel and team."""

import pandas as pd

from clm_core.analysis.channels import Channel
from clm_core.analysis.identity import Directory
from clm_core.analysis.references import looked_up, normal_email
from clm_core.analysis.sourcing import Sourcing
from clm_core.analysis.unmatched import Reason, unmatched_rows
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.records import RecordType, Team, TouchpointKind


def touchpoint_table(
    facts: pd.DataFrame, contact_key: pd.Series, people: pd.DataFrame, account: pd.Series, sourcing: Sourcing
) -> pd.DataFrame:
    """Every touchpoint once, in time order; its account is the company it names, else its person's.

    ``contact_key`` is each fact's person and ``account`` the account that it names (missing = none).
    A touchpoint without a team belongs to its channel's.
    """
    ruled = sourcing.of(facts)
    table = pd.DataFrame(
        {
            "contact_key": contact_key,
            "account_key": account.fillna(looked_up(contact_key, people["account"])),
            "at": facts["at"],
            "at_us": facts["at"].astype("int64"),
            "kind": facts["kind"].fillna(TouchpointKind.OTHER.value),
            "team": facts["team"].fillna(ruled["channel"].map(teams_of_channels(sourcing.channels)).astype("str")),
            "content": facts["content"].fillna(facts["page"]),
        }
    ).join(ruled)
    table["team"] = table["team"].fillna(Team.MARKETING.value)
    table = table.sort_values(["at_us", "contact_key"], kind="stable").reset_index(drop=True)
    table["touchpoint_key"] = table.index + 1
    return typed_frame(table, SNAPSHOT_COLUMNS[SnapshotTable.TOUCHPOINTS])


def teams_of_channels(channels: tuple[Channel, ...]) -> dict[str, str]:
    """The team whose touchpoint it is, by channel; of unknown sources marketing's (its site, its mail)."""
    return {
        channel.key: (channel.team if channel.team is not Team.BOTH else Team.MARKETING).value for channel in channels
    }


def is_by_marketing(teams: pd.Series) -> pd.Series:
    """Whether marketing had a part in each touchpoint."""
    return teams.isin((Team.MARKETING.value, Team.BOTH.value))


def without_person(record_type: RecordType, lost: pd.DataFrame, who: Directory, reason: Reason) -> pd.DataFrame:
    """Rows that no person could be found for, listed: several persons behind one address, or nobody named."""
    is_shared = normal_email(lost["email"]).isin(who.shared)
    names = [name for name in ("email", "contact_id", "company") if name in lost]
    return pd.concat(
        [
            unmatched_rows(record_type, lost[is_shared], Reason.SHARED_MAILBOX, *names),
            unmatched_rows(record_type, lost[~is_shared], reason, *names),
        ]
    )
