"""Random leads with touchpoints, and their scores by plain loops."""

import json
from datetime import UTC, date, datetime, timedelta
from math import floor
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from clm_core.analysis.scoring.leads import LeadFacts, lead_facts
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, typed_frame
from clm_core.records import TouchpointKind
from clm_core.scoring_columns import LEAD_EVENTS
from clm_core.scoring_model import (
    Decay,
    EngagementCriterion,
    EngagementGroup,
    FitCriterion,
    FitTest,
    ScoringModel,
)

ZONE = "Europe/Berlin"
TODAY = date(2026, 10, 31)

MODEL = ScoringModel(
    fit=(
        FitCriterion(field="industry", values=("maschinenbau ", "Medizintechnik"), points=15),
        FitCriterion(field="employees", test=FitTest.BETWEEN, at_least=50, at_most=999, points=12),
        FitCriterion(field="job_title", test=FitTest.CONTAINS, values=("leit", "CEO"), points=20),
        FitCriterion(field="job_title", test=FitTest.CONTAINS, values=("student",), points=-40),
        FitCriterion(field="attribute:Maschinen", test=FitTest.BETWEEN, at_least=5, points=7),
        FitCriterion(field="attribute:Budget", test=FitTest.IS_KNOWN, points=9),
        FitCriterion(field="country", test=FitTest.IS_MISSING, points=-5),
        FitCriterion(field="attribute:Nobody has it", test=FitTest.IS_KNOWN, points=100),
    ),
    engagement=(
        EngagementCriterion(group="doubt", contents=("Karriere",), points=-25),
        EngagementCriterion(group="intent", kinds=(TouchpointKind.PRICING_PAGE,), points=20),
        EngagementCriterion(group="intent", kinds=(TouchpointKind.DEMO,), channels=("email",), points=30),
        EngagementCriterion(group="content", kinds=(TouchpointKind.DOWNLOAD, TouchpointKind.WEBINAR), points=8.5),
        EngagementCriterion(group="steps", kinds=(TouchpointKind.VISIT,), points=3),
        EngagementCriterion(group="for ever", kinds=(TouchpointKind.CALL, TouchpointKind.EVENT), points=4),
    ),
    groups=(
        EngagementGroup(name="doubt", decay=Decay.NONE, cap_points=40),
        EngagementGroup(name="intent", half_life_days=14, cap_points=45),
        EngagementGroup(name="content", half_life_days=33.5, window_days=90),
        EngagementGroup(name="steps", half_life_days=10, decay=Decay.STEP),
        EngagementGroup(name="for ever", decay=Decay.NONE),
    ),
    engagement_cap_points=60,
    mql_points=40,
    sql_points=60,
)


