"""Limits as people type them: amounts over the whole plan, or changes against today in percent."""

import re
from collections.abc import Mapping, Sequence
from math import inf

from clm_core.budget_plan import ChannelLimit, GroupLimit
from clm_core.errors import ClmError
from clm_core.services.budget_base import PlanBase
from clm_core.services.budget_words import channel_name
from clm_core.texts import Texts, formats

__all__ = ["LIMIT_COLUMNS", "read_groups", "read_limits"]

LIMIT_COLUMNS = ("minimum", "maximum", "contract", "step", "group")
_PERCENT = re.compile(r"^(?P<sign>[+-]?)\s*(?P<number>[\d.,]+)\s*%$")
_MONEY_SIGNS = re.compile(r"\s*(?:€|EUR|[A-Z]{3}|[$£])\s*")


def read_limits(
    base: PlanBase, typed: Mapping[str, Mapping[str, str]], texts: Texts, labels: Mapping[str, str]
) -> tuple[ChannelLimit, ...]:
    """The limits of all channels for which something was typed.

    Raises ClmError for what is neither an amount nor a change, and for a minimum above its maximum.
    """
    found = []
    for channel, today in zip(base.channels, base.today, strict=True):
        name = channel_name(channel, texts, labels)
        row = typed.get(channel, {})
        values = {
            column: _amount(row.get(column, ""), float(today), name, column, texts)
            for column in ("minimum", "maximum", "contract", "step")
        }
        if any(value is not None for value in values.values()):
            most = values["maximum"]
            found.append(
                ChannelLimit(
                    channel=channel,
                    minimum=values["minimum"] or 0.0,
                    maximum=inf if most is None else most,
                    contract=values["contract"] or 0.0,
                    step=values["step"] or 0.0,
                )
            )
    return tuple(found)


def read_groups(
    base: PlanBase, typed: Mapping[str, Mapping[str, str]], rows: Sequence[tuple[str, str, str]], texts: Texts
) -> tuple[GroupLimit, ...]:
    """The groups with their channels and what these may get together; percent are of their amounts today.

    Raises ClmError for a group with limits but without a channel, and for what cannot be read.
    """
    members: dict[str, list[str]] = {}
    for channel in base.channels:
        group = typed.get(channel, {}).get("group", "").strip()
        if group:
            members.setdefault(group.casefold(), []).append(channel)
    today = dict(zip(base.channels, base.today, strict=True))
    found = []
    for given, least_text, most_text in rows:
        name = given.strip()
        if not name:
            continue
        channels = members.get(name.casefold(), [])
        if not channels:
            raise ClmError("budget_plan_page.limits.lonely_group", group=name)
        now = float(sum(today[one] for one in channels))
        least, most = (
            _amount(text, now, name, column, texts)
            for text, column in ((least_text, "minimum"), (most_text, "maximum"))
        )
        found.append(
            GroupLimit(name=name, channels=tuple(channels), minimum=least or 0.0, maximum=inf if most is None else most)
        )
    return tuple(found)


def _amount(text: str, today: float, name: str, column: str, texts: Texts) -> float | None:
    """12.000, 12.000 €, −20 % or +30 % as money; None where nothing was typed."""
    plain = text.replace("−", "-").replace("\u00a0", " ").strip()
    if not plain:
        return None
    language = texts.language
    try:
        change = _PERCENT.match(plain)
        if change is None:
            return float(formats.parsed_decimal(_MONEY_SIGNS.sub("", plain), language))
        share = float(formats.parsed_decimal(change["number"], language)) / 100
        # Without a sign a percentage is a part of today, with one a change.
        factor = {"+": 1 + share, "-": max(1 - share, 0.0), "": share}[change["sign"]]
        return factor * today
    except ClmError as problem:
        raise ClmError(
            "budget_plan_page.limits.unreadable",
            channel=name,
            column=texts(f"budget_plan_page.limits.{column}"),
            text=text,
            example=formats.number(12_000, language),
        ) from problem
