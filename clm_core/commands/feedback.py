"""The command of sales' verdicts: what was said about the leads, and reading a list that came back."""

import argparse
from pathlib import Path

import pandas as pd

from clm_core.commands.opened import opened_store
from clm_core.commands.output import print_json, print_problems, print_results
from clm_core.errors import ClmError
from clm_core.services.data import settings
from clm_core.services.export import TableSheet, own_labels
from clm_core.services.lead_verdicts import SavedVerdicts, verdict_counts
from clm_core.services.returned_sheet import ReturnedSheet, read_returned_sheet, save_returned_sheet
from clm_core.services.workspaces import Store
from clm_core.texts import Texts


def feedback(given: argparse.Namespace) -> None:
    """Verdicts with their reasons by channel; with ``--sheet`` after reading a returned list."""
    with opened_store(given) as store:
        returned = None if given.sheet is None else _read(store, Path(given.sheet), given.texts)
        saved = None
        if returned is not None and not given.dry_run:
            saved = save_returned_sheet(store, returned, given_by=given.by)
        counts, labels, currency = verdict_counts(store), own_labels(store), settings(store).reporting_currency
    if given.json:
        print_json(_document(counts, returned, saved))
        return
    if returned is not None:
        _print_sheet(returned, saved, given.texts)
    print_results(_table(counts, given.texts, labels), currency, given.texts)


def _read(store: Store, path: Path, texts: Texts) -> ReturnedSheet:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ClmError("commands.unreadable_file", file=str(path), problem=error.strerror or "") from None
    return read_returned_sheet(store, path.name, content, language=texts.language)


def _document(counts: pd.DataFrame, returned: ReturnedSheet | None, saved: SavedVerdicts | None) -> dict[str, object]:
    document: dict[str, object] = {"counts": counts}
    if returned is not None:
        document["sheet"] = returned
        document["saved"] = saved
    return document


def _print_sheet(returned: ReturnedSheet, saved: SavedVerdicts | None, texts: Texts) -> None:
    print_problems(returned.problems, texts)
    print(
        texts(
            "lead_sheet.read",
            file=returned.file_name,
            verdicts=len(returned.verdicts),
            rows=returned.row_count,
            open=returned.open_count,
            new=returned.new_count,
        )
    )
    if saved is None:
        print(texts("lead_sheet.not_saved"))
    else:
        print(texts("lead_sheet.saved", added=saved.added_count, unchanged=saved.unchanged_count))


def _table(counts: pd.DataFrame, texts: Texts, labels: dict[str, str]) -> TableSheet:
    channels = [labels.get(key) or _word(f"channels.{key}", key, texts) for key in counts["channel"]]
    worded = counts.assign(
        channel=channels,
        verdict=[texts(f"lead_sheet.verdict.{verdict}") for verdict in counts["verdict"]],
        cause=[texts(f"handover.cause.cause_{cause}") if cause else "" for cause in counts["cause"]],
    )
    names = {name: texts(f"lead_sheet.column.{name}") for name in ("channel", "verdict", "reason")}
    names |= {"cause": texts("lead_sheet.cause"), "leads": texts("lead_sheet.leads")}
    return TableSheet(title=texts("lead_sheet.counts"), frame=worded.rename(columns=names))


def _word(text_key: str, key: str, texts: Texts) -> str:
    return texts(text_key) if texts.has(text_key) else key
