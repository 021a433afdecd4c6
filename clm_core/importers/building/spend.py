"""Spend: rows of any grain and length as one row a campaign and day."""

import pandas as pd

from clm_core.errors import RowProblem
from clm_core.importers.building.periods import covered_days
from clm_core.importers.building.spreading import spread
from clm_core.importers.building.typed_table import Built, TypedTable
from clm_core.importers.findings import Finding
from clm_core.records import RecordType

_WHOLE = ("spend_micros", "impressions", "clicks", "claimed_value_micros")
_DIVISIBLE = ("claimed_conversions",)
_NAMES = ("platform", "channel", "source", "medium", "campaign", "campaign_id", "campaign_type", "currency")


def build_spend(table: TypedTable) -> Built:
    """Spend per campaign and day: longer rows spread over their days, finer grain summed."""
    frame = table.with_fixed_values()
    for name in ("spend", "claimed_value"):
        if f"{name}_in_micros" in frame:
            frame[f"{name}_micros"] = frame[f"{name}_in_micros"].round().astype("Int64")
    days, is_placed, problems = covered_days(table)
    frame, days = with_measures(frame[is_placed]), days[is_placed]
    notices = tuple(
        table.notice(int(row), "importing.notice.negative_spend") for row in frame.index[frame["spend_micros"] < 0]
    )
    spread_rows = spread(frame, days["first"], days["last"], whole=_WHOLE, divisible=_DIVISIBLE)
    facts, collisions = campaign_days(spread_rows, table)
    findings = _spread_findings(spread_rows) + _sum_findings(spread_rows, facts)
    rows = {RecordType.SPEND: table.facts(facts, RecordType.SPEND)}
    return Built(rows=rows, problems=problems + notices + collisions, findings=findings)


def with_measures(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every measure and name of spend, blank where the file has none."""
    frame = frame.copy()
    for name in (*_WHOLE, *_DIVISIBLE):
        dtype = "float64" if name in _DIVISIBLE else "Int64"
        if name not in frame:
            frame[name] = pd.Series(pd.NA if dtype == "Int64" else None, index=frame.index, dtype=dtype)
    for name in _NAMES:
        if name not in frame:
            frame[name] = pd.Series(None, index=frame.index, dtype="str")
    return frame


def campaign_days(spread_rows: pd.DataFrame, table: TypedTable) -> tuple[pd.DataFrame, tuple[RowProblem, ...]]:
    """The rows summed to campaign and day; the index is the first source row of each."""
    keys = spread_rows[["campaign_id", "campaign"]].copy()
    # An id names the campaign: one that was renamed on the way is still one campaign, under its last name.
    has_id = keys["campaign_id"].notna()
    if has_id.any():
        last_name = spread_rows[has_id].groupby("campaign_id")["campaign"].last()
        keys.loc[has_id, "campaign"] = keys.loc[has_id, "campaign_id"].map(last_name)
    named = spread_rows.assign(campaign=keys["campaign"], _row=spread_rows.index)
    grouped = named.groupby([*_NAMES, "day"], dropna=False, sort=False)
    facts = grouped[[*_WHOLE, *_DIVISIBLE]].sum(min_count=1)
    facts = facts.assign(is_spread=grouped["is_spread"].any(), _row=grouped["_row"].min()).reset_index()
    facts = facts.set_index("_row").rename_axis(None)
    return _without_collisions(facts, table)


def _without_collisions(facts: pd.DataFrame, table: TypedTable) -> tuple[pd.DataFrame, tuple[RowProblem, ...]]:
    """Campaigns that share platform and name but not channel or currency get names of their own.

    The store keeps one row per platform, campaign and day: without this one of them would replace the other.
    """
    key = ["platform", "campaign_id", "campaign", "day"]
    is_named = facts["platform"].notna() & (facts["campaign_id"].notna() | facts["campaign"].notna())
    is_double = is_named & facts.duplicated(key, keep=False)
    if not is_double.any():
        return facts, ()
    shared = facts.loc[is_double, ["platform", "campaign"]].drop_duplicates()
    is_shared = is_named & pd.Series(
        facts.set_index(["platform", "campaign"]).index.isin(shared.set_index(["platform", "campaign"]).index),
        index=facts.index,
    )
    facts = facts.copy()
    suffix = pd.Series("", index=facts.index, dtype="str")
    suffix[is_shared] = _telling_parts(facts[is_shared], key).to_numpy()
    for name in ("campaign", "campaign_id"):
        known = is_shared & facts[name].notna()
        facts.loc[known, name] = (facts[name] + " (" + suffix + ")")[known].to_numpy()
    names = ", ".join(sorted(shared["campaign"].dropna().unique())[:5])
    return facts, (table.notice(None, "importing.notice.campaigns_told_apart", campaigns=names),)


def _telling_parts(facts: pd.DataFrame, key: list[str]) -> pd.Series:
    """For each row the fewest of its names that tell it from others of the same key: channel first."""
    telling: list[str] = []
    for name in ("channel", "currency", "source", "medium", "campaign_type"):
        if facts[name].nunique(dropna=False) > 1:
            telling.append(name)
        if not facts.duplicated([*key, *telling]).any():
            break
    return facts[telling].fillna("–").agg(", ".join, axis=1)


def _spread_findings(spread_rows: pd.DataFrame) -> tuple[Finding, ...]:
    count = int(spread_rows.index[spread_rows["is_spread"]].nunique())
    return (Finding(key="importing.finding.spread", values={"count": count}),) if count else ()


def _sum_findings(spread_rows: pd.DataFrame, facts: pd.DataFrame) -> tuple[Finding, ...]:
    if len(facts) == len(spread_rows):
        return ()
    rows = {"count": len(spread_rows), "days": len(facts)}
    return (Finding(key="importing.finding.summed", values=rows),)


def build_campaigns(table: TypedTable) -> Built:
    """Campaigns; what they actually cost is spread from start to end where both dates are there."""
    frame = table.with_fixed_values()
    campaigns = {RecordType.CAMPAIGNS: table.facts(frame, RecordType.CAMPAIGNS)}
    if "spend_micros" not in frame:
        return Built(rows=campaigns)
    costed = frame[frame["spend_micros"].notna() & (frame["spend_micros"] != 0)]
    dated = costed.assign(period_start_on=table.column("start_on"), period_end_on=table.column("end_on"))
    is_dated = dated["period_start_on"].notna() & dated["period_end_on"].notna()
    undated = tuple(
        table.notice(int(row), "importing.notice.cost_without_dates", campaign=str(dated.at[row, "campaign"]))
        for row in dated.index[~is_dated]
    )
    spend = build_spend(_spend_table(table, dated[is_dated]))
    return Built(rows=campaigns | spend.rows, problems=undated + spend.problems, findings=spend.findings)


def _spend_table(table: TypedTable, columns: pd.DataFrame) -> TypedTable:
    return TypedTable(sheet=table.sheet, record_type=RecordType.SPEND, system=table.system, columns=columns)
