"""Channels of given curves as the company's own: by key or by name in either language, whatever the case."""

from collections.abc import Sequence
from dataclasses import replace

from clm_core.importers.headings import folded
from clm_core.response_curves import ResponseCurves
from clm_core.services.data import channels
from clm_core.services.export import own_labels
from clm_core.store.workspaces import Store
from clm_core.texts import Language, Texts, texts_for

__all__ = ["channel_names", "company_channels", "named_as_company"]


def channel_names(store: Store, keys: tuple[str, ...], texts: Texts) -> dict[str, str]:
    """What these channels are called: the user's own names, the catalogue's of built-in ones."""
    own = own_labels(store)
    built_in = {key: texts(f"channels.{key}") for key in keys if texts.has(f"channels.{key}")}
    return built_in | {key: own[key] for key in keys if key in own}


def company_channels(store: Store, names: Sequence[str]) -> dict[str, str]:
    """The company's channel (key) of each of these names that it knows; no channel is taken twice.

    A key itself comes before any name, the first of several names before the others.
    """
    keys = tuple(map(str, channels(store)["channel"]))
    found = {name: name for name in names if name in keys}
    known = {
        folded(name): key
        for language in Language
        for key, name in channel_names(store, keys, texts_for(language)).items()
    } | {folded(key): key for key in keys}
    for name in names:
        key = known.get(folded(name))
        if key is not None and key not in found.values():
            found.setdefault(name, key)
    return found


def named_as_company(store: Store, curves: ResponseCurves) -> ResponseCurves:
    """The curves under the company's keys; what it does not know keeps its name."""
    found = company_channels(store, curves.channels)
    return replace(curves, channels=tuple(found.get(name, name) for name in curves.channels))