def world(seed: int, leads: int = 40, events: int = 400) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contacts (some of them no leads, with blanks everywhere) and LEAD_EVENTS, some after TODAY."""
    random = np.random.default_rng(seed)

    def pick(*values: object) -> np.ndarray:
        return random.choice(np.array(values, dtype=object), leads)

    lead_at = pd.to_datetime(random.integers(1_767_225_600, 1_798_000_000, leads), unit="s", utc=True)
    contacts = typed_frame(
        {
            "contact_key": np.arange(leads) * 3 + 2,
            "lead_at": pd.Series(lead_at).where(random.random(leads) < 0.9),
            "email": pick("a@x.de", "b@gmail.com", None, "no address"),
            "industry": pick("Maschinenbau", "Handel", "MEDIZINTECHNIK", None, " "),
            "country": pick("Deutschland", None),
            "job_title": pick("Leiter Einkauf", "Werkstudentin", "CEO", None),
            "employees": random.choice([10, 50, 999, 5000], leads),
            "first_touch_channel": pick("email", "events", None),
            "attributes": pick(
                None,
                json.dumps({"Maschinen": "4,5"}),
                json.dumps({"Maschinen": "12", "Budget": "Ja"}),
                '{"Maschinen": "viele"}',
            ),
        },
        SNAPSHOT_COLUMNS[SnapshotTable.CONTACTS],
    )
    keys = contacts.loc[contacts["lead_at"].notna(), "contact_key"].to_numpy()
    at = random.integers(1_772_000_000, 1_795_000_000, events) * 1_000_000
    # Around midnight of the zone, where days are easily mistaken.
    at[::5] = (
        random.integers(20_500, 20_760, len(at[::5])) * 86_400 + random.integers(-7_500, 100, len(at[::5]))
    ) * 1_000_000
    rows = {
        "contact_key": random.choice(keys, events),
        "at": at,
        "kind": random.choice([kind.value for kind in TouchpointKind], events),
        "team": random.choice(["marketing", "sales", "both"], events),
        "channel": random.choice(np.array(["email", "events", None], dtype=object), events),
        "content": random.choice(np.array(["Guide", "/karriere/jobs", None], dtype=object), events),
    }
    frame = typed_frame(rows, LEAD_EVENTS).sort_values(["contact_key", "at"], kind="stable", ignore_index=True)
    return contacts, frame


def facts_of(seed: int, **sizes: int) -> LeadFacts:
    contacts, events = world(seed, **sizes)
    return lead_facts(contacts, events, ZONE)


def slow_scores(
    contacts: pd.DataFrame, events: pd.DataFrame, model: ScoringModel, as_of: date
) -> dict[int, tuple[float, float]]:
    """contact_key → (fit, engagement), lead by lead and touchpoint by touchpoint."""
    found = {}
    for contact in contacts.dropna(subset="lead_at").to_dict("records"):
        fit = sum(criterion.points for criterion in model.fit if slow_holds(contact, criterion))
        mine = events[events["contact_key"] == contact["contact_key"]].to_dict("records")
        found[contact["contact_key"]] = (fit, slow_engagement(mine, model, as_of))
    return found


def slow_holds(contact: dict[str, object], criterion: FitCriterion) -> bool:
    if criterion.field.startswith("attribute:"):
        given = contact["attributes"]
        value = json.loads(given).get(criterion.field[10:]) if isinstance(given, str) else None
    else:
        value = contact[criterion.field]
    text = "" if value is None or value is pd.NA or value != value else str(value).strip()
    if criterion.test is FitTest.IS_KNOWN:
        return text != ""
    if criterion.test is FitTest.IS_MISSING:
        return text == ""
    if criterion.test is FitTest.BETWEEN:
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            return False
        above = criterion.at_least is None or number >= criterion.at_least
        return above and (criterion.at_most is None or number <= criterion.at_most)
    wanted = [one.strip().lower() for one in criterion.values]
    if criterion.test is FitTest.IS_ONE_OF:
        return text != "" and text.lower() in wanted
    return any(one in text.lower() for one in wanted)


def slow_engagement(touches: list[dict[str, object]], model: ScoringModel, as_of: date) -> float:
    sums = {group.name: 0.0 for group in model.groups}
    for touch in touches:
        if touch["team"] == "sales" and not model.counts_sales_touches:
            continue
        day = local_day(int(touch["at"]))
        criterion = next((one for one in model.engagement if slow_fits(touch, one)), None)
        if criterion is None or day > as_of:
            continue
        group = next(one for one in model.groups if one.name == criterion.group)
        age = (as_of - day).days
        if group.window_days is not None and age > group.window_days:
            continue
        halvings = {
            Decay.NONE: 0.0,
            Decay.HALF_LIFE: age / group.half_life_days,
            Decay.STEP: floor(age / group.half_life_days),
        }[group.decay]
        sums[group.name] += criterion.points * 0.5**halvings
    capped = 0.0
    for group in model.groups:
        cap = float("inf") if group.cap_points is None else group.cap_points
        capped += max(-cap, min(cap, sums[group.name]))
    return min(capped, float("inf") if model.engagement_cap_points is None else model.engagement_cap_points)


def slow_fits(touch: dict[str, object], criterion: EngagementCriterion) -> bool:
    content = touch["content"] if isinstance(touch["content"], str) else ""
    if criterion.kinds and touch["kind"] not in [kind.value for kind in criterion.kinds]:
        return False
    if criterion.channels and touch["channel"] not in criterion.channels:
        return False
    return not criterion.contents or any(part.lower() in content.lower() for part in criterion.contents)


def local_day(at_us: int) -> date:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us)
    return moment.astimezone(ZoneInfo(ZONE)).date()


def day_number(day: date) -> int:
    return (day - date(1970, 1, 1)).days
