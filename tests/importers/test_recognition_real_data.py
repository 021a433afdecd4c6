"""Real third-party files give the figures that were counted from them."""

from pathlib import Path

import pandas as pd
import pytest

from clm_core.importers.findings import ImportOptions
from clm_core.importers.recognition import RecognisedTable, recognise_file
from clm_core.records import MICROS, RecordType
from tests.importers.olist import DEALS_FILE, DEALS_OPTIONS, LEADS_FILE, LEADS_OPTIONS
from tests.importers.recognising import only_table


def _table(path: Path, options: ImportOptions | None = None) -> RecognisedTable:
    file = recognise_file(
        path.name,
        path.read_bytes(),
        options=options or ImportOptions(),
        profiles=(),
        zone="Europe/Berlin",
        reporting_currency="EUR",
    )
    return only_table(file)


def test_olist_leads_are_mqls_by_origin(shared_data: Path) -> None:
    table = _table(shared_data / LEADS_FILE, LEADS_OPTIONS)
    assert (table.questions, table.problems) == ((), ())
    contacts, stages = table.rows[RecordType.CONTACTS], table.rows[RecordType.STAGES]
    assert contacts["channel"].value_counts().to_dict() == {
        "organic_search": 2296,
        "paid_search": 1586,
        "social": 1350,
        "unknown": 1099,
        "direct_traffic": 499,
        "email": 493,
        "referral": 284,
        "other": 150,
        "display": 118,
        "other_publicities": 65,
    }
    assert int(contacts["channel"].isna().sum()) == 60
    assert len(contacts) == len(stages) == 8000
    assert set(stages["stage"]) == {"mql"}


def test_olist_deals_are_won_by_known_leads(shared_data: Path) -> None:
    contacts = _table(shared_data / LEADS_FILE, LEADS_OPTIONS).rows
    table = _table(shared_data / DEALS_FILE, DEALS_OPTIONS)
    deals = table.rows[RecordType.DEALS]
    assert (len(deals), set(deals["outcome"])) == (842, {"won"})
    assert table.rows[RecordType.DEAL_CONTACTS]["contact_id"].isin(contacts[RecordType.CONTACTS]["contact_id"]).all()
    months = deals.groupby(deals["closed_on"].dt.strftime("%Y-%m")).size()
    assert months["2018-01":"2018-06"].tolist() == [73, 113, 147, 207, 122, 57]
    # Files write 0 where nothing was declared: it stays the 0 that it is.
    declared = deals.loc[deals["amount_micros"] > 0, "amount_micros"]
    assert (len(declared), declared.sum()) == (45, 61_784_006 * MICROS)
    assert set(deals["currency"]) == {"BRL"}
    entered = contacts[RecordType.STAGES].set_index("contact_id")["entered_at"].dt.tz_convert("Europe/Berlin")
    won_days = (deals["closed_on"] - deals["contact_id"].map(entered).dt.tz_localize(None)).dt.days
    assert (won_days.median(), round(won_days.mean(), 2), won_days.max(), won_days.min()) == (14, 48.44, 427, -2)
    assert (won_days < 0).sum() == 1
    origin = deals["contact_id"].map(contacts[RecordType.CONTACTS].set_index("contact_id")["channel"])
    assert int(origin.isna().sum()) == 14
    assert origin.value_counts().to_dict() == {
        "organic_search": 271,
        "paid_search": 195,
        "unknown": 179,
        "social": 75,
        "direct_traffic": 56,
        "referral": 24,
        "email": 15,
        "display": 6,
        "other": 4,
        "other_publicities": 3,
    }


@pytest.mark.parametrize(
    ("file", "totals"),
    [
        (
            "mmm_robyn/dt_simulated_weekly.csv",
            {"tv": 3_087_488, "ooh": 8_989_332, "print": 775_556, "search": 1_230_427, "facebook": 446_297},
        ),
        (
            "mmm_meridian/national_all_channels.csv",
            {
                "Channel0": 40_501_713,
                "Channel1": 31_320_298,
                "Channel2": 12_079_349,
                "Channel3": 87_860_358,
                "Channel4": 47_730_683,
            },
        ),
    ],
)
def test_wide_weekly_spend_keeps_its_totals(shared_data: Path, file: str, totals: dict[str, int]) -> None:
    path = shared_data / file
    assert [question.option for question in _table(path).questions] == ["currency"]
    table = _table(path, ImportOptions(currency="EUR"))
    spend = table.rows[RecordType.SPEND]
    by_channel = spend.groupby("channel")["spend_micros"].sum()
    assert {channel: round(micros / MICROS) for channel, micros in by_channel.items()} == totals
    source = pd.read_csv(path)
    for channel, micros in by_channel.items():
        column = next(name for name in source if name in {f"{channel}_S", f"{channel}_spend"})
        assert micros / MICROS == pytest.approx(source[column].sum(), abs=0.005)
    # Each Monday stands for its week: seven days a row, the remainder on the last.
    assert (spend["is_spread"].all(), len(spend)) == (True, 7 * len(source) * len(totals))


@pytest.mark.parametrize("folder", ["sql_fivetran_ads", "sql_fivetran_hubspot", "sql_fivetran_salesforce"])
def test_warehouse_tables_give_rows_a_question_or_a_refusal(shared_data: Path, folder: str) -> None:
    for path in sorted((shared_data / folder).glob("*.csv")):
        file = recognise_file(
            path.name,
            path.read_bytes(),
            options=ImportOptions(),
            profiles=(),
            zone="UTC",
            reporting_currency="EUR",
        )
        assert file.refusal is not None or file.tables, path.name
        for table in file.tables:
            assert table.questions or table.rows, path.name
            assert not (table.questions and table.rows), path.name


@pytest.mark.parametrize(
    ("file", "preset", "cost"),
    [
        ("google_ads_campaign_stats_data.csv", "google_ads_api", "cost_micros"),
        ("linkedin_ad_analytics_by_campaign_data.csv", "linkedin_ads_api", "cost_in_local_currency"),
        ("facebook_ads_demographics_country_data.csv", "meta_ads_api", "spend"),
        ("microsoft_ads_campaign_performance_daily_report_data.csv", "microsoft_ads", "spend"),
    ],
)
def test_platform_tables_keep_their_cost(shared_data: Path, file: str, preset: str, cost: str) -> None:
    path = shared_data / "sql_fivetran_ads" / file
    table = _table(path, ImportOptions(currency="USD"))
    assert (table.preset, table.questions) == (preset, ())
    total = pd.read_csv(path)[cost].sum() * (1 if cost == "cost_micros" else MICROS)
    assert table.rows[RecordType.SPEND]["spend_micros"].sum() == pytest.approx(total, abs=1)
