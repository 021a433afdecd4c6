"""A mapping that the user kept: applied by itself to the next file with the same headings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from clm_core.importers.findings import ImportOptions
from clm_core.importers.headings import folded
from clm_core.records import RecordType


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingProfile:
    """What a set of case-folded headings means; ``mapping`` goes from folded heading to field name."""

    name: str
    headings: frozenset[str]
    record_type: RecordType
    mapping: Mapping[str, str]
    system: str
    options: ImportOptions = field(default_factory=ImportOptions)

    def field_of(self, heading: str) -> str:
        """The field that a heading was mapped to; empty where it was not used."""
        return self.mapping.get(folded(heading), "")


def profile_for(headings: Iterable[str], profiles: Sequence[MappingProfile]) -> MappingProfile | None:
    """The newest profile with exactly these headings, in any order and case."""
    wanted = frozenset(folded(heading) for heading in headings)
    return next((profile for profile in reversed(profiles) if profile.headings == wanted), None)


def mapping_profile(
    name: str, mapping: Mapping[str, str], record_type: RecordType, system: str, options: ImportOptions
) -> MappingProfile:
    """A profile of a table's headings with their fields ("" = not used), to be remembered."""
    by_heading = {folded(heading): field_name for heading, field_name in mapping.items()}
    return MappingProfile(
        name=name,
        headings=frozenset(by_heading),
        record_type=record_type,
        mapping=by_heading,
        system=system,
        options=options,
    )
