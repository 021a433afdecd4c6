"""The companies that could buy: industry, country, employees, and how often they turn up."""

import numpy as np
import pandas as pd

from sample_data.world import names, quality

ACCOUNT_COUNT = 9_500
INSTALLED_BASE = 2_050  # accounts that have bought before the simulation begins
_INDUSTRY_SHARE = (0.27, 0.22, 0.12, 0.04, 0.06, 0.08, 0.09, 0.04, 0.05, 0.03)
_COUNTRY_SHARE = (0.64, 0.11, 0.10, 0.035, 0.03, 0.025, 0.02, 0.015, 0.015, 0.01)


def accounts(rng: np.random.Generator) -> pd.DataFrame:
    """company, domain, industry, country, employees, size_band, weight (how likely a contact works there)."""
    industry = rng.choice(list(quality.INDUSTRY), ACCOUNT_COUNT, p=_INDUSTRY_SHARE)
    employees = np.maximum(1, np.rint(75 * np.exp(1.45 * rng.standard_normal(ACCOUNT_COUNT)))).astype("int64")
    plain, legal_form = _company_names(industry, rng)
    return pd.DataFrame(
        {
            "company": [f"{name} {form}" for name, form in zip(plain, legal_form, strict=True)],
            "domain": [f"{names.slug(name)}.example" for name in plain],
            "industry": industry,
            "country": rng.choice(list(quality.COUNTRY), ACCOUNT_COUNT, p=_COUNTRY_SHARE),
            "employees": employees,
            "size_band": np.array(list(quality.SIZE_BAND))[np.searchsorted(quality.SIZE_EDGES, employees, "right")],
            "weight": employees**0.25 * np.exp(0.5 * rng.standard_normal(ACCOUNT_COUNT)),
        }
    )


def _company_names(industry: np.ndarray, rng: np.random.Generator) -> tuple[list[str], np.ndarray]:
    places = np.array(names.place_names())
    seen: set[str] = set()
    result = []
    draws = rng.random((len(industry), 2))
    order = np.concatenate([rng.permutation(len(places)) for _ in range(len(industry) // len(places) + 1)])
    for number, trade in enumerate(industry):
        words = names.TRADES[trade]
        place = places[order[number]]
        name = f"{place} {words[int(draws[number, 0] * len(words))]}"
        if name in seen:  # the company that came second to a name sits elsewhere
            name = f"{name} {places[int(draws[number, 1] * len(places))]}"
        seen.add(name)
        result.append(name)
    return result, rng.choice(names.LEGAL_FORMS, len(result))
