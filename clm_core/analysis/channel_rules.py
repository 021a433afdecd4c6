"""Which channel each row belongs to, and which rule said so."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd

from clm_core.analysis.channel_names import CHANNEL_ALIASES, SOURCE_ALIASES, slug
from clm_core.analysis.channel_rule import ChannelRule
from clm_core.analysis.channel_rule_defaults import DEFAULT_CHANNEL_RULES
from clm_core.analysis.channel_sources import is_in_list
from clm_core.analysis.channels import BUILT_IN_CHANNELS, NO_SOURCE, UNASSIGNED, Channel

__all__ = ["DEFAULT_CHANNEL_RULES", "GIVEN", "NONE_MATCHED", "NOTHING_GIVEN", "ChannelRule", "channel_key", "classify"]

GIVEN = "given"
SOURCE_NAME = "source_name"
MEDIUM_NAME = "medium_name"
CAMPAIGN_TYPE_NAME = "campaign_type_name"
NONE_MATCHED = "none_matched"
NOTHING_GIVEN = "nothing_given"

INPUTS = ("channel", "source", "medium", "campaign", "platform", "campaign_type", "kind")
_PAID_MEDIUM = re.compile("^(.*cp.*|ppc|retargeting|paid.*)$")
_SOURCE_OR_MEDIUM = ("source", "medium")
_BLANK = frozenset(("", "(not set)", "(none)", "(not provided)", "not set", "none", "null", "n/a", "-"))


def classify(
    rows: pd.DataFrame,
    rules: Sequence[ChannelRule] = DEFAULT_CHANNEL_RULES,
    channels: Sequence[Channel] = BUILT_IN_CHANNELS,
    aliases: Mapping[str, str] | None = None,
    *,
    is_spend: bool = False,
) -> pd.DataFrame:
    """The columns ``channel`` (key) and ``channel_rule`` (name) for each row, with the rows' index.

    Reads whichever of INPUTS there are. In order: a channel named in the file (rule "given"); a source that
    names a channel where there is no medium ("source_name"); a campaign type that names one where there is
    neither source nor medium ("campaign_type_name"); the rules by position; a medium or source that
    names a channel; rules about the kind of touchpoint. What is left is ``unassigned``, and ``no_source``
    where nothing at all was given. Every distinct combination is ruled once. With ``is_spend`` a row without
    a medium counts as paid for.
    """
    codes, distinct = _distinct_combinations(rows)
    texts = _lowered_texts(distinct)
    names = _known_names(channels, aliases or {})
    found = _Found(len(distinct))
    found.take(_named(distinct["channel"], names, CHANNEL_ALIASES, is_own_allowed=True), GIVEN)
    by_source = _named(texts["source"].where(texts["source"] != "(direct)"), names, SOURCE_ALIASES)
    found.take(by_source, SOURCE_NAME, texts["medium"].isin(_BLANK).to_numpy())
    is_untagged = texts[["source", "medium"]].isin(_BLANK).all(axis=1).to_numpy()
    by_type = _named(texts["campaign_type"], names, SOURCE_ALIASES)
    found.take(np.where(by_type == UNASSIGNED, "", by_type), CAMPAIGN_TYPE_NAME, is_untagged)
    conditions = _Conditions(texts, is_spend=is_spend)
    ordered = sorted((rule for rule in rules if rule.is_active), key=lambda rule: rule.position)
    found.take_rules([rule for rule in ordered if not rule.kinds], conditions)
    found.take(_named(texts["medium"], names, SOURCE_ALIASES), MEDIUM_NAME)
    found.take(by_source, SOURCE_NAME)
    found.take_rules([rule for rule in ordered if rule.kinds], conditions)
    found.take_rest(conditions.is_known)
    return pd.DataFrame(
        {"channel": found.channels[codes], "channel_rule": found.rules[codes]}, index=rows.index, dtype="str"
    )


def channel_key(
    name: str, channels: Sequence[Channel] = BUILT_IN_CHANNELS, aliases: Mapping[str, str] | None = None
) -> str:
    """The key of a channel's name, own or built-in; "" for a name without a letter or digit."""
    key = slug(name)
    return _known_names(channels, aliases or {}).get(key) or CHANNEL_ALIASES.get(key) or key


