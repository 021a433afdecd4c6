"""Rates with their intervals in tables: one column on the screen, numbers of their own in the downloads."""

from collections.abc import Mapping
from dataclasses import replace

from pages.shared import session
from pages.shared.tables import Column


def with_interval(column: Column, text_of: str) -> Column:
    """The column as text of the number and its interval, ``text_of`` a column of the frame; sorted by the number."""
    return replace(column, text_of=text_of, help_text=session.texts()("messages.interval_in_brackets"))


def and_ends(columns: Mapping[str, Column], *names: str) -> dict[str, Column]:
    """The columns to download: those of ``names`` (x_rate, x_share, …) are followed by x_low and x_high."""
    texts, found = session.texts(), {}
    for name, column in columns.items():
        found[name] = column
        for end in ("low", "high") if name in names else ():
            label = texts(f"messages.interval_{end}", name=column.label)
            found[f"{name.rpartition('_')[0] or name}_{end}"] = Column(label=label, unit=column.unit)
    return found
