"""Which leads sales should call now, and in which order."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from clm_core.analysis.intervals import Floats
from clm_core.columns import typed_frame
from clm_core.handover import Verdict
from clm_core.records import Stage

EQUAL_RATIO = 1.1
"""Expected values this close count as equal: the estimates are no better, and then whoever waited longer is first."""

LEAD_STANDING: dict[str, str] = {
    "contact_key": "int64",
    "has_deal": "bool",  # an opportunity, a customer, or lost as one
    "verdict": "str",  # the latest word of sales, by verdict or by stage; empty where there is none
    "said_on": "int64",  # its day since 1970 in the reporting zone; -1 where there is none
    "recycle_on": "datetime64[us]",
    "stage": "str",  # the latest stage
}
"""Where each lead stands with sales."""

_DEAL_STAGES = (Stage.OPPORTUNITY, Stage.CUSTOMER, Stage.LOST)
_SAID_BY_STAGE = {
    Stage.SAL.value: Verdict.ACCEPTED.value,
    Stage.SQL.value: Verdict.ACCEPTED.value,
    Stage.REJECTED.value: Verdict.REJECTED.value,
    Stage.RECYCLED.value: Verdict.RECYCLED.value,
}
_EPOCH = pd.Timestamp("1970-01-01")


def lead_standing(
    contact_keys: NDArray[np.int64], stages: pd.DataFrame, verdicts: pd.DataFrame, end: pd.Timestamp, zone: str
) -> pd.DataFrame:
    """LEAD_STANDING of these leads before ``end``, in their order.

    ``stages`` are the snapshot's; ``verdicts`` are LEAD_VERDICTS, one a lead, that count whenever they were given.
    A verdict holds until a later stage says something else: the same word from the company's system only repeats it
    and does not know its date.
    """
    known = stages[stages["contact_key"].isin(contact_keys) & (stages["entered_at"] < end)]
    known = known.sort_values("entered_at", kind="stable")
    said = _said_by_stage(known).set_index("contact_key").reindex(contact_keys)
    given = verdicts.set_index("contact_key")[["verdict", "given_at", "recycle_on"]].reindex(contact_keys)
    holds = given["verdict"].notna() & ~((said["said_at"] > given["given_at"]) & (said["verdict"] != given["verdict"]))
    at = given["given_at"].where(holds, said["said_at"])
    days = (at.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize() - _EPOCH).dt.days
    latest = known.drop_duplicates("contact_key", keep="last").set_index("contact_key")["stage"]
    rows = {
        "contact_key": contact_keys,
        "has_deal": np.isin(contact_keys, known.loc[known["stage"].isin(_DEAL_STAGES), "contact_key"]),
        "verdict": given["verdict"].where(holds, said["verdict"]).fillna("").to_numpy(),
        "said_on": days.fillna(-1).to_numpy(),
        "recycle_on": given["recycle_on"].where(holds).to_numpy(),
        "stage": latest.reindex(contact_keys).to_numpy(),
    }
    return typed_frame(rows, LEAD_STANDING)


def _said_by_stage(known: pd.DataFrame) -> pd.DataFrame:
    """The latest stage of each lead that is a word of sales: contact_key, verdict, said_at."""
    words = known["stage"].map(_SAID_BY_STAGE)
    said = pd.DataFrame({"contact_key": known["contact_key"], "verdict": words, "said_at": known["entered_at"]})
    return said.dropna(subset="verdict").drop_duplicates("contact_key", keep="last")


def open_since(standing: pd.DataFrame, above_since: NDArray[np.int64], as_of_day: int) -> NDArray[np.int64]:
    """The day since which each lead above the threshold waits for sales; -1 for one that is not to be called.

    Nobody calls a lead with a deal, nor one that sales accepted or rejected. One that was recycled is called again
    from its date on; without a date when it rises above the threshold anew, afterwards.
    """
    verdict, said_on = standing["verdict"].to_numpy(), standing["said_on"].to_numpy()
    recycle_on = ((standing["recycle_on"] - _EPOCH).dt.days).fillna(-1).to_numpy(dtype=np.int64)
    is_recycled = verdict == Verdict.RECYCLED.value
    is_due = np.where(recycle_on >= 0, recycle_on <= as_of_day, above_since > said_on)
    is_open = ~standing["has_deal"].to_numpy() & ((verdict == "") | (is_recycled & is_due)) & (above_since <= as_of_day)
    since = np.where(is_recycled, np.maximum(above_since, recycle_on), above_since)
    return np.where(is_open, since, -1)


def call_order(worth: Floats, waiting_days: Floats, score: Floats, contact_keys: NDArray[np.int64]) -> NDArray[np.intp]:
    """The places of the leads in the order in which to call them.

    By ``worth`` (the expected value, or the score where nobody knows a value), in steps of EQUAL_RATIO; within a
    step whoever has been waiting longest; then the higher worth, the higher score, the smaller key. Leads without
    a worth come last. Age enters a second time before: an older visit is worth fewer points and so a smaller chance.
    """
    step = worth_steps(worth)
    return np.lexsort((contact_keys, -score, -np.nan_to_num(worth, nan=-np.inf), -waiting_days, -step))


def worth_steps(worth: Floats) -> Floats:
    """The step of each worth, counted from the largest downwards; -inf for none."""
    steps = np.full(len(worth), -np.inf)
    is_known = np.nan_to_num(worth, nan=0.0) > 0
    if is_known.any():
        logs = np.log(worth[is_known] / worth[is_known].max()) / np.log(EQUAL_RATIO)
        steps[is_known] = np.ceil(logs - 1e-9)
    return steps
