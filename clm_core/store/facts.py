"""The facts as they now stand: the current version of every row that is not taken back."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from clm_core.records import RecordType
from clm_core.store.connection import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFacts:
    """All facts at one moment, with the version that a snapshot made of them carries."""

    version: int
    frames: Mapping[RecordType, pd.DataFrame]


def read_facts(store: Store, record_type: RecordType) -> pd.DataFrame:
    """Current rows of one record type: its fact columns, and import_id."""
    raise NotImplementedError


def read_all_facts(store: Store) -> StoredFacts:
    """All record types and their version, read as one consistent state."""
    raise NotImplementedError


def facts_version(store: Store) -> int:
    """A number that rises with every change of facts, rules, aliases or settings; 0 when nothing was ever saved."""
    raise NotImplementedError
