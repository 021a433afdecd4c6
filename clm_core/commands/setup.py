"""Commands that prepare: data folder, sample company, workspaces, settings."""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import asdict

import pandas as pd

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json, print_table
from clm_core.errors import ClmError
from clm_core.services.data import change_setting, settings
from clm_core.services.sample import ensure_sample_workspace
from clm_core.services.workspaces import create_workspace, workspaces


def set_up(given: argparse.Namespace) -> None:
    """Creates what is missing; says where data live."""

    def report(share: float) -> None:
        if not given.json and sys.stderr.isatty():
            print(f"\r{share:4.0%}", end="", file=sys.stderr, flush=True)

    workspace = ensure_sample_workspace(given.home, on_progress=report)
    if given.json:
        print_json({"home": str(given.home), "workspace": workspace.slug})
    else:
        print(given.texts("commands.ready", home=str(given.home)))


def list_or_create(given: argparse.Namespace) -> None:
    """The workspaces there are, after creating the one asked for."""
    if given.create is not None:
        create_workspace(given.home, given.create)
    frame = pd.DataFrame(
        [(one.slug, one.title, one.is_sample) for one in workspaces(given.home)],
        columns=["workspace", "title", "is_sample"],
    )
    if given.json:
        print_json(frame)
    else:
        headings = {name: given.texts(f"commands.column.{name}") for name in frame}
        print_table(frame.rename(columns=headings), given.texts)


def show_or_change(given: argparse.Namespace) -> None:
    """The settings, after changing the one named."""
    with opened_store(given) as store:
        if given.name is not None:
            change_setting(store, given.name, _value(given.name, given.value))
        current = asdict(settings(store))
    if given.json:
        print_json(current)
    else:
        rows = [(name, _shown(value)) for name, value in current.items()]
        print_table(
            pd.DataFrame(rows, columns=[given.texts(f"commands.column.{name}") for name in ("setting", "value")]),
            given.texts,
        )


def _shown(value: object) -> str | None:
    """A setting as it would be typed."""
    if isinstance(value, Mapping):
        return ",".join(f"{currency}={rate}" for currency, rate in value.items()) or None
    return None if value is None else str(value)


def _value(name: str, text: str | None) -> object:
    if text is None:
        raise ClmError("commands.setting_without_value", name=name)
    if name == "exchange_rates":
        return _rates(text)
    if name == "margin_share":
        return _number(text) if text else None
    return text


def _rates(text: str) -> Mapping[str, float]:
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    return {currency.strip().upper(): _number(rate) for currency, _, rate in pairs}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ClmError("commands.not_a_number", text=text) from None
