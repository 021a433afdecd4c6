"""The tables of the funnel in time in the reader's words, for pages, the command and workbooks."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from clm_core.kpis import Unit
from clm_core.services.export import TableSheet
from clm_core.services.funnel_time import (
    AgeingView,
    BridgeView,
    ConversionView,
    DealGroup,
    FunnelGroup,
    Lever,
    StagePair,
    VelocityView,
    WinRateView,
)
from clm_core.texts import Texts, formats
from clm_core.texts.channels import channel_name

_SHARES = (
    "rate", "low", "high", "win_rate", "win_rate_low", "win_rate_high", "base_share", "base_share_before",
    "rate_before", "chance",
)  # fmt: skip
_COUNTS = (
    "age_days", "entered", "old_enough", "converted", "at_risk", "moved_on", "closed", "still_open", "stay_q1_days",
    "stay_median_days", "stay_q3_days", "stay_p90_days", "plain_median_days", "convert_median_days",
    "convert_p90_days", "horizon_days", "n", "n_before", "won", "decided", "base", "passed", "base_before",
    "passed_before", "count", "expected", "oldest_days", "median_days", "p90_days", "reference_count",
)  # fmt: skip
_POINTS = ("difference_points", "mix_points", "rate_points")
COLUMN_UNITS: Mapping[str, Unit] = {
    **dict.fromkeys(_SHARES, Unit.SHARE),
    **dict.fromkeys(_COUNTS, Unit.COUNT),
    **dict.fromkeys(_POINTS, Unit.RATIO),
    "won_amount": Unit.MONEY,
    "amount": Unit.MONEY,
    "effect": Unit.MONEY,
}
"""The unit of each numeric column of these tables; points are hundredths of a rate."""


def step_words(pair: StagePair, texts: Texts) -> str:
    """A step of the funnel as people call it: Leads → MQLs."""
    return f"{texts(f'stages.plural.{pair.start}')} → {texts(f'stages.plural.{pair.end}')}"


def group_words(by: str, group: str, texts: Texts, labels: Mapping[str, str]) -> str:
    """What a group is called; ``labels`` are the names of the user's own channels."""
    if not group:
        return texts("charts.not_given")
    if by != FunnelGroup.CHANNEL:
        return group
    return channel_name(group, texts, labels)


def cohort_rows(view: ConversionView, texts: Texts) -> pd.DataFrame:
    """COHORT_CONVERSION with months, intervals and what one has to know in words, newest month first."""
    rows = view.cohorts.sort_values(["month", "age_days"], ascending=[False, True], na_position="first")
    return rows.assign(
        month=[
            texts("funnel_time.all_months") if pd.isna(one) else formats.month(one, texts.language)
            for one in rows["month"]
        ],
        interval=_intervals(rows["low"], rows["high"], texts),
        state=_states(rows, texts),
    ).reset_index(drop=True)


def _states(rows: pd.DataFrame, texts: Texts) -> list[str]:
    words = np.select(
        [rows["entered"] == 0, rows["rate"].isna(), rows["old_enough"] < rows["entered"]],
        ["nobody", "too_few", "rising"],
        default="whole",
    )
    return [texts(f"funnel_time.state.{word}") for word in words]


def stage_time_rows(rows: pd.DataFrame, by: str, texts: Texts, labels: Mapping[str, str]) -> pd.DataFrame:
    """STAGE_TIMES with steps, groups and the median's interval in words."""
    pairs = zip(rows["stage"], rows["next_stage"], strict=True)
    ends = zip(rows["stay_median_low_days"], rows["stay_median_high_days"], strict=True)
    return rows.assign(
        step=[f"{texts(f'stages.plural.{first}')} → {texts(f'stages.plural.{last}')}" for first, last in pairs],
        name=[group_words(by, group, texts, labels) for group in rows["group"]],
        stay_interval=[_days_between(low, high, texts) for low, high in ends],
    )


def _days_between(low: float, high: float, texts: Texts) -> str:
    if np.isnan(low):
        return formats.MISSING
    if np.isnan(high):
        return texts("funnel_time.at_least", low=formats.number(low, texts.language))
    return f"{formats.number(low, texts.language)}–{formats.number(high, texts.language)}"


def lever_rows(view: VelocityView, currency: str, texts: Texts) -> pd.DataFrame:
    """VELOCITY with every lever written in its unit."""
    rows = view.velocity.levers
    table = rows.assign(
        lever_name=[texts(f"funnel_time.lever.{lever}") for lever in rows["lever"]],
        reading=[texts(f"funnel.verdict.{verdict}") for verdict in rows["verdict"]],
        effect_interval=_money_intervals(rows["effect_low"], rows["effect_high"], currency, texts),
    )
    for ending in ("", "_before"):
        values = rows[["lever", f"value{ending}", f"low{ending}", f"high{ending}"]].itertuples(index=False)
        words = [[lever_value(lever, one, currency, texts) for one in ends] for lever, *ends in values]
        table[f"value{ending}"] = [value for value, _, _ in words]
        table[f"interval{ending}"] = [low if low == high else f"{low} – {high}" for _, low, high in words]
    return table


def lever_value(lever: str, value: float, currency: str, texts: Texts) -> str:
    """A lever's value as people say it."""
    if np.isnan(value):
        return formats.MISSING
    if lever == Lever.WIN_RATE:
        return formats.share(value, texts.language)
    if lever in (Lever.DEALS, Lever.CYCLE):
        return formats.number(value, texts.language, decimals=1 if lever == Lever.CYCLE else 0)
    return formats.money(value, currency, texts.language)


