"""A lead list that came back from sales: read, checked against the leads that there are, and kept on a yes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pandas as pd

from clm_core.columns import typed_frame
from clm_core.errors import RowProblem, Severity
from clm_core.exports.lead_sheet import headings
from clm_core.handover import Verdict
from clm_core.importers.lead_sheet import SheetWords, read_lead_list
from clm_core.scoring_columns import RETURNED_VERDICTS
from clm_core.services.data import loop_data, settings
from clm_core.services.handover_policy import handover_policy
from clm_core.services.lead_verdicts import contact_keys, to_keep, verdict_frame
from clm_core.services.workspaces import LOCAL_USER
from clm_core.store.lead_verdicts import SHEET, SavedVerdicts, add_verdicts, new_verdicts
from clm_core.store.workspaces import Store
from clm_core.texts import Language, texts_for

__all__ = ["ReturnedSheet", "SavedVerdicts", "agreed_reasons", "read_returned_sheet", "save_returned_sheet"]

_READ_COLUMNS = ("key", "email", "verdict", "reason", "recycle_on", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedSheet:
    """A list that came back, before anything of it is kept.

    ``verdicts`` are its good rows (RETURNED_VERDICTS), ``open_count`` its rows without a verdict. ``content_hash``
    knows the file again.
    """

    file_name: str
    content_hash: str
    verdicts: pd.DataFrame
    problems: tuple[RowProblem, ...]
    row_count: int
    open_count: int

    @property
    def new_count(self) -> int:
        """How many verdicts would be kept."""
        return int(self.verdicts["is_new"].sum())


def agreed_reasons(store: Store, language: Language) -> tuple[str, ...]:
    """The reasons to choose from: those that were agreed, until then the proposed ones in this language."""
    return tuple(one.text for one in handover_policy(store, language).reasons)


def read_returned_sheet(
    store: Store, file_name: str, content: bytes, *, language: Language, today: date | None = None
) -> ReturnedSheet:
    """The verdicts of a returned list and everything that is wrong with it; nothing is kept yet.

    Raises ClmError for a file that is no such list, naming the headings that were found.
    """
    today = today or datetime.now(ZoneInfo(settings(store).reporting_zone)).date()
    returned = read_lead_list(file_name, content, _sheet_words(store, language), today=today)
    contacts = loop_data(store).contacts
    keys = contact_keys(contacts, returned.verdicts)
    unknown = returned.verdicts[keys.isna()]
    placed = returned.verdicts.assign(contact_key=keys).dropna(subset=["contact_key"])
    contradicting = _contradicting(placed)
    problems = [
        *returned.problems,
        *_problems(unknown, "unknown_lead", {}),
        *_problems(placed[placed.index.isin(contradicting)], "contradiction", contradicting),
    ]
    content_hash = hashlib.sha256(content).hexdigest()
    good = _one_a_lead(placed[~placed.index.isin(contradicting)])
    return ReturnedSheet(
        file_name=file_name,
        content_hash=content_hash,
        verdicts=_described(store, good, contacts, content_hash),
        problems=tuple(sorted(problems, key=lambda one: (one.sheet, one.row or 0))),
        row_count=returned.row_count,
        open_count=returned.open_count,
    )


def save_returned_sheet(
    store: Store, returned: ReturnedSheet, *, given_by: str = LOCAL_USER, handover_number: int | None = None
) -> SavedVerdicts:
    """Keeps the good rows of a list in one go; the same list again adds nothing."""
    return add_verdicts(
        store,
        to_keep(returned.verdicts),
        origin=SHEET,
        given_by=given_by,
        at=datetime.now(UTC),
        handover_number=handover_number,
        content_hash=returned.content_hash,
    )


def _sheet_words(store: Store, language: Language) -> SheetWords:
    """What a list can say. As long as no reasons are agreed, it may have been written in the other language."""
    texts = texts_for(language)
    own_first = {name: texts(f"lead_sheet.column.{name}") for name in _READ_COLUMNS}
    languages = [language, *(one for one in Language if one is not language)]
    offered = agreed_reasons(store, language)
    understood = [one for each in languages for one in agreed_reasons(store, each)]
    return SheetWords(
        headings={name: (own, *sorted(headings(name) - {own})) for name, own in own_first.items()},
        verdicts={
            texts_for(each)(f"lead_sheet.verdict.{verdict}"): verdict for each in languages for verdict in Verdict
        },
        reasons=tuple(dict.fromkeys(understood)),
        offered_reasons=offered,
    )


def _contradicting(placed: pd.DataFrame) -> dict[int, str]:
    """The rows (by place) of leads about whom the list says different things, with the numbers of all their rows."""
    said = ["verdict", "reason", "recycle_on"]
    kinds = placed.drop_duplicates(["contact_key", *said])["contact_key"]
    several = placed[placed["contact_key"].isin(kinds[kinds.duplicated()])]
    numbers = several["row"].astype("str")
    named = numbers if placed["sheet"].nunique() < 2 else several["sheet"] + " " + numbers
    rows = named.groupby(several["contact_key"]).agg(", ".join)
    return dict(zip(several.index.tolist(), several["contact_key"].map(rows), strict=True))


def _problems(rows: pd.DataFrame, problem: str, places: Mapping[int, str]) -> list[RowProblem]:
    return [
        RowProblem(
            reason=f"lead_sheet.problem.{problem}",
            sheet=sheet,
            row=int(row),
            value=email if isinstance(email, str) else str(contact_id),
            severity=Severity.REFUSED,
            values={"rows": places.get(place, "")},
        )
        for place, sheet, row, email, contact_id in zip(
            rows.index.tolist(), rows["sheet"], rows["row"], rows["email"], rows["contact_id"], strict=True
        )
    ]


def _one_a_lead(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that say the same of a lead as one, with all their notes."""
    notes = rows.groupby("contact_key")["note"].agg(lambda given: "; ".join(dict.fromkeys(filter(None, given))))
    once = rows.drop_duplicates("contact_key")
    return once.assign(note=once["contact_key"].map(notes))


def _described(store: Store, good: pd.DataFrame, contacts: pd.DataFrame, content_hash: str) -> pd.DataFrame:
    """RETURNED_VERDICTS: the leads under the ids and addresses that they have here, with what was said before."""
    own = contacts.set_index("contact_key")[["system", "contact_id", "email", "company"]]
    rows = good.drop(columns=["system", "contact_id", "email"]).join(own, on="contact_key")
    former = verdict_frame(store).set_index("contact_key")["verdict"]
    rows = rows.assign(former_verdict=rows["contact_key"].map(former).fillna(""))
    is_new = new_verdicts(store, to_keep(rows), content_hash)
    return typed_frame(rows.assign(is_new=is_new).reset_index(drop=True), RETURNED_VERDICTS)
