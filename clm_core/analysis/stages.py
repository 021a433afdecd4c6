"""Stage history: what files say, what contact records add and what deals imply; nothing is overwritten."""

import pandas as pd

from clm_core.analysis.days import local_day, start_of_day
from clm_core.analysis.linking import COMPANY_AND_DATE
from clm_core.analysis.references import looked_up
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, empty_frame, typed_frame
from clm_core.records import DealOutcome, Stage

_COLUMNS = SNAPSHOT_COLUMNS[SnapshotTable.STAGES]

FILE = "file"
CONTACT = "contact"
CONTACT_UNDATED = "contact_undated"
DEAL = "deal"

_ORDER = {stage.value: order for order, stage in enumerate(Stage)}

ENTRY_COLUMNS = {f"{stage.value}_at": stage.value for stage in Stage if stage not in (Stage.VISITOR, Stage.RECYCLED)}


def stage_table(history: pd.DataFrame, people: pd.DataFrame, from_deals: pd.DataFrame, zone: str) -> pd.DataFrame:
    """Every entry into a stage once, by contact and time, with what it was taken from.

    ``history`` are the file's rows with contact_key; ``people`` (by contact_key) have stage, created_at,
    first_touch_seen_at and is_recorded. A dated entry of a file beats the same stage on the same day from
    elsewhere.

    - file: as given.
    - deal: see ``entries_from_deals``.
    - contact: a recorded contact is a lead from its creation on, or from the first entry that the file dates,
      whichever is earlier; if that entry is "lead" itself, it alone counts.
    - contact_undated: the record's present stage, which no file dates, at the last dated entry into a stage that
      comes before it (often the day the contact became a lead).
    """
    given = history.assign(origin=FILE)[list(_COLUMNS)]
    dated = pd.concat([given, from_deals], ignore_index=True)
    moments = lead_moments(given, people, from_deals)
    leads = _entries(moments, Stage.LEAD.value, CONTACT)
    undated = people[people["is_recorded"] & ~people["stage"].isin((Stage.VISITOR.value, Stage.LEAD.value))]
    undated = undated.dropna(subset=["stage"])
    is_known = _pairs(undated.index, undated["stage"]).isin(_pairs(dated["contact_key"], dated["stage"]))
    undated = undated[~is_known]
    assumed = _entries(_last_before(undated["stage"], pd.concat([dated, leads])), undated["stage"], CONTACT_UNDATED)
    table = pd.concat([dated, leads[~_starts_with_lead(given, leads)], assumed], ignore_index=True)
    return _without_repeats(typed_frame(table, _COLUMNS), zone)


def _last_before(stages: pd.Series, dated: pd.DataFrame) -> pd.Series:
    """The last dated entry of each contact into a stage before the given one; contacts without any are missing."""
    rows = dated.join(stages.rename("present").rename_axis(None), on="contact_key").dropna(subset=["present"])
    is_before = rows["stage"].map(_ORDER).lt(rows["present"].map(_ORDER))
    moments: pd.Series = rows[is_before].groupby("contact_key")["entered_at"].max()
    return moments


def _pairs(keys: pd.Index | pd.Series, stages: pd.Series) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([keys, stages])


def _entries(moments: pd.Series, stage: str | pd.Series, origin: str) -> pd.DataFrame:
    stages = stage.reindex(moments.index) if isinstance(stage, pd.Series) else stage
    frame = pd.DataFrame({"entered_at": moments, "stage": stages}).assign(origin=origin)
    return typed_frame(frame.rename_axis("contact_key").reset_index(), _COLUMNS)


def lead_moments(given: pd.DataFrame, people: pd.DataFrame, from_deals: pd.DataFrame) -> pd.Series:
    """From when on each person is a lead, by contact_key; persons of whom no moment is known are missing.

    Its creation or the first entry of a file, whichever is earlier; without both its first touchpoint, else
    its first deal. Recorded visitors, and persons that only touchpoints know, are no leads unless a file says so.
    """
    entered = given[given["stage"] != Stage.VISITOR.value].groupby("contact_key")["entered_at"].min()
    entered = entered.reindex(people.index)
    is_lead = entered.notna() | (people["is_recorded"] & people["stage"].ne(Stage.VISITOR.value))
    first = pd.concat([people["created_at"], entered], axis=1).min(axis=1)
    in_deals = from_deals.groupby("contact_key")["entered_at"].min().reindex(people.index)
    moments: pd.Series = first.fillna(people["first_touch_seen_at"]).fillna(in_deals)
    return moments[is_lead].dropna().astype("datetime64[us, UTC]")


