"""One channel rule as data, which users edit."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from clm_core.analysis.channel_sources import SOURCE_LISTS
from clm_core.errors import ClmError

PATTERN_FIELDS = ("source_pattern", "medium_pattern", "name_pattern", "campaign_pattern", "campaign_type_pattern")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """One rule: a row that meets all of its conditions belongs to ``channel``; conditions not set don't count.

    An "or" is a second rule of the same channel. Texts are compared without case; patterns are regular
    expressions that are searched for (^ and $ for the whole value). ``names`` and ``name_pattern`` look at
    source and medium: either may meet them. ``source_list`` names one of SOURCE_LISTS. ``is_paid``: the
    medium says that the click was paid for, or the row is spend and has no medium.
    Raises ClmError, naming the rule, for a pattern that is none, an unknown list and a rule without condition.
    """

    name: str
    channel: str
    position: int = 0
    is_active: bool = True
    source_list: str = ""
    sources: tuple[str, ...] = ()
    source_pattern: str = ""
    mediums: tuple[str, ...] = ()
    medium_pattern: str = ""
    names: tuple[str, ...] = ()
    name_pattern: str = ""
    campaign_pattern: str = ""
    platforms: tuple[str, ...] = ()
    campaign_type_pattern: str = ""
    kinds: tuple[str, ...] = ()
    is_paid: bool = False

    def __post_init__(self) -> None:
        for field in PATTERN_FIELDS:
            self._require_pattern(getattr(self, field))
        if self.source_list and self.source_list not in SOURCE_LISTS:
            raise ClmError(
                "channels.unknown_list", rule=self.name, list=self.source_list, available=", ".join(SOURCE_LISTS)
            )
        if not any(getattr(self, field.name) for field in fields(self) if field.name not in _NO_CONDITIONS):
            raise ClmError("channels.rule_without_condition", rule=self.name)

    def _require_pattern(self, pattern: str) -> None:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ClmError("channels.invalid_pattern", rule=self.name, pattern=pattern, problem=str(error)) from None

    def as_data(self) -> dict[str, Any]:
        """The rule as JSON has it: name, channel, position, is_active and the conditions that are set."""
        data = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        return {name: value for name, value in data.items() if name in _NO_CONDITIONS or value}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The rule that ``as_data`` wrote; raises ClmError for conditions that do not exist."""
        known = [field.name for field in fields(cls)]
        if unknown := sorted(set(data) - set(known)):
            raise ClmError(
                "channels.unknown_condition",
                rule=str(data.get("name", "")),
                condition=", ".join(unknown),
                available=", ".join(known),
            )
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in data.items()
        }
        return cls(**values)


_NO_CONDITIONS = ("name", "channel", "position", "is_active")
