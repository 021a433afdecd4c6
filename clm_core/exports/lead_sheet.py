"""The lead list out: for people to fill in, for a CRM to import, and as a mailing list of those who may be mailed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from clm_core.exports.lead_sheet_columns import (
    KEY,
    NAMES,
    SHEET_COLUMNS,
    VERDICT_COLUMNS,
    SheetColumn,
    fixed_heading,
    system_of,
)
from clm_core.exports.tables import ISO_DAY, TableSheet, csv_file, workbook
from clm_core.handover import CrmLayout, Verdict
from clm_core.kpis import Unit
from clm_core.texts import Language, Texts, texts_for

__all__ = ["LeadSheetForm", "headings", "lead_csv", "lead_workbook", "mailing_list"]

CONSENT_GIVEN = "given"
KEY_SIGN = "|"
"""Between system and id in the key column; without an id the address stands behind it."""
MAX_NOTE_LENGTH = 2000
_DECIMALS = {Unit.COUNT: 1, Unit.SHARE: 4, Unit.MONEY: 2}
"""What of a number a reader can use; a CSV file would show sixteen digits."""
_WIDTHS = {"company": 28, "email": 34, "verdict": 16, "reason": 36, "recycle_on": 18, "note": 30}
"""Names stay in sight while the verdict is filled in, and a chosen reason can be read whole."""
_FROZEN_COLUMNS = 4
_PRINTED_COLUMNS = NAMES.index("note") + 1
_DAYS = {Language.DE: "dd.mm.yyyy", Language.EN: "d mmm yyyy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSheetForm:
    """How a lead list is written: whose columns, in which language, and what may be chosen in it.

    ``as_of`` is the day of the scores; a lead cannot be recycled to a day before it. ``channel_labels`` are the
    names of the user's own channels.
    """

    layout: CrmLayout
    language: Language
    currency: str
    zone: str
    as_of: date
    reasons: Sequence[str] = ()
    channel_labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> Texts:
        """The words of the sheet: those of the reader, but English where a system imports it."""
        return texts_for(self.language if self.layout is CrmLayout.GENERIC else Language.EN)

    @property
    def day_format(self) -> str:
        """How Excel writes days: as the reader does, but as every system reads them where one imports the sheet."""
        return _DAYS[self.language] if self.layout is CrmLayout.GENERIC else ISO_DAY


def lead_workbook(leads: pd.DataFrame, form: LeadSheetForm, assumptions: TableSheet) -> bytes:
    """HANDED_LEADS as an Excel workbook whose verdict, reason, date and note can be filled in and read back."""
    table = _table(leads, form)
    sheet = TableSheet(
        title=form.texts("lead_sheet.title"),
        frame=table,
        units={_heading(column, form): column.unit for column in SHEET_COLUMNS if column.unit is not None},
        finish=_with_choices(form, len(table)),
    )
    return workbook([sheet], currency=form.currency, assumptions=assumptions, day_format=form.day_format)


def lead_csv(leads: pd.DataFrame, form: LeadSheetForm) -> bytes:
    """HANDED_LEADS as a CSV file, for Excel in the reader's language or for the import of a CRM in English."""
    return csv_file(_table(leads, form), form.texts.language.value, for_machines=_for_machines(form))


def mailing_list(leads: pd.DataFrame, form: LeadSheetForm) -> bytes:
    """The addresses of the leads that may be mailed, as CSV: once each, with what a salutation needs.

    Somebody who opted out, unsubscribed, bounced or was never asked does not appear; nor does an address that
    several contacts share, if one of them may not be mailed.
    """
    address = leads["email"].str.strip().str.casefold()
    may = leads["may_be_mailed"].astype("bool") & (leads["consent"] == CONSENT_GIVEN) & address.notna()
    refused = set(address[~may].dropna())
    kept = leads[may & ~address.isin(refused) & (address != "")]
    kept = kept.loc[~address[kept.index].duplicated()]
    profile = [_heading(column, form) for column in SHEET_COLUMNS if column.is_profile]
    return csv_file(_table(kept, form)[profile], form.texts.language.value)


