"""Who may be mailed: only people who agreed and of whom nothing speaks against it."""

import numpy as np
import pandas as pd

from clm_core.analysis.scoring.leads import LeadFacts
from clm_core.records import TouchpointKind

GIVEN, WITHDRAWN, UNKNOWN, UNSUBSCRIBED, BOUNCED = "given", "withdrawn", "unknown", "unsubscribed", "bounced"


def consents(contacts: pd.DataFrame, facts: LeadFacts) -> pd.Series:
    """The consent of each contact, by contact_key: given, withdrawn, unsubscribed, bounced or unknown.

    What the system says counts as given only if there was never an unsubscription nor a bounce, whenever; what one
    contact of an address refused, nobody of that address has given.
    """
    keys = contacts["contact_key"]
    has_consent = contacts["has_consent"]
    left = keys.isin(_with_kind(facts, TouchpointKind.UNSUBSCRIBE))
    bounced = contacts["is_bounced"].fillna(False).astype("bool") | keys.isin(_with_kind(facts, TouchpointKind.BOUNCE))
    found = pd.Series(UNKNOWN, index=contacts.index, dtype="str")
    found = found.mask(has_consent.fillna(False).astype("bool"), GIVEN)
    found = found.mask(bounced, BOUNCED)
    found = found.mask(left, UNSUBSCRIBED)
    found = found.mask(~has_consent.fillna(True).astype("bool"), WITHDRAWN)
    address = contacts["email"].str.strip().str.casefold()
    for refused in (BOUNCED, UNSUBSCRIBED, WITHDRAWN):
        shared = set(address[found == refused].dropna())
        found = found.mask((found == GIVEN) & address.isin(shared), refused)
    return found.set_axis(keys)


def _with_kind(facts: LeadFacts, kind: TouchpointKind) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The keys of leads with a touchpoint of this kind."""
    classes = np.flatnonzero((facts.events.classes["kind"] == kind.value).to_numpy())
    rows = np.unique(facts.events.leads[np.isin(facts.events.class_codes, classes)])
    keys: np.ndarray[tuple[int], np.dtype[np.int64]] = facts.contact_keys[rows]
    return keys
