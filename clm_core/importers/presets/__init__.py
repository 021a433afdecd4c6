"""The exports that are recognised without help: one module a vendor, one entry an export."""

from collections.abc import Iterable

from clm_core.importers.presets import (
    ga4,
    google_ads,
    hubspot,
    linkedin_ads,
    mautic,
    meta_ads,
    microsoft_ads,
    own_templates,
    salesforce,
)
from clm_core.importers.presets.preset import Preset

__all__ = ["PRESETS", "Preset", "best_preset"]

_MODULES = (own_templates, google_ads, meta_ads, linkedin_ads, microsoft_ads, ga4, hubspot, salesforce, mautic)

PRESETS: dict[str, Preset] = {preset.name: preset for module in _MODULES for preset in module.PRESETS}
"""By name; the name is also the preset's key in the catalogues (``importing.preset.<name>``)."""


def best_preset(headings: Iterable[str]) -> Preset | None:
    """The preset whose signature the headings carry; of several the one that reads most of them."""
    headings = tuple(headings)
    matching = [preset for preset in PRESETS.values() if preset.matches(headings)]
    return max(matching, key=lambda preset: len(preset.mapping(headings)), default=None)
