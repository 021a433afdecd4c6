"""Money in the reporting currency: what has no rate is left out and listed, never added up."""

from collections.abc import Mapping

import pandas as pd

from clm_core.analysis.references import looked_up
from clm_core.analysis.unmatched import Reason, unmatched_rows
from clm_core.records import MICROS, RecordType


def converted(micros: pd.Series, currency: pd.Series, rates: Mapping[str, float]) -> pd.Series:
    """Micros of each row's currency as reporting currency; NaN without a rate or amount."""
    return original_amount(micros) * _rate(currency, rates)


def original_amount(micros: pd.Series) -> pd.Series:
    """Micros as the account's own currency."""
    return micros.astype("float64") / MICROS


def all_rates(reporting_currency: str, exchange_rates: Mapping[str, float]) -> dict[str, float]:
    """What one unit of each known currency is worth in the reporting currency, itself included."""
    rates = {currency.upper(): rate for currency, rate in exchange_rates.items()}
    return rates | {reporting_currency.upper(): 1.0}


def without_rate(
    record_type: RecordType, rows: pd.DataFrame, micros: str, rates: Mapping[str, float], *references: str
) -> pd.DataFrame:
    """The rows whose amount cannot be converted, listed with the amount in their own currency.

    The reference starts with the currency, because no other column can say it.
    """
    lacks_rate = rows[micros].notna() & rows[micros].ne(0) & _rate(rows["currency"], rates).isna()
    found = rows[lacks_rate]
    named = pd.Series("", index=found.index, dtype="str")
    for column in references:
        named = named.mask(named == "", found[column].fillna(""))
    label = (found["currency"].fillna("") + " " + named).str.strip()
    found = found.assign(label=label.mask(label == ""))
    is_unknown = found["currency"].isna()
    amounts = original_amount(found[micros])
    parts = [
        unmatched_rows(record_type, found[is_here], reason, "label", amount=amounts[is_here])
        for reason, is_here in ((Reason.CURRENCY_UNKNOWN, is_unknown), (Reason.CURRENCY_WITHOUT_RATE, ~is_unknown))
    ]
    return pd.concat(parts)


def _rate(currency: pd.Series, rates: Mapping[str, float]) -> pd.Series:
    spellings = pd.Index(currency.dropna().unique(), dtype="str")
    known = pd.Series([rates.get(spelling.strip().upper()) for spelling in spellings], index=spellings, dtype="float64")
    return looked_up(currency, known)
