"""Wide spend tables: one row a day, week or month and one spend column a channel."""

import re
from collections.abc import Iterable

import pandas as pd

from clm_core.importers.building.periods import ends_of_months
from clm_core.importers.findings import Finding
from clm_core.importers.headings import heading_and_currency, without_currency

_SPEND = r"(?:spend|spends|cost|costs|kosten|ausgaben|mediakosten|budget spent)"
_AFTER = re.compile(rf"^(?P<label>.+?)[\s_-]+{_SPEND}$", re.IGNORECASE)
_BEFORE = re.compile(rf"^{_SPEND}[\s_-]+(?:for |für |on )?(?P<label>[^/\s].*)$", re.IGNORECASE)
_MODELLERS = re.compile(r"^(?P<label>.+)_S$")
_NOT_A_CHANNEL = re.compile(
    r"^(total|gesamt|summe|sum|ad|media|net|netto|gross|brutto|avg\.?|durchschn\.?|per .*|pro .*)$", re.I
)


def spend_label(heading: str) -> str | None:
    """The channel that a heading such as ``facebook_S``, ``TV Kosten`` or ``Spend LinkedIn`` names; else None."""
    text = heading_and_currency(heading)[0] if "(" in heading or "[" in heading else without_currency(heading)
    for pattern in (_AFTER, _BEFORE, _MODELLERS):
        match = pattern.match(text)
        if match and not _NOT_A_CHANNEL.match(match["label"]):
            return match["label"].strip(" _-")
    return None


def wide_headings(headings: Iterable[str]) -> tuple[str, ...]:
    """The spend columns of a wide table; none unless there are two or more."""
    found = tuple(heading for heading in headings if spend_label(heading))
    return found if len(found) > 1 else ()


def melted(columns: pd.DataFrame, spend: dict[str, pd.Series]) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """One row a channel and period from the spend columns by heading; blank cells give no row.

    Dates that are all Mondays seven days apart begin weeks, dates that are all firsts of months begin
    months: such rows cover the whole of them.
    """
    columns, findings = _with_periods(columns)
    parts = []
    for heading, amounts in spend.items():
        part = columns.assign(spend_micros=amounts)
        label = spend_label(heading) or heading_and_currency(heading)[0]
        parts.append(part.assign(channel=pd.Series(label, index=part.index, dtype="str")))
    long = pd.concat(parts)
    channels = Finding(key="importing.finding.wide", values={"count": len(spend)})
    return long[long["spend_micros"].notna()], (channels, *findings)


def _with_periods(columns: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    if "day" not in columns:
        return columns, ()
    days = columns["day"].dropna().drop_duplicates().sort_values()
    steps = days.diff().dropna().dt.days
    if len(days) < 3:
        return columns, ()
    if (steps == 7).all() and (days.dt.day_of_week == 0).all():
        last, key = columns["day"] + pd.Timedelta(days=6), "importing.finding.weekly"
    elif (days.dt.day == 1).all():
        last, key = ends_of_months(columns["day"]), "importing.finding.monthly"
    else:
        return columns, ()
    return columns.assign(period_end_on=last), (Finding(key=key, values={"count": len(days)}),)