def headings(name: str) -> frozenset[str]:
    """Every heading that a column can have, in all layouts and both languages."""
    column = SHEET_COLUMNS[NAMES.index(name)]
    generic = {texts_for(language)(f"lead_sheet.column.{name}") for language in Language}
    return frozenset({*generic, column.hubspot, column.salesforce})


def _heading(column: SheetColumn, form: LeadSheetForm) -> str:
    fixed = fixed_heading(column, form.layout)
    return form.texts(f"lead_sheet.column.{column.name}") if fixed is None else fixed


def _table(leads: pd.DataFrame, form: LeadSheetForm) -> pd.DataFrame:
    """The leads under the headings of the layout, keys and codes as words."""
    texts = form.texts
    system = system_of(form.layout)
    own_id = leads["contact_id"] if system is None else leads["contact_id"].where(leads["system"] == system)
    worded = leads.assign(
        contact_id=own_id,
        channel=_words("channels", leads["channel"], texts, form.channel_labels),
        stage=_words("stages", leads["stage"], texts),
        consent=_words("lead_sheet.consent", leads["consent"], texts),
        former_verdict=_former_verdicts(leads, texts),
        # A spreadsheet that opens a CSV file takes 1-9 for the first of September.
        size_band=leads["size_band"].str.replace("-", "–"),
        lead_at=_local_day(leads["lead_at"], form.zone),
        last_touch_at=_local_day(leads["last_touch_at"], form.zone),
        key=_keys(leads),
        **_to_fill_in(leads.index),
    )
    decimals = {column.name: _DECIMALS[column.unit] for column in SHEET_COLUMNS if column.unit is not None}
    table = worded[list(NAMES)].round(decimals).reset_index(drop=True)
    return table.set_axis([_heading(column, form) for column in SHEET_COLUMNS], axis="columns")


def _to_fill_in(index: pd.Index) -> dict[str, pd.Series]:
    """Blank columns: a verdict that came back as it went out would look like a new one."""
    blank = pd.Series(None, index=index, dtype="str")
    return {**dict.fromkeys(VERDICT_COLUMNS, blank), "recycle_on": pd.Series(pd.NaT, index=index)}


def _former_verdicts(leads: pd.DataFrame, texts: Texts) -> pd.Series:
    said = _words("lead_sheet.verdict", leads["verdict"], texts)
    return said.where(leads["reason"].fillna("") == "", said + ": " + leads["reason"])


def _words(topic: str, keys: pd.Series, texts: Texts, labels: Mapping[str, str] | None = None) -> pd.Series:
    names = {key: (labels or {}).get(key) or _word(f"{topic}.{key}", key, texts) for key in keys.dropna().unique()}
    return keys.map(names).astype("str")


def _word(text_key: str, key: str, texts: Texts) -> str:
    return texts(text_key) if texts.has(text_key) else key


def _local_day(moments: pd.Series, zone: str) -> pd.Series:
    days: pd.Series = moments.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    return days


def _keys(leads: pd.DataFrame) -> pd.Series:
    """``system|id``, of a lead without an id ``|address``; a lead with neither cannot be told from others."""
    by_id = leads["system"].fillna("") + KEY_SIGN + leads["contact_id"]
    return by_id.fillna(KEY_SIGN + leads["email"])


def _for_machines(form: LeadSheetForm) -> list[str]:
    is_import = form.layout is not CrmLayout.GENERIC
    return [_heading(column, form) for column in SHEET_COLUMNS if is_import and column.name == "phone"]


