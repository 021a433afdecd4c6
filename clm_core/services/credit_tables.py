"""Credit as tables to read and to hand out: a row a channel or campaign, a column a model."""

from collections.abc import Mapping, Sequence

import pandas as pd

from clm_core.exports.tables import TableSheet
from clm_core.kpis import Unit
from clm_core.selection import AttributionModel
from clm_core.texts import Texts

__all__ = ["credit_by_model", "credit_sheet", "interval_sheet"]

MEASURES = ("conversions", "conversion_value")


def credit_by_model(credit: pd.DataFrame, measure: str) -> pd.DataFrame:
    """channel, campaign, a column a model, and the least and the most that any of them gives; largest first."""
    keys = ["channel", "campaign"]
    models = list(dict.fromkeys(credit["model"]))
    wide = credit.pivot_table(index=keys, columns="model", values=measure, aggfunc="sum", sort=False)[models]
    wide = wide.assign(least=wide.min(axis=1), most=wide.max(axis=1)).rename_axis(columns=None)
    # Rounded: what differs in the last binary digit only keeps the order of the file.
    order = wide[models].mean(axis=1).round(9).sort_values(ascending=False, kind="stable").index
    return wide.loc[order].reset_index()


def credit_sheet(
    credit: pd.DataFrame,
    measure: str,
    texts: Texts,
    *,
    names: Mapping[str, str] | None = None,
    unit: Unit = Unit.RATIO,
    has_campaigns: bool = False,
) -> TableSheet:
    """Credit of one measure in the reader's words; ``names`` are channels' names, ``unit`` how values are written."""
    rows = credit_by_model(credit, measure)
    models = [AttributionModel(name) for name in rows.columns if name in set(AttributionModel)]
    headings = {"channel": texts("export.column.channel")}
    if has_campaigns:
        headings["campaign"] = texts("export.column.campaign")
    headings |= {str(model): texts(f"attribution.models.{model}.name") for model in models}
    headings |= {"least": texts("path_file.least"), "most": texts("path_file.most")}
    rows = _named(rows, names)[list(headings)].rename(columns=headings)
    numbers = [heading for name, heading in headings.items() if name not in ("channel", "campaign")]
    return TableSheet(title=texts(f"path_file.sheet.{measure}"), frame=rows, units=dict.fromkeys(numbers, unit))


def interval_sheet(
    intervals: pd.DataFrame, measure: str, texts: Texts, *, names: Mapping[str, str] | None = None, unit: Unit
) -> TableSheet:
    """95 % intervals (result_columns.CREDIT_INTERVALS) of one measure: a row a model and channel."""
    ends: Sequence[str] = (f"{measure}_low", f"{measure}_high")
    rows = _named(intervals, names).assign(
        model=[texts(f"attribution.models.{model}.name") for model in intervals["model"]]
    )
    headings = {"model": texts("path_file.model"), "channel": texts("export.column.channel")}
    if (intervals["campaign"] != "").any():
        headings["campaign"] = texts("export.column.campaign")
    headings |= {ends[0]: texts("path_file.low"), ends[1]: texts("path_file.high")}
    units = {headings[ends[0]]: unit, headings[ends[1]]: unit}
    frame = rows[list(headings)].rename(columns=headings)
    return TableSheet(title=texts(f"path_file.sheet.{measure}_intervals"), frame=frame, units=units)


def _named(rows: pd.DataFrame, names: Mapping[str, str] | None) -> pd.DataFrame:
    return rows.assign(channel=[(names or {}).get(channel, channel) for channel in rows["channel"]])