def _distinct_combinations(rows: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """The number of each row's combination, and the combinations."""
    codes = np.zeros(len(rows), dtype=np.int64)
    for name in INPUTS:
        if name in rows:
            column_codes, values = pd.factorize(rows[name])
            codes, _ = pd.factorize(codes * (len(values) + 1) + column_codes + 1)
    first = np.flatnonzero(~pd.Series(codes).duplicated())  # codes count up in the order of first rows
    return codes, rows.iloc[first].reindex(columns=list(INPUTS)).astype("str").reset_index(drop=True)


def _lowered_texts(distinct: pd.DataFrame) -> pd.DataFrame:
    """Lower-case texts, blank where missing; sources without protocol, www and path; "google / cpc" as its parts."""
    texts = distinct.fillna("").apply(lambda column: column.str.strip().str.lower())
    parts = texts["source"].str.extract(r"^(.+?) / (.+)$")
    is_pair = parts[0].notna() & texts["medium"].isin(_BLANK)
    source = texts["source"].mask(is_pair, parts[0])
    is_address = source.str.contains("://", regex=False) | source.str.startswith("www.")
    bare = source.str.replace(r"^(?:[a-z]+://)?(?:www\.)?([^/:?#]*).*$", r"\1", regex=True)
    ruled: pd.DataFrame = texts.assign(
        source=source.mask(is_address, bare), medium=texts["medium"].mask(is_pair, parts[1])
    )
    return ruled


def _known_names(channels: Sequence[Channel], aliases: Mapping[str, str]) -> dict[str, str]:
    """The user's own names: labels and keys of channels, then aliases, which win."""
    names = {channel.key: channel.key for channel in (*BUILT_IN_CHANNELS, *channels)}
    names |= {slug(channel.label): channel.key for channel in channels if slug(channel.label)}
    return names | {slug(name): key for name, key in aliases.items()}


def _named(
    texts: pd.Series, own: Mapping[str, str], built_in: Mapping[str, str], *, is_own_allowed: bool = False
) -> np.ndarray:
    """The channel that each text is a name of, "" where it is none; with is_own_allowed any name is one."""
    keys: dict[object, str] = {}
    for text in texts.dropna().unique():
        name = slug(text)
        key = own.get(name) or built_in.get(name) or (name if is_own_allowed else "")
        if key:
            keys[text] = key
    return np.array([keys.get(text, "") for text in texts], dtype=object)


class _Found:
    """Channel and rule of each combination, filled once: what comes first stays."""

    def __init__(self, count: int) -> None:
        self.channels = np.full(count, "", dtype=object)
        self.rules = np.full(count, "", dtype=object)

    def take(self, channels: np.ndarray | str, rule: str, are_met: np.ndarray | bool = True) -> None:
        """These channels by this rule, where it is met and nothing was found before."""
        named = np.broadcast_to(np.asarray(channels, dtype=object), self.channels.shape)
        is_new = (self.channels == "") & (named != "") & are_met
        self.channels[is_new] = named[is_new]
        self.rules[is_new] = rule

    def take_rules(self, rules: Sequence[ChannelRule], conditions: "_Conditions") -> None:
        for rule in rules:
            self.take(rule.channel, rule.name, conditions.are_met(rule))

    def take_rest(self, is_known: np.ndarray) -> None:
        self.take(UNASSIGNED, NONE_MATCHED, is_known)
        self.take(NO_SOURCE, NOTHING_GIVEN)


class _Conditions:
    """Which combinations meet a rule; every condition is decided once for each distinct text."""

    def __init__(self, texts: pd.DataFrame, *, is_spend: bool) -> None:
        self._fields = {name: pd.factorize(texts[name]) for name in INPUTS}
        self.is_known = (texts[["source", "medium", "campaign", "platform"]] != "").any(axis=1).to_numpy()
        self._is_paid = self._meeting("medium", lambda text: bool(_PAID_MEDIUM.search(text)))
        if is_spend:
            self._is_paid |= texts["medium"].isin(_BLANK).to_numpy() & self.is_known

    def are_met(self, rule: ChannelRule) -> np.ndarray:
        """Of each combination, whether it meets all conditions of the rule."""
        met = self._is_paid.copy() if rule.is_paid else np.ones(len(self.is_known), dtype=bool)
        for fields, meets in _tests(rule):
            met &= np.logical_or.reduce([self._meeting(field, meets) for field in fields])
        return met

    def _meeting(self, field: str, meets: Callable[[str], bool]) -> np.ndarray:
        codes, values = self._fields[field]
        return np.fromiter((meets(value) for value in values), dtype=bool, count=len(values))[codes]


def _tests(rule: ChannelRule) -> Iterator[tuple[tuple[str, ...], Callable[[str], bool]]]:
    """The fields of each condition that is set (any of them may meet it) and what they must meet."""
    if rule.source_list:
        yield ("source",), partial(is_in_list, list_name=rule.source_list)
    if rule.platforms:
        platforms = {slug(platform) for platform in rule.platforms}
        yield ("platform",), lambda text: slug(text) in platforms
    lists = [(rule.sources, ("source",)), (rule.mediums, ("medium",)), (rule.kinds, ("kind",))]
    for values, fields in [*lists, (rule.names, _SOURCE_OR_MEDIUM)]:
        if values:
            yield fields, {value.strip().lower() for value in values}.__contains__
    patterns = [(rule.source_pattern, ("source",)), (rule.medium_pattern, ("medium",))]
    patterns += [(rule.campaign_pattern, ("campaign",)), (rule.campaign_type_pattern, ("campaign_type",))]
    for pattern, fields in [*patterns, (rule.name_pattern, _SOURCE_OR_MEDIUM)]:
        if pattern:
            yield fields, partial(_is_found, re.compile(pattern, re.IGNORECASE))


def _is_found(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None
