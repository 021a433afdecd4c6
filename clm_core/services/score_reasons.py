"""Why a lead has its score, in sentences: "+20 pricing page 3 days ago, −6 faded"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from clm_core.analysis.scoring.explanation import ENGAGEMENT, FIT, GROUP_CAP
from clm_core.columns import typed_frame
from clm_core.scoring_columns import SCORE_REASONS
from clm_core.scoring_model import ScoringModel
from clm_core.services.scoring import score_explanation
from clm_core.services.scoring_words import engagement_name, field_name, fit_name, group_name
from clm_core.store.workspaces import Store
from clm_core.texts import Texts, formats

__all__ = ["ScoreReasons", "score_reasons", "signed"]

_LEAST = 0.05
"""Fewer points than this are not worth a line: they would read 0.0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreReasons:
    """SCORE_REASONS of one lead, the largest first, and their sums; equal only by its frame's identity."""

    rows: pd.DataFrame
    fit_points: float
    engagement_points: float

    @property
    def score(self) -> float:
        """The score that the reasons sum to."""
        return self.fit_points + self.engagement_points


def score_reasons(
    store: Store, model: ScoringModel, contact_key: int, texts: Texts, as_of: date | None = None
) -> ScoreReasons:
    """Every criterion that counts for the lead, its touchpoints together, as a sentence with its points.

    What has faded away whole is left out. Raises ClmError for somebody who is no lead.
    """
    parts = score_explanation(store, model, contact_key, as_of)
    rows = [*_fit(parts, model, texts), *_engagement(parts, model, texts), *_caps(parts, model, texts)]
    frame = typed_frame(pd.DataFrame(rows, columns=list(SCORE_REASONS)), SCORE_REASONS)
    order = frame["points"].abs().sort_values(ascending=False, kind="stable").index
    is_fit = parts["part"] == FIT
    return ScoreReasons(
        rows=frame.loc[order].reset_index(drop=True),
        fit_points=float(parts.loc[is_fit, "points"].sum()),
        engagement_points=float(parts.loc[~is_fit, "points"].sum()),
    )


def _fit(parts: pd.DataFrame, model: ScoringModel, texts: Texts) -> Iterator[dict[str, object]]:
    for row in parts[parts["part"] == FIT].to_dict("records"):
        criterion = model.fit[row["criterion"]]
        field, value = field_name(criterion.field, texts), row["value"]
        # What the lead has says more than the list of all values that would do.
        label = criterion.name or (f"{field}: {value}" if value else fit_name(criterion, texts))
        yield _reason(FIT, label, texts, points=row["points"], full=row["full_points"])


def _engagement(parts: pd.DataFrame, model: ScoringModel, texts: Texts) -> Iterator[dict[str, object]]:
    touched = parts[(parts["part"] == ENGAGEMENT) & (parts["points"].abs() >= _LEAST)]
    for place, rows in touched.groupby("criterion", sort=True):
        yield _reason(
            ENGAGEMENT,
            engagement_name(model.engagement[int(str(place))], texts),
            texts,
            points=float(rows["points"].sum()),
            full=float(rows["full_points"].sum()),
            touches=len(rows),
            age_days=int(rows["age_days"].min()),
        )


def _caps(parts: pd.DataFrame, model: ScoringModel, texts: Texts) -> Iterator[dict[str, object]]:
    for row in parts[~parts["part"].isin((FIT, ENGAGEMENT))].to_dict("records"):
        if row["part"] == GROUP_CAP:
            group = model.groups[row["criterion"]]
            most = _plain(group.cap_points, texts)
            label = texts("lead_list.reason.group_cap", group=group_name(group.name, texts), most=most)
        else:
            label = texts("lead_list.reason.engagement_cap", most=_plain(model.engagement_cap_points, texts))
        yield _reason(row["part"], label, texts, points=row["points"], full=row["points"])


def _reason(
    part: str, label: str, texts: Texts, *, points: float, full: float, touches: int = 0, age_days: int | None = None
) -> dict[str, object]:
    faded = points - full
    sentence = f"{signed(full, texts)} {label}"
    if age_days is not None:
        when = texts("lead_list.reason.ago", count=age_days) if age_days else texts("lead_list.reason.today")
        key = "lead_list.reason.once" if touches == 1 else "lead_list.reason.several"
        sentence = texts(key, points=signed(full, texts), label=label, touches=touches, when=when)
    if abs(faded) >= _LEAST:
        sentence += texts("lead_list.reason.faded", points=signed(faded, texts))
    values = {"points": points, "full_points": full, "touches": touches}
    return {"part": part, "label": label, "sentence": sentence, "age_days": age_days, **values}


def signed(points: float, texts: Texts) -> str:
    """Points with their sign: +20, −6.5 in the reader's numbers."""
    decimals = 0 if abs(points - round(points)) < _LEAST else 1
    return f"{'+' if points >= 0 else '−'}{formats.number(abs(points), texts.language, decimals=decimals)}"


def _plain(points: float | None, texts: Texts) -> str:
    return formats.number(points or 0.0, texts.language)
