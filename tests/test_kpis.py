"""The arithmetic of the KPIs: ROI is never ROAS, and a rate of nothing is not a number."""

import math

import pandas as pd

from clm_core import kpis
from clm_core.kpis import KPIS, KpiName


def test_roi_and_roas_are_different_numbers() -> None:
    assert kpis.roi(500.0, 100.0) == 4.0
    assert kpis.ratio(500.0, 100.0) == 5.0


def test_nothing_divided_by_nothing_is_missing_not_an_error() -> None:
    assert math.isnan(kpis.roi(10.0, 0.0))
    rows = kpis.ratio(pd.Series([1.0, 2.0]), pd.Series([0.0, 4.0]))
    assert rows.isna().tolist() == [True, False]
    assert rows[1] == 0.5


def test_payback_never_comes_without_margin() -> None:
    assert kpis.payback_months(1200.0, 100.0) == 12.0
    assert math.isnan(kpis.payback_months(1200.0, 0.0))
    assert math.isnan(kpis.payback_months(1200.0, -5.0))


def test_every_kpi_is_defined_once() -> None:
    assert set(KPIS) == set(KpiName)
