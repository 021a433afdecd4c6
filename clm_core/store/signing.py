"""Signatures of marketing and sales, as scoring versions and agreements keep them: who, in which role, when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.store.moments import as_micros, as_moment

SIGNING_TEAMS = (Team.MARKETING, Team.SALES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who agreed, and when; ``role`` is what they are in their company, where that was asked."""

    by: str
    at: datetime
    role: str = ""


def require_signer(team: Team, by: str) -> None:
    """Raises ClmError for a team that cannot sign and without a person's name."""
    if team not in SIGNING_TEAMS:
        raise ClmError("signing.team_cannot_sign", team=team.value)
    if not by.strip():
        raise ClmError("signing.without_name")


def signature_values(team: Team, by: str, at: datetime) -> dict[str, Any]:
    """A team's signature as columns."""
    return {f"{team.value}_by": by.strip(), f"{team.value}_at": as_micros(at)}


def signatures_of(row: Mapping[Any, Any]) -> dict[Team, Signature]:
    """The signatures that a row of the store has, by team."""
    signed = [team for team in SIGNING_TEAMS if row[f"{team.value}_by"] is not None]
    return {
        team: Signature(
            by=row[f"{team.value}_by"],
            at=as_moment(row[f"{team.value}_at"]),
            role=row.get(f"{team.value}_role") or "",
        )
        for team in signed
    }


UNSIGNED: Mapping[str, None] = {f"{team.value}_{part}": None for team in SIGNING_TEAMS for part in ("by", "at")}
"""The columns of a row that nobody has signed."""
