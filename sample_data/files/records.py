"""How the simulated people, deals and touchpoints are known to the company's systems: ids, addresses, faults."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sample_data.dirt import Dirt
from sample_data.world.history import World
from sample_data.world.randomness import part

_LETTERS = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"))


@dataclass(frozen=True, slots=True)
class Records:
    """Aligned with the world's contacts: hubspot_id and lead_id (empty where the system does not know the person),
    email (empty where missing); duplicate_id: second HubSpot record by contact; deal_id by deal."""

    hubspot_id: np.ndarray
    lead_id: np.ndarray
    email: np.ndarray
    duplicate_id: dict[int, str]
    deal_id: np.ndarray


def records(world: World, faults: Dirt) -> Records:
    """Ids in order of creation, as systems give them."""
    rng = part(world.seed, "ids")
    size = len(world.contacts)
    numbers = 100_000 + rng.integers(3, 60, size + len(faults.duplicates)).cumsum()
    exported = world.contacts["is_exported"].to_numpy()
    in_hubspot = exported.copy()
    in_hubspot[faults.sales_only] = False
    in_salesforce = np.zeros(size, dtype=bool)
    in_salesforce[faults.sales_only] = in_salesforce[faults.in_both] = True
    email = world.contacts["email"].to_numpy(dtype=object).copy()
    email[faults.without_email] = ""
    duplicate_id = {int(contact): str(numbers[size + at]) for at, contact in enumerate(faults.duplicates)}
    return Records(
        hubspot_id=np.where(in_hubspot, numbers[:size].astype(str), "").astype(object),
        lead_id=np.where(in_salesforce, _salesforce_ids("00Q", size, rng), "").astype(object),
        email=email,
        duplicate_id=duplicate_id,
        deal_id=_salesforce_ids("006", len(world.deals), rng).astype(object),
    )


def _salesforce_ids(prefix: str, count: int, rng: np.random.Generator) -> np.ndarray:
    """Unique 18-character ids: a counter in the middle, random letters around it."""
    letters = _LETTERS[rng.integers(0, len(_LETTERS), (count, 8))]
    return np.array([f"{prefix}Tx{number:05d}{''.join(row)}" for number, row in enumerate(letters)], dtype=object)


def duplicated_touches(world: World, known: Records) -> np.ndarray:
    """HubSpot id of each touchpoint: a third of a duplicate person's touchpoints hang on the second record."""
    rng = part(world.seed, "touches of duplicates")
    contact = world.touches["contact"].to_numpy()
    ids = known.hubspot_id[contact].copy()
    second = pd.Series(known.duplicate_id).reindex(contact).to_numpy()
    moved = pd.notna(second) & (rng.random(len(contact)) < 1 / 3)
    ids[moved] = second[moved]
    return ids