def _starts_with_lead(given: pd.DataFrame, leads: pd.DataFrame) -> pd.Series:
    """Of each lead, whether the file's history itself begins with "lead", so that the record adds nothing."""
    entries = given[given["stage"] != Stage.VISITOR.value].sort_values("entered_at", kind="stable")
    first = entries.drop_duplicates("contact_key").set_index("contact_key")["stage"]
    begins: pd.Series = looked_up(leads["contact_key"], first).eq(Stage.LEAD.value)
    return begins


def _without_repeats(table: pd.DataFrame, zone: str) -> pd.DataFrame:
    order = table["origin"].map({FILE: 0, DEAL: 1, CONTACT: 2, CONTACT_UNDATED: 3})
    rows = table.assign(order=order, day=local_day(table["entered_at"], zone)).sort_values(
        # Of two files that say the same, the one with a note is kept.
        ["contact_key", "entered_at", "order", "stage", "note"],
        kind="stable",
    )
    rows = rows.drop_duplicates(["contact_key", "stage", "entered_at"])
    in_file = rows.loc[rows["origin"] == FILE, ["contact_key", "stage", "day"]].drop_duplicates()
    rows = rows.merge(in_file.assign(is_in_file=True), on=["contact_key", "stage", "day"], how="left")
    kept = rows[(rows["origin"] == FILE) | rows["is_in_file"].isna()]
    return typed_frame(kept.reset_index(drop=True), _COLUMNS)


def entries_from_deals(deals: pd.DataFrame, pairs: pd.DataFrame, first_seen: pd.Series, zone: str) -> pd.DataFrame:
    """What deals imply for their contacts: opportunity when created, customer when won, lost when lost.

    Lost only counts for contacts without any won deal. A deal that only its company links to its contacts
    moves one of them: the one known first (``first_seen``, by contact_key), not the whole company.
    """
    by_name = pairs[pairs["match_rule"] != COMPANY_AND_DATE]
    by_company = pairs[pairs["match_rule"] == COMPANY_AND_DATE]
    by_company = by_company.assign(seen=looked_up(by_company["contact_key"], first_seen))
    one = by_company.sort_values(["deal_key", "seen", "contact_key"]).drop_duplicates("deal_key")
    linked = pd.concat([by_name, one])[["deal_key", "contact_key"]]
    columns = deals[["deal_key", "created_at", "closed_on", "outcome"]]
    rows = linked.merge(columns, on="deal_key").reset_index(drop=True)
    closed = closing_moments(rows, zone)
    won = rows["outcome"] == DealOutcome.WON.value
    lost = (rows["outcome"] == DealOutcome.LOST.value) & ~rows["contact_key"].isin(rows.loc[won, "contact_key"])
    parts = [
        rows.assign(stage=Stage.OPPORTUNITY.value, entered_at=rows["created_at"]),
        rows.assign(stage=Stage.CUSTOMER.value, entered_at=closed)[won],
        rows.assign(stage=Stage.LOST.value, entered_at=closed)[lost],
    ]
    entries = pd.concat(parts, ignore_index=True).dropna(subset=["entered_at"]).assign(origin=DEAL)
    return typed_frame(entries, _COLUMNS) if len(entries) else empty_frame(_COLUMNS)


def closing_moments(deals: pd.DataFrame, zone: str) -> pd.Series:
    """When each deal was closed: the beginning of the day, or the deal's creation if that was later the same day."""
    start = start_of_day(deals["closed_on"], zone)
    same_day = local_day(deals["created_at"], zone) == deals["closed_on"]
    moments: pd.Series = start.mask(same_day, deals["created_at"])
    return moments


def first_entries(stages: pd.DataFrame, keys: pd.Index) -> pd.DataFrame:
    """The first entry into each stage, one row a contact, columns as in the contacts table (NaT = never entered)."""
    first = stages.groupby(["contact_key", "stage"])["entered_at"].min().unstack("stage")
    wide = first.reindex(index=keys, columns=list(ENTRY_COLUMNS.values()))
    return wide.set_axis(list(ENTRY_COLUMNS), axis="columns").astype("datetime64[us, UTC]")