def _with_choices(form: LeadSheetForm, row_count: int) -> Callable[[xlsxwriter.Workbook, Worksheet], None]:
    """What turns the written table into a form: choices, date check, a key that nobody types over, marked gaps."""

    def finish(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        _add_lists(book, sheet, form, row_count)
        _hide_key(sheet, form, row_count)
        _lay_out(book, sheet, form)
        _mark_gaps(book, sheet, form, row_count)
        _fit_on_paper(sheet, row_count)

    return finish


def _lay_out(book: xlsxwriter.Workbook, sheet: Worksheet, form: LeadSheetForm) -> None:
    """Column widths, and a colour for what is to be filled in."""
    look = {"bg_color": "#FFF8E1", "border": 1, "border_color": "#E0D6B8"}
    to_fill_in, day = book.add_format(look), book.add_format({**look, "num_format": form.day_format})
    formats = dict.fromkeys(VERDICT_COLUMNS, to_fill_in) | {"recycle_on": day}
    for name, width in _WIDTHS.items():
        place = NAMES.index(name)
        sheet.set_column(place, place, width, formats.get(name))
    sheet.freeze_panes(1, _FROZEN_COLUMNS)


def _fit_on_paper(sheet: Worksheet, row_count: int) -> None:
    """On paper as wide as a page: who to call and what to fill in, without what is known of each lead beside."""
    sheet.print_area(0, 0, max(row_count, 1), _PRINTED_COLUMNS - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _add_lists(book: xlsxwriter.Workbook, sheet: Worksheet, form: LeadSheetForm, row_count: int) -> None:
    texts, last = form.texts, max(row_count, 1)
    lists = book.add_worksheet(texts("lead_sheet.lists"))
    lists.hide()
    choices = {
        "verdict": [texts(f"lead_sheet.verdict.{verdict}") for verdict in Verdict],
        "reason": list(form.reasons),
    }
    for position, (name, words) in enumerate(choices.items()):
        for row, word in enumerate(words):
            lists.write_string(row, position, word)
        if words:
            letter = "AB"[position]
            source = f"='{lists.get_name()}'!${letter}$1:${letter}${len(words)}"
            place = NAMES.index(name)
            picked = {"validate": "list", "source": source, "error_message": texts("lead_sheet.choose")}
            sheet.data_validation(1, place, last, place, picked)
    place = NAMES.index("recycle_on")
    rule: dict[str, object] = {"validate": "date", "criteria": ">", "value": datetime.combine(form.as_of, time())}
    sheet.data_validation(1, place, last, place, rule | {"error_message": texts("lead_sheet.recycle_later")})
    place = NAMES.index("note")
    rule = {"validate": "length", "criteria": "<=", "value": MAX_NOTE_LENGTH}
    sheet.data_validation(1, place, last, place, rule | {"error_message": texts("lead_sheet.note_too_long")})


def _hide_key(sheet: Worksheet, form: LeadSheetForm, row_count: int) -> None:
    place, last = NAMES.index(KEY), max(row_count, 1)
    # A protected sheet could not be sorted; this keeps the key from being typed over and leaves the rest free.
    rule = {"validate": "custom", "value": "=FALSE", "error_message": form.texts("lead_sheet.key_stays")}
    sheet.data_validation(1, place, last, place, rule)
    sheet.set_column(place, place, None, None, {"hidden": True})


def _mark_gaps(book: xlsxwriter.Workbook, sheet: Worksheet, form: LeadSheetForm, row_count: int) -> None:
    """A rejection without a reason and a recycling without a date turn red while they are typed."""
    gap = book.add_format({"bg_color": "#F8CBAD"})
    verdict = xlsxwriter.utility.xl_col_to_name(NAMES.index("verdict"))
    for value, name in ((Verdict.REJECTED, "reason"), (Verdict.RECYCLED, "recycle_on")):
        place = NAMES.index(name)
        column = xlsxwriter.utility.xl_col_to_name(place)
        word = form.texts(f"lead_sheet.verdict.{value}")
        rule = {"type": "formula", "criteria": f'=AND(${verdict}2="{word}",ISBLANK(${column}2))', "format": gap}
        sheet.conditional_format(1, place, max(row_count, 1), place, rule)
