"""Good guesses for files that no preset knows: what kind of rows they are and what each heading means."""

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

import pandas as pd

from clm_core.importers.headings import folded, heading_and_currency
from clm_core.records import RecordType

_JOINERS = re.compile(r"[\s_\-/]+")
_EMAIL = r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$"
_SAMPLE_ROWS = 200


def as_words(heading: str) -> str:
    """The heading as the synonyms are written: no case, no currency in brackets, _ - / as spaces."""
    words = _JOINERS.sub(" ", heading_and_currency(heading)[0]).strip()
    return words.removeprefix("property ")  # warehouses name the columns of HubSpot's tables so


@cache
def synonyms(record_type: RecordType) -> dict[str, tuple[str, ...]]:
    """Field -> headings that usually mean it, the best first."""
    table = tomllib.loads(files(__package__).joinpath("synonyms.toml").read_text("utf-8"))[record_type.value]
    return {
        field: tuple(_JOINERS.sub(" ", folded(heading)).strip() for heading in known) for field, known in table.items()
    }


@cache
def all_synonyms() -> frozenset[str]:
    """Every heading that some record type knows."""
    return frozenset(
        heading for record_type in RecordType for known in synonyms(record_type).values() for heading in known
    )


def guessed_mapping(cells: pd.DataFrame, record_type: RecordType) -> dict[str, str]:
    """Heading -> field by synonyms, and by content where the heading says nothing."""
    by_words: dict[str, str] = {}
    for heading in cells.columns:
        by_words.setdefault(as_words(str(heading)), str(heading))
    mapping: dict[str, str] = {}
    for field, known in synonyms(record_type).items():
        present = (by_words[words] for words in known if words in by_words)
        first = next((heading for heading in present if heading not in mapping), None)
        if first is not None:
            mapping[first] = field
    if "email" in synonyms(record_type) and "email" not in mapping.values():
        found = next(
            (heading for heading in cells.columns if heading not in mapping and _holds_emails(cells[heading])), None
        )
        if found is not None:
            mapping[found] = "email"
    return mapping


def _holds_emails(cells: pd.Series) -> bool:
    texts = cells.head(_SAMPLE_ROWS).dropna().astype("str")
    texts = texts[texts.str.strip() != ""]
    return len(texts) > 0 and bool(texts.str.match(_EMAIL).mean() > 0.8)


def guessed_record_type(cells: pd.DataFrame) -> RecordType | None:
    """The kind of rows whose telling fields the headings have; None where they tell nothing."""
    for record_type, tells in _TELLS:
        mapping = guessed_mapping(cells, record_type)
        if tells({field for heading, field in mapping.items() if as_words(heading) not in _VAGUE}):
            return record_type
    return None


# Headings that any table may have: they can be mapped, but do not tell what the rows are.
_VAGUE = frozenset(
    (
        *(
            "id",
            "name",
            "title",
            "titel",
            "type",
            "typ",
            "status",
            "url",
            "value",
            "wert",
            "time",
            "zeit",
            "date",
            "datum",
        ),
        *(
            "note",
            "notiz",
            "description",
            "beschreibung",
            "created",
            "created at",
            "created date",
            "erstellt am",
            "total",
        ),
        *(
            "start",
            "end",
            "from",
            "to",
            "von",
            "bis",
            "page",
            "seite",
            "position",
            "record id",
            "datensatz id",
            "start date",
        ),
        *(
            "end date",
            "status reason",
            "phase",
            "source",
            "quelle",
            "owner",
            "modified",
            "updated at",
            "added",
            "subject",
        ),
        *(
            "betreff",
            "industry",
            "branche",
            "country",
            "land",
            "website",
            "domain",
            "segment",
            "role",
            "rolle",
            "person",
        ),
    )
)


def _has(fields: set[str], *groups: Sequence[str]) -> bool:
    return all(fields & set(group) for group in groups)


_AMOUNT_OR_END = ("amount_micros", "closed_on", "won_on", "outcome", "is_won")

# In this order: the narrower kind of rows first.
_TELLS: tuple[tuple[RecordType, Callable[[set[str]], bool]], ...] = (
    (
        RecordType.SPEND,
        lambda f: _has(f, ("spend_micros", "spend_in_micros")),
    ),
    (RecordType.TRAFFIC, lambda f: _has(f, ("sessions",))),
    (
        RecordType.DEALS,
        lambda f: (
            _has(f, ("deal_id", "deal", "deal_stage"), _AMOUNT_OR_END)
            or _has(f, ("amount_micros",), ("closed_on", "won_on", "deal_stage", "probability_share"))
        ),
    ),
    (
        RecordType.TOUCHPOINTS,
        lambda f: (
            _has(f, ("kind",), ("contact_id", "email", "company", "full_name"))
            or _has(f, ("at",), ("campaign", "page"), ("contact_id", "email"), ("medium", "channel", "page"))
        ),
    ),
    (RecordType.STAGES, lambda f: _has(f, ("stage",), ("entered_at",), ("contact_id", "email")) and len(f) <= 5),
    (
        RecordType.CONTACTS,
        lambda f: (
            _has(f, ("email", "last_name", "first_name"))
            or _has(
                f, ("contact_id", "full_name"), ("created_at", "stage", "lead_status", "mql_at", "sql_at", "company")
            )
        ),
    ),
    (RecordType.DEAL_CONTACTS, lambda f: _has(f, ("deal_id",), ("contact_id",))),
    (RecordType.CAMPAIGNS, lambda f: _has(f, ("campaign",), ("budget_micros", "campaign_id", "campaign_type"))),
    (RecordType.ACCOUNTS, lambda f: _has(f, ("company",), ("account_id", "employees"))),
)
