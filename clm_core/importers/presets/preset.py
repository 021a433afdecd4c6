"""What a preset is: the headings that give a vendor's export away, and what they mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from clm_core.importers.headings import folded, heading_and_currency
from clm_core.records import RecordType


def headings(*names: str) -> frozenset[str]:
    """Headings in the form in which they are compared."""
    return frozenset(folded(name) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One export of one vendor, as data.

    A table is recognised when it has a heading of every group of ``signature``. ``fields`` gives each
    field its accepted headings; of several in one file the first listed is used. ``fixed`` are values
    that the file need not say. ``channel_field`` names the field whose values ``channels`` translate;
    a value that is not listed leaves the channel to the channel rules. ``attributes`` are headings kept
    as fit fields.
    """

    name: str
    system: str
    record_type: RecordType
    signature: tuple[frozenset[str], ...]
    fields: Mapping[str, tuple[str, ...]]
    fixed: Mapping[str, str] = field(default_factory=dict)
    channel_field: str = ""
    channels: Mapping[str, str] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()
    date_order: str | None = None
    zone: str | None = None

    def matches(self, table_headings: Iterable[str]) -> bool:
        """Whether the table has a heading of every group of the signature."""
        present = {heading_and_currency(heading)[0] for heading in table_headings}
        return all(present & group for group in self.signature)

    def mapping(self, table_headings: Iterable[str]) -> dict[str, str]:
        """Heading of the table -> field, for the headings that this preset knows."""
        present: dict[str, str] = {}
        for heading in table_headings:
            present.setdefault(heading_and_currency(heading)[0], heading)
        mapping: dict[str, str] = {}
        for field_name, accepted in self.fields.items():
            known = (present[folded(name)] for name in accepted if folded(name) in present)
            first = next((heading for heading in known if heading not in mapping), None)
            if first is not None:
                mapping[first] = field_name
        return mapping

    def attribute_headings(self, table_headings: Iterable[str]) -> tuple[str, ...]:
        """The headings of the table that are kept as fit fields."""
        kept = headings(*self.attributes)
        return tuple(heading for heading in table_headings if folded(heading) in kept)

    def known_headings(self) -> frozenset[str]:
        """All headings that this preset can read."""
        return headings(*(name for accepted in self.fields.values() for name in accepted), *self.attributes)