def win_rate_rows(view: WinRateView, currency: str, texts: Texts, labels: Mapping[str, str]) -> pd.DataFrame:
    """WIN_RATES with groups and readings in words."""
    rows = view.groups
    return rows.assign(
        name=[deal_group_words(row, view.by, currency, texts, labels) for row in rows.to_dict("records")],
        interval=_intervals(rows["win_rate_low"], rows["win_rate_high"], texts),
        difference_points=rows["difference"] * 100,
        reading=[texts(f"funnel.verdict.{verdict}") for verdict in rows["verdict"]],
    )


def deal_group_words(
    row: Mapping[Hashable, object], by: DealGroup, currency: str, texts: Texts, labels: Mapping[str, str]
) -> str:
    """What a group of deals is called; an amount band by its ends."""
    low, high = (float(str(row[name])) for name in ("amount_from", "amount_below"))
    if by is not DealGroup.AMOUNT or (np.isnan(low) and np.isnan(high)):
        return group_words(str(by), str(row["group"]), texts, labels)
    from_words, below_words = (
        formats.money(end, currency, texts.language) if np.isfinite(end) else "" for end in (low, high)
    )
    if not from_words and not below_words:
        return texts("funnel.everybody")
    if not from_words:
        return texts("funnel_time.amount_below", high=below_words)
    if not below_words:
        return texts("funnel_time.amount_from", low=from_words)
    return texts("funnel_time.amount_between", low=from_words, high=below_words)


def bridge_rows(view: BridgeView, texts: Texts, labels: Mapping[str, str]) -> pd.DataFrame:
    """RATE_BRIDGE with effects in points, groups, intervals and readings in words."""
    rows = view.bridge.groups
    table = rows.assign(name=[group_words(str(view.by), group, texts, labels) for group in rows["group"]])
    for part in ("mix", "rate"):
        table[f"{part}_points"] = rows[f"{part}_effect"] * 100
        table[f"{part}_interval"] = [
            _points_between(low, high, texts)
            for low, high in zip(rows[f"{part}_low"], rows[f"{part}_high"], strict=True)
        ]
        table[f"{part}_reading"] = [texts(f"funnel.verdict.{verdict}") for verdict in rows[f"{part}_verdict"]]
    return table


def _points_between(low: float, high: float, texts: Texts) -> str:
    if np.isnan(low):
        return formats.MISSING
    return " … ".join(formats.number(end * 100, texts.language, decimals=2) for end in (low, high))


def ageing_rows(view: AgeingView, texts: Texts) -> pd.DataFrame:
    """AGEING with stages and bands in words."""
    rows = view.rows
    return rows.assign(
        stage_name=[texts(f"funnel_time.open_of.{stage}") for stage in rows["stage"]],
        band_name=[texts(f"funnel_time.band.{band}") for band in rows["band"]],
    )


def _intervals(low: pd.Series, high: pd.Series, texts: Texts) -> list[str]:
    ends = zip(low, high, strict=True)
    return [formats.MISSING if np.isnan(a) else formats.interval(a, b, texts.language) for a, b in ends]


def _money_intervals(low: pd.Series, high: pd.Series, currency: str, texts: Texts) -> list[str]:
    ends = zip(low, high, strict=True)
    written = [[formats.money(end, currency, texts.language) for end in pair] for pair in ends]
    return [low if low == high else f"{low} … {high}" for low, high in written]


TABLE_COLUMNS: Mapping[str, Sequence[str]] = {
    "cohorts": ("month", "age_days", "entered", "old_enough", "converted", "at_risk", "rate", "interval", "state"),
    "stage_times": (
        "step", "name", "entered", "stay_median_days", "stay_interval", "stay_p90_days", "still_open", "moved_on",
        "closed", "plain_median_days", "convert_median_days", "convert_p90_days",
    ),
    "velocity": (
        "lever_name", "value", "value_before", "effect", "effect_interval", "reading", "interval", "interval_before",
        "n", "n_before",
    ),
    "win_rates": (
        "name", "won", "decided", "win_rate", "interval", "reading", "difference_points", "still_open", "won_amount",
    ),
    "bridge": (
        "name", "base", "base_before", "rate", "rate_before", "rate_points", "rate_reading", "base_share",
        "base_share_before", "mix_points", "mix_reading", "rate_interval", "mix_interval",
    ),
    "ageing": (
        "stage_name", "band_name", "count", "expected", "amount", "median_days", "p90_days", "oldest_days",
        "reference_count",
    ),
}  # fmt: skip
"""The columns of each table, in their order; their headings are funnel_time.column.<name>."""


def table(name: str, rows: pd.DataFrame, texts: Texts, title: str = "") -> TableSheet:
    """One of TABLE_COLUMNS to hand out or print, titled funnel_time.table.<name>."""
    columns = [column for column in TABLE_COLUMNS[name] if not rows[column].isna().all()]
    headings = {column: texts(f"funnel_time.column.{column}") for column in columns}
    units = {headings[column]: COLUMN_UNITS[column] for column in columns if column in COLUMN_UNITS}
    frame = rows[columns].rename(columns=headings)
    return TableSheet(title=title or texts(f"funnel_time.table.{name}"), frame=frame, units=units)
