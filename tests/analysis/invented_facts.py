"""Facts of an invented company with all the dirt that joining must cope with, of any size."""

import numpy as np
import pandas as pd

from clm_core.columns import fact_dtypes, typed_frame
from clm_core.records import RecordType

_SOURCES = np.array(
    ["google", "linkedin", "facebook", "newsletter", "Trade Show", "(direct)", "qr", None], dtype=object
)
_MEDIUMS = np.array(["cpc", "paid-social", "organic", "email", "(none)", "print", None], dtype=object)
_KINDS = np.array(["visit", "form", "email_click", "call", "meeting", "event", None], dtype=object)
_CURRENCIES = np.array(["EUR", "EUR", "EUR", "USD", "CHF", "XXX", None], dtype=object)
_FORMS = np.array([" GmbH", " AG", "", " Ltd."], dtype=object)


def moments(values: np.ndarray) -> pd.Series:
    """Hours after the start of 2025 as UTC moments; NaN as missing."""
    hours = pd.to_timedelta(pd.Series(values), unit="h")
    return (pd.Timestamp("2025-01-01", tz="UTC") + hours).astype("datetime64[us, UTC]")


def invented_facts(
    seed: int, *, contacts: int = 60, touchpoints: int = 200, deals: int = 30, spend: int = 80
) -> dict[RecordType, pd.DataFrame]:
    """One frame a record type: two systems, shared addresses, blanks, unknown ids, foreign currencies."""
    rng = np.random.default_rng(seed)
    people = _people(rng, contacts)
    frames = {
        RecordType.CONTACTS: people,
        RecordType.TOUCHPOINTS: _touchpoints(rng, people, touchpoints),
        RecordType.DEALS: _deals(rng, people, deals),
        RecordType.STAGES: _stages(rng, people, contacts // 2),
        RecordType.SPEND: _spend(rng, spend),
        RecordType.TRAFFIC: _traffic(rng, spend),
        RecordType.DEAL_CONTACTS: _deal_contacts(rng, deals),
        RecordType.ACCOUNTS: _companies(rng, contacts),
    }
    return {kind: _with_rows(frame, kind) for kind, frame in frames.items()}


def _with_rows(data: pd.DataFrame, kind: RecordType) -> pd.DataFrame:
    return typed_frame(data.assign(source_row=np.arange(2, len(data) + 2)), fact_dtypes(kind))


def _blank(rng: np.random.Generator, values: pd.Series | np.ndarray, share: float) -> pd.Series:
    return pd.Series(np.asarray(values, dtype=object)).mask(rng.random(len(values)) < share)


def _numbered(prefix: str, numbers: np.ndarray, suffix: str = "") -> np.ndarray:
    return np.array([f"{prefix}{number}{suffix}" for number in numbers], dtype=object)


def _company(rng: np.random.Generator, count: int, size: int) -> np.ndarray:
    return _numbered("Firma ", rng.integers(0, max(count // 3, 1), size)) + rng.choice(_FORMS, size)


def _people(rng: np.random.Generator, count: int) -> pd.DataFrame:
    person = rng.integers(0, max(int(count * 0.8), 1), count)
    mailbox = np.where(rng.random(count) < 0.05, "info", _numbered("p", person))
    address = mailbox + _numbered("@f", person // 3, ".de")
    return pd.DataFrame(
        {
            "system": rng.choice(["hubspot", "salesforce"], count),
            "contact_id": _blank(rng, np.arange(count).astype(str), 0.1),
            "email": _blank(rng, np.where(rng.random(count) < 0.3, np.char.upper(address.astype(str)), address), 0.15),
            "first_name": _blank(rng, _numbered("V", person % 40), 0.2),
            "last_name": _blank(rng, _numbered("N", person), 0.2),
            "company": _blank(rng, _company(rng, count, count), 0.3),
            "employees": _blank(rng, rng.integers(0, 3000, count), 0.5),
            "source": rng.choice(_SOURCES, count),
            "medium": rng.choice(_MEDIUMS, count),
            "campaign": _blank(rng, _numbered("Kampagne ", rng.integers(0, 12, count)), 0.5),
            "created_at": moments(np.where(rng.random(count) < 0.1, np.nan, rng.integers(0, 9000, count))),
            "stage": rng.choice(np.array(["lead", "mql", "sql", "customer", "visitor", None], dtype=object), count),
        }
    )


def _touchpoints(rng: np.random.Generator, people: pd.DataFrame, count: int) -> pd.DataFrame:
    row = rng.integers(0, len(people), count)
    email = people["email"].to_numpy(dtype=object)[row]
    stranger = _numbered("new", rng.integers(0, max(count // 20, 1), count), "@else.com")
    return pd.DataFrame(
        {
            "system": rng.choice(["hubspot", "log"], count),
            "touchpoint_id": np.arange(count).astype(str),
            "at": moments(rng.integers(0, 9000, count)),
            "contact_id": _blank(rng, people["contact_id"].to_numpy(dtype=object)[row], 0.5),
            "email": _blank(rng, np.where(rng.random(count) < 0.1, stranger, email), 0.4),
            "company": _blank(rng, _company(rng, len(people), count), 0.9),
            "kind": rng.choice(_KINDS, count),
            "team": _blank(rng, rng.choice(["marketing", "sales", "both"], count), 0.7),
            "source": rng.choice(_SOURCES, count),
            "medium": rng.choice(_MEDIUMS, count),
            "campaign": _blank(rng, _numbered("kampagne_", rng.integers(0, 15, count)), 0.5),
        }
    )


def _deals(rng: np.random.Generator, people: pd.DataFrame, count: int) -> pd.DataFrame:
    row = rng.integers(0, len(people), count)
    created = np.where(rng.random(count) < 0.1, np.nan, rng.integers(2000, 9000, count))
    closed = moments(created + rng.integers(0, 3000, count)).dt.tz_localize(None).dt.normalize()
    return pd.DataFrame(
        {
            "system": "salesforce",
            "deal_id": np.arange(count).astype(str),
            "deal": _numbered("Anlage ", np.arange(count)),
            "company": _blank(rng, _company(rng, len(people), count), 0.3),
            "contact_id": _blank(rng, people["contact_id"].fillna("?").to_numpy(dtype=object)[row] + "; 9999", 0.6),
            "email": _blank(rng, people["email"].to_numpy(dtype=object)[row], 0.6),
            "amount_micros": _blank(rng, rng.integers(0, 10**11, count), 0.1),
            "margin_micros": _blank(rng, rng.integers(0, 10**10, count), 0.7),
            "currency": rng.choice(_CURRENCIES, count),
            "created_at": moments(created),
            "closed_on": closed,
            "outcome": rng.choice(np.array(["won", "lost", "open", None], dtype=object), count),
            "source": rng.choice(_SOURCES, count),
        }
    )


def _stages(rng: np.random.Generator, people: pd.DataFrame, count: int) -> pd.DataFrame:
    row = rng.integers(0, len(people), count)
    return pd.DataFrame(
        {
            "system": people["system"].to_numpy(dtype=object)[row],
            "contact_id": people["contact_id"].to_numpy(dtype=object)[row],
            "email": people["email"].to_numpy(dtype=object)[row],
            "stage": rng.choice(["lead", "mql", "sal", "sql", "recycled", "rejected"], count),
            "entered_at": moments(rng.integers(0, 9000, count)),
        }
    )


def _spend(rng: np.random.Generator, count: int) -> pd.DataFrame:
    number = rng.integers(0, 12, count)
    return pd.DataFrame(
        {
            "system": "ads",
            "day": pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 365, count), unit="D"),
            "spend_micros": rng.integers(0, 10**9, count),
            "claimed_value_micros": _blank(rng, rng.integers(0, 10**9, count), 0.5),
            "currency": rng.choice(_CURRENCIES, count),
            "platform": rng.choice(["google_ads", "linkedin_ads", "meta_ads"], count),
            "campaign": _numbered("Kampagne ", number),
            "campaign_id": _blank(rng, _numbered("77", number), 0.2),
            "campaign_type": rng.choice(np.array(["Search", "Display", None], dtype=object), count),
            "impressions": rng.integers(0, 10**5, count),
            "clicks": rng.integers(0, 10**3, count),
        }
    )


def _traffic(rng: np.random.Generator, count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "system": "ga4",
            "day": pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 365, count), unit="D"),
            "sessions": rng.integers(0, 1000, count),
            "channel": rng.choice(
                np.array(["Paid Search", "Organische Suche", "Podcast Süd", None], dtype=object), count
            ),
            "source": rng.choice(_SOURCES, count),
        }
    )


def _deal_contacts(rng: np.random.Generator, deals: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "system": "salesforce",
            "deal_id": rng.integers(0, deals + 3, deals // 3).astype(str),
            "contact_id": rng.integers(0, deals * 2, deals // 3).astype(str),
        }
    )


def _companies(rng: np.random.Generator, contacts: int) -> pd.DataFrame:
    count = contacts // 4
    return pd.DataFrame(
        {
            "system": rng.choice(["hubspot", "salesforce"], count),
            "account_id": np.arange(count).astype(str),
            "company": _company(rng, contacts, count),
            "industry": rng.choice(["Maschinenbau", "Handel"], count),
            "employees": rng.integers(1, 3000, count),
        }
    )
