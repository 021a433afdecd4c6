"""What the columns of a weekly or monthly table probably are, by their names and cells; the user has the last word."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

import pandas as pd

from clm_core.importers.guesses import as_words
from clm_core.importers.typed_periods import period_starts
from clm_core.importers.wide import spend_label
from clm_core.response_curves import ResponseOutcome


class ColumnRole(StrEnum):
    """What a column is to the model."""

    PERIOD = "period"  # the week, month or day of the row
    OUTCOME = "outcome"
    OUTCOME_VALUE = "outcome_value"  # money per unit of outcome: the model explains their product
    SPEND = "spend"
    CONTROL = "control"
    REGION = "region"  # rows of one period are added
    UNUSED = "unused"


_PERIOD = ("date", "datum", "week", "woche", "kw", "kalenderwoche", "time", "zeit", "zeitraum", "month", "monat", "day",
           "tag", "ds", "period", "periode", "start date", "week start", "wochenstart", "date week")  # fmt: skip
_REGION = ("geo", "region", "dma", "bundesland", "state", "country", "land", "market", "markt", "gebiet")
_OUTCOMES: tuple[tuple[str, ResponseOutcome], ...] = (
    (r"revenue|umsatz|umsätze|sales|erlös|erlöse|sales value|target", ResponseOutcome.REVENUE),
    (r"margin|marge|deckungsbeitrag|gross profit|rohertrag", ResponseOutcome.MARGIN),
    (r"won deals|abschlüsse|orders|bestellungen|purchases|käufe|customers|kunden|neukunden", ResponseOutcome.WON_DEALS),
    (r"sqls?", ResponseOutcome.SQLS),
    (r"mqls?", ResponseOutcome.MQLS),
    (r"leads?|anfragen|sign ?ups|registrierungen", ResponseOutcome.LEADS),
    (r"conversions?|konversionen|kpi|y|outcome|ergebnis", ResponseOutcome.WON_DEALS),
)
_VALUE = re.compile(r"(?:revenue|value|umsatz|wert)(?: per | pro | je )(?:\w+ ?)+|avg order value|aov|warenkorb")
_EXPOSURE = re.compile(r".*(?:_[IP]$|impression|click|reach|grp|sichtkontakt|klick|reichweite)", re.IGNORECASE)
_CONTROL = re.compile(
    r".*(?:_B$|control|competit|wettbewerb|price|preis|event|ereignis|holiday|feiertag|ferien|promo|aktion|sentiment|temperat"
    r"|wetter|weather|messe|newsletter|organic|trend|index|lockdown|rabatt|discount)",
    re.IGNORECASE,
)
_SHARE_OF_DATES = 0.9


def proposed_roles(cells: pd.DataFrame) -> dict[str, ColumnRole]:
    """A role for every heading; at most one period, outcome, outcome value and region."""
    headings = [str(heading) for heading in cells.columns]
    roles = dict.fromkeys(headings, ColumnRole.UNUSED)
    period = _period(cells, headings)
    for heading in headings:
        if heading == period:
            roles[heading] = ColumnRole.PERIOD
        elif _EXPOSURE.match(heading) and not _is_organic(heading):
            continue
        elif spend_label(heading):
            roles[heading] = ColumnRole.SPEND
        elif as_words(heading) in _REGION:
            roles[heading] = ColumnRole.REGION
        elif _CONTROL.match(heading):
            roles[heading] = ColumnRole.CONTROL
    value = next((one for one in headings if _VALUE.fullmatch(as_words(one))), None)
    if value is not None:
        roles[value] = ColumnRole.OUTCOME_VALUE
    outcome = _outcome([one for one in headings if roles[one] is ColumnRole.UNUSED], has_value=value is not None)
    if outcome is not None:
        roles[outcome] = ColumnRole.OUTCOME
    return _only_first(roles, ColumnRole.REGION)


def proposed_outcome(roles: Mapping[str, ColumnRole]) -> ResponseOutcome:
    """What the outcome column holds, by its name; with a value per unit it is revenue."""
    if ColumnRole.OUTCOME_VALUE in roles.values():
        return ResponseOutcome.REVENUE
    named = next((as_words(one) for one, role in roles.items() if role is ColumnRole.OUTCOME), "")
    return next((kind for pattern, kind in _OUTCOMES if re.fullmatch(pattern, named)), ResponseOutcome.REVENUE)


def channel_of(heading: str) -> str:
    """The channel that a spend column is about: ``facebook`` of ``facebook_S``."""
    return spend_label(heading) or heading.strip()


def _is_organic(heading: str) -> bool:
    """What was shown without being paid for is an influence like others."""
    return "organic" in heading.casefold()


def _period(cells: pd.DataFrame, headings: Sequence[str]) -> str | None:
    """The first heading that is called so, else the first whose cells are dates."""
    named = next((one for one in headings if as_words(one) in _PERIOD), None)
    if named is not None:
        return named
    for heading in headings:
        is_number = pd.api.types.is_numeric_dtype(cells[heading])
        if not is_number and len(cells) and period_starts(cells[heading]).notna().mean() >= _SHARE_OF_DATES:
            return heading
    return None


def _outcome(headings: Sequence[str], *, has_value: bool) -> str | None:
    """The best known name goes first; beside a value per unit a count is meant, not money."""
    kinds = [(pattern, kind) for pattern, kind in _OUTCOMES if not has_value or kind is not ResponseOutcome.REVENUE]
    for pattern, _ in kinds:
        for heading in headings:
            if re.fullmatch(pattern, as_words(heading)):
                return heading
    return None


def _only_first(roles: dict[str, ColumnRole], role: ColumnRole) -> dict[str, ColumnRole]:
    several = [heading for heading, one in roles.items() if one is role][1:]
    return roles | dict.fromkeys(several, ColumnRole.UNUSED)
