"""What leads do until they are judged (qualified or not), and the features that this leaves behind."""

import numpy as np
import pandas as pd

from clm_core.records import TouchpointKind as Kind
from sample_data.world import quality
from sample_data.world.calendar import in_daytime, later, whole_minutes
from sample_data.world.lags import LEAD_TO_QUALIFICATION
from sample_data.world.randomness import logistic, lognormal
from sample_data.world.streams import INDEX, STREAMS

OFFLINE = np.array([stream.is_offline for stream in STREAMS])
_FIRST_KIND = {"trade_fairs": Kind.EVENT, "mailings": Kind.MAILING, "field_sales": Kind.MEETING,
               "call_centre": Kind.CALL, "partners": Kind.MEETING, "webinars": Kind.FORM, "email": Kind.EMAIL_CLICK,
               "organic_search": Kind.VISIT, "direct": Kind.VISIT, "referral": Kind.VISIT,
               "organic_social": Kind.VISIT}  # fmt: skip
_MIX = {"organic_search": 0.28, "direct": 0.24, "google_search": 0.16, "email": 0.14, "referral": 0.04,
        "linkedin": 0.06, "google_display": 0.04, "meta": 0.02, "organic_social": 0.02}  # fmt: skip
MIX_STREAMS = np.array([INDEX[name] for name in _MIX])
MIX_SHARES = np.array(list(_MIX.values()))


def touches(contact: np.ndarray, at: np.ndarray, kind: str | np.ndarray, stream: int | np.ndarray) -> pd.DataFrame:
    """Touchpoints of contacts; campaigns and pages come later."""
    return pd.DataFrame({"contact": contact, "at": in_daytime(at), "kind": kind, "stream": stream})


def qualification_at(contacts: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """When each lead is judged by what it has done so far."""
    lag = lognormal(rng, LEAD_TO_QUALIFICATION.median, LEAD_TO_QUALIFICATION.sigma, len(contacts))
    sales = np.array([stream.is_sales for stream in STREAMS])[contacts["stream"]]
    lag = np.where(sales, lag / 4, np.minimum(lag, 60.0))
    return whole_minutes(in_daytime(later(contacts["lead_at"].to_numpy(), lag)))


def early_touches(contacts: pd.DataFrame, judged_at: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Everything from the first touch to the judgement."""
    everyone = np.arange(len(contacts))
    stream = contacts["stream"].to_numpy()
    lead_at = contacts["lead_at"].to_numpy()
    first_kind = np.array([_FIRST_KIND.get(kind.name, Kind.AD_CLICK).value for kind in STREAMS])[stream]
    parts = [touches(everyone, contacts["first_touch_at"].to_numpy(), first_kind, stream)]
    online = everyone[~OFFLINE[stream]]
    form = np.where(rng.random(len(online)) < 0.55, Kind.FORM.value, Kind.DOWNLOAD.value)
    parts.append(touches(online, lead_at[online], form, stream[online]))
    active = everyone[~contacts["is_base"].to_numpy()]
    keen = contacts["keenness"].to_numpy()[active]
    window = (judged_at[active] - lead_at[active]).astype("timedelta64[s]").astype(float) / 86_400
    habits = {
        Kind.PRICING_PAGE: (rng.random(len(active)) < logistic(-1.55 + 0.7 * keen))
        * (1 + rng.poisson(0.4, len(active))),
        Kind.WEBINAR: (rng.random(len(active)) < logistic(-2.2 + 0.6 * keen)).astype(int),
        Kind.DEMO: (rng.random(len(active)) < logistic(-2.9 + 0.8 * keen)).astype(int),
        Kind.DOWNLOAD: rng.poisson(np.exp(-1.0 + 0.4 * keen)),
        Kind.VISIT: rng.poisson(np.exp(0.25 + 0.35 * keen)),
        Kind.EMAIL_OPEN: rng.poisson(0.9 * contacts["has_consent"].to_numpy()[active]),
    }
    for kind, counts in habits.items():
        row = np.repeat(np.arange(len(active)), counts)
        moment = later(lead_at[active[row]], window[row] * rng.random(len(row)) * 0.98)
        parts.append(touches(active[row], moment, kind.value, _origin(kind, len(row), rng)))
    return pd.concat(parts, ignore_index=True)


def _origin(kind: Kind, size: int, rng: np.random.Generator) -> np.ndarray:
    if kind is Kind.WEBINAR:
        return np.full(size, INDEX["webinars"])
    if kind is Kind.EMAIL_OPEN:
        return np.full(size, INDEX["email"])
    return rng.choice(MIX_STREAMS, size, p=MIX_SHARES)


def features(contacts: pd.DataFrame, early: pd.DataFrame, judged_at: np.ndarray) -> pd.DataFrame:
    """Per contact: pricing_page, webinar, demo, recent (0 or 1) and download (0 to 3), counted before the judgement."""
    before = early[early["at"].to_numpy() < judged_at[early["contact"]]]

    def seen(kind: Kind) -> np.ndarray:
        return np.bincount(before.loc[before["kind"] == kind.value, "contact"], minlength=len(contacts))

    recent = later(judged_at[before["contact"]], -float(quality.RECENT_DAYS)) <= before["at"].to_numpy()
    return pd.DataFrame(
        {
            "pricing_page": np.minimum(seen(Kind.PRICING_PAGE), 1),
            "webinar": np.minimum(seen(Kind.WEBINAR), 1),
            "demo": np.minimum(seen(Kind.DEMO), 1),
            "download": np.minimum(seen(Kind.DOWNLOAD), quality.MAX_DOWNLOADS),
            "recent": np.minimum(np.bincount(before.loc[recent, "contact"], minlength=len(contacts)), 1),
        }
    )
