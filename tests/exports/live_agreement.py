"""An agreement to write workbooks of: the arithmetic of reference-numbers, names that would be formulas."""

from datetime import date

import pandas as pd

from clm_core.exports.agreement_sheet import STAGES, KnownLevel, KnownRate, LiveAgreement, SignatureLine
from clm_core.exports.tables import TableSheet
from clm_core.selection import Period
from clm_core.targets import FunnelLink, Promise, PromiseKind, Target, TargetPlan

RATES = {
    FunnelLink.VISITOR_TO_LEAD: 0.02,
    FunnelLink.LEAD_TO_MQL: 0.18,
    FunnelLink.MQL_TO_SQL: 0.35,
    FunnelLink.SQL_TO_OPPORTUNITY: 0.60,
    FunnelLink.OPPORTUNITY_TO_WON: 0.25,
}
NEEDED = {"won": 22.5, "opportunity": 90.0, "sql": 150.0, "mql": 428.571429, "lead": 2380.952381}
"""Of a target of 1.2 million, of which 45 % are marketing's, at 24 000 a deal (reference-numbers)."""
TARGET = Target(
    period=Period(start_on=date(2027, 1, 1), end_on=date(2027, 3, 31)), revenue=1_200_000, marketing_share=0.45
)
PROMISES = (
    Promise(kind=PromiseKind.MQLS_PER_WEEK, level=40.0, owner="=Messe; Köln"),
    Promise(kind=PromiseKind.FIRST_CONTACT, level=0.9, within=24.0, owner="Sven"),
    Promise(kind=PromiseKind.ATTEMPTS, level=0.8, within=5.0, attempts=3),
)
MONTHS = (("vor Jan. 2027", 0.4), ("Jan. 2027", 0.3), ("Feb. 2027", 0.2), ("März 2027", 0.1))


def target_plan(quality: float | None = None) -> TargetPlan:
    """The plan; with a promised quality of MQLs where one is given."""
    own = () if quality is None else (Promise(kind=PromiseKind.MQL_QUALITY, level=quality),)
    return TargetPlan(target=TARGET, promises=(*PROMISES, *own))


def live_agreement(quality: float | None = None) -> LiveAgreement:
    """The agreement on 24 000 a deal and RATES; a quarter of the leads come without a visit."""
    return LiveAgreement(
        title="=1+1 Frühjahr", subtitle="Entwurf", plan=target_plan(quality), deal_amount=24_000.0,
        data_amount=24_000.0,
        rates={
            link: KnownRate(rate=rate, data=rate, low=0.9 * rate, high=1.1 * rate, n=400)
            for link, rate in RATES.items()
        },
        visited_share=0.75,
        measured={PromiseKind.MQL_QUALITY: KnownLevel(level=0.30, low=0.25, high=0.35, n=300)},
        months=tuple((name, dict.fromkeys(STAGES, share)) for name, share in MONTHS),
        signatures=(
            SignatureLine(team="Marketing", by="@Anna", role="Leitung", at="heute"), SignatureLine(team="Vertrieb"),
        ),
        facts=(("Chance", "62 %"),), note="", currency="EUR",
    )  # fmt: skip


def assumptions() -> TableSheet:
    return TableSheet(title="Annahmen", frame=pd.DataFrame({"Was": ["Datenstand"], "Wert": ["7"]}))
