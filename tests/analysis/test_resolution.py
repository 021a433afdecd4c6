"""Closing the loop: everything once, everything adds up, and order makes no difference."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from clm_core.analysis.resolution import ResolutionRules, resolve
from clm_core.columns import SNAPSHOT_COLUMNS, SnapshotTable, fact_dtypes, typed_frame
from clm_core.records import MICROS, RecordType
from tests.analysis.invented_facts import invented_facts

RULES = ResolutionRules(exchange_rates={"USD": 0.9, "CHF": 1.05}, margin_share=0.4)
RATES = {"EUR": 1.0, "USD": 0.9, "CHF": 1.05}


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def facts(**rows: list[dict[str, object]]) -> dict[RecordType, pd.DataFrame]:
    """Fact frames by the name of their record type in lower case."""
    kinds = {name: RecordType[name.upper()] for name in rows}
    return {kinds[name]: typed_frame(data, fact_dtypes(kinds[name])) for name, data in rows.items()}


def deal(**values: object) -> dict[str, object]:
    row = {"system": "crm", "deal_id": "D1", "amount_micros": 10_000 * MICROS, "currency": "EUR"}
    return row | {"created_at": at("2026-03-01"), "outcome": "open"} | values


def contact(**values: object) -> dict[str, object]:
    return {"system": "crm", "contact_id": "1", "email": "anna@acme.de", "created_at": at("2026-01-10 09:00")} | values


@pytest.fixture(scope="module")
def invented():
    return invented_facts(7)


@pytest.fixture(scope="module")
def resolved(invented):
    return resolve(invented, RULES)


def test_tables_have_their_columns_even_without_any_fact(resolved):
    for tables in (
        resolve({}, RULES),
        resolve(invented_facts(3, contacts=20, touchpoints=30, deals=6, spend=9), RULES),
    ):
        for name, columns in SNAPSHOT_COLUMNS.items():
            assert {column: str(dtype) for column, dtype in tables[name].dtypes.items()} == columns


def test_facts_are_not_changed(invented, resolved):
    for kind, frame in invented_facts(7).items():
        pd.testing.assert_frame_equal(invented[kind], frame)


def test_everything_is_there_once(invented, resolved):
    assert sorted(resolved[SnapshotTable.DEALS]["deal_id"]) == sorted(invented[RecordType.DEALS]["deal_id"])
    assert resolved[SnapshotTable.DEALS]["deal_key"].is_unique
    assert len(resolved[SnapshotTable.TOUCHPOINTS]) == len(invented[RecordType.TOUCHPOINTS])
    assert resolved[SnapshotTable.TOUCHPOINTS]["touchpoint_key"].is_unique
    assert resolved[SnapshotTable.CONTACTS]["contact_key"].is_unique
    assert resolved[SnapshotTable.TRAFFIC]["sessions"].sum() == invented[RecordType.TRAFFIC]["sessions"].sum()
    pairs = resolved[SnapshotTable.DEAL_CONTACTS]
    assert not pairs.duplicated(["deal_key", "contact_key"]).any()
    for table in (SnapshotTable.DEAL_CONTACTS, SnapshotTable.STAGES, SnapshotTable.TOUCHPOINTS):
        keys = resolved[table]["contact_key"].dropna()
        assert keys.isin(resolved[SnapshotTable.CONTACTS]["contact_key"]).all()


def test_spend_adds_up_with_what_had_no_rate(invented, resolved):
    rows = invented[RecordType.SPEND]
    expected = sum(
        micros / MICROS * RATES[currency]
        for micros, currency in zip(rows["spend_micros"], rows["currency"], strict=True)
        if currency in RATES
    )
    assert resolved[SnapshotTable.SPEND]["spend"].sum() == pytest.approx(expected)
    unmatched = resolved[SnapshotTable.UNMATCHED]
    listed = unmatched.loc[unmatched["record_type"] == "spend_days", "amount"].sum()
    original = resolved[SnapshotTable.SPEND]["original_spend"].sum()
    assert original + listed == pytest.approx(rows["spend_micros"].sum() / MICROS)


def test_revenue_adds_up_with_what_had_no_rate(invented, resolved):
    rows, deals = invented[RecordType.DEALS], resolved[SnapshotTable.DEALS]
    expected = sum(
        micros / MICROS * RATES[currency]
        for micros, currency in zip(rows["amount_micros"], rows["currency"], strict=True)
        if currency in RATES and micros is not pd.NA
    )
    assert deals["amount"].sum() == pytest.approx(expected)
    own = deals["amount"].notna() & ~deals["deal_id"].isin(rows.loc[rows["margin_micros"].notna(), "deal_id"])
    np.testing.assert_allclose(deals.loc[own, "margin"], deals.loc[own, "amount"] * 0.4)


def test_every_deal_without_contact_is_listed_once(resolved):
    deals, unmatched = resolved[SnapshotTable.DEALS], resolved[SnapshotTable.UNMATCHED]
    alone = deals.loc[deals["match_rule"] == "none", "deal_id"]
    listed = unmatched[unmatched["reason"].str.startswith("resolution.deal_") & (unmatched["record_type"] == "deals")]
    assert sorted(listed["reference"]) == sorted(alone)
    assert set(deals.loc[deals["match_rule"] != "none", "deal_key"]) == set(
        resolved[SnapshotTable.DEAL_CONTACTS]["deal_key"]
    )


def test_marketing_sourced_deals_are_influenced_too(resolved):
    deals = resolved[SnapshotTable.DEALS]
    assert not (deals["is_marketing_sourced"] & ~deals["is_marketing_influenced"]).any()


def test_first_entries_are_the_first_of_the_history(resolved):
    """The oracle: a loop over the stage history."""
    first: dict[tuple[int, str], pd.Timestamp] = {}
    for row in resolved[SnapshotTable.STAGES].itertuples():
        key = (row.contact_key, f"{row.stage}_at")
        first[key] = min(first.get(key, row.entered_at), row.entered_at)
    contacts = resolved[SnapshotTable.CONTACTS].set_index("contact_key")
    for column in ("lead_at", "mql_at", "sal_at", "sql_at", "opportunity_at", "customer_at", "rejected_at", "lost_at"):
        expected = {key: moment for (key, name), moment in first.items() if name == column}
        assert contacts[column].dropna().to_dict() == expected


def test_the_order_of_rows_and_frames_makes_no_difference():
    given = invented_facts(1)
    rng = np.random.default_rng(1)
    shuffled = {kind: frame.iloc[rng.permutation(len(frame))] for kind, frame in reversed(given.items())}
    halves = {kind: pd.concat([frame[len(frame) // 2 :], frame[: len(frame) // 2]]) for kind, frame in given.items()}
    expected = resolve(given, RULES)
    for other in (shuffled, halves):
        for name, table in resolve(other, RULES).items():
            pd.testing.assert_frame_equal(table, expected[name])


def test_what_was_shown_twice_converts_cost_and_value_alike():
    """The currency trap: 100 USD that earned 500 USD have a ROAS of 5, whatever the reporting currency."""
    rows = [
        {
            "day": pd.Timestamp("2026-01-01"),
            "spend_micros": 100 * MICROS,
            "claimed_value_micros": 500 * MICROS,
            "currency": "usd",
            "platform": "google_ads",
        }
    ]
    tables = resolve(facts(spend=rows), ResolutionRules(exchange_rates={"USD": 0.095}))
    spend = tables[SnapshotTable.SPEND]
    assert spend["claimed_value"].sum() / spend["spend"].sum() == pytest.approx(5.0)
    assert spend["spend"].tolist() == pytest.approx([9.5])
    without = resolve(facts(spend=rows), ResolutionRules())
    assert without[SnapshotTable.SPEND].empty
    listed = without[SnapshotTable.UNMATCHED].iloc[0]
    assert listed[["reason", "reference", "amount"]].tolist() == [
        "resolution.currency_without_rate",
        "usd google_ads",
        100.0,
    ]


def test_a_deal_meets_its_contacts_by_id_then_address_then_company_and_date():
    people = [
        contact(),
        contact(contact_id="2", email="ben@acme.de", created_at=at("2026-05-01")),
        contact(contact_id="3", email="cem@berg.de", company="Berg GmbH"),
        contact(contact_id="4", email="dora@berg.de", company="Berg GmbH", created_at=at("2026-04-01")),
    ]
    deals = [
        deal(deal_id="by id", contact_id="1; 2;99"),
        deal(deal_id="by address", email="BEN@acme.de"),
        deal(deal_id="by company", company="Berg AG"),
        deal(deal_id="too early", company="Berg AG", created_at=at("2025-12-01")),
        deal(deal_id="nobody there", company="Thal KG"),
        deal(deal_id="unknown id", contact_id="98"),
        deal(deal_id="unknown address", email="x@y.de"),
        deal(deal_id="nothing"),
        deal(deal_id="no date", company="Berg AG", created_at=pd.NaT),
        deal(deal_id="elsewhere"),
    ]
    more = [
        {"system": "crm", "deal_id": "elsewhere", "contact_id": "3"},
        {"system": "crm", "deal_id": "not ours", "contact_id": "3"},
    ]
    tables = resolve(facts(contacts=people, deals=deals, deal_contacts=more), RULES)
    rules = tables[SnapshotTable.DEALS].set_index("deal_id")["match_rule"].to_dict()
    assert rules == {
        "by id": "id",
        "by address": "email",
        "by company": "company_and_date",
        "too early": "none",
        "nobody there": "none",
        "unknown id": "none",
        "unknown address": "none",
        "nothing": "none",
        "no date": "none",
        "elsewhere": "id",
    }
    linked = tables[SnapshotTable.DEAL_CONTACTS].merge(tables[SnapshotTable.DEALS][["deal_key", "deal_id"]])
    linked = linked.merge(tables[SnapshotTable.CONTACTS][["contact_key", "contact_id"]])
    pairs = linked.groupby("deal_id")["contact_id"].agg(sorted).to_dict()
    assert pairs == {"by id": ["1", "2"], "by address": ["2"], "by company": ["3"], "elsewhere": ["3"]}
    unmatched = tables[SnapshotTable.UNMATCHED]
    unmatched = unmatched[unmatched["record_type"].isin(("deals", "deal_contacts"))]
    assert unmatched.set_index("reference")["reason"].str.removeprefix("resolution.").to_dict() == {
        "99": "deal_contact_unknown",
        "not ours": "deal_of_contact_unknown",
        "too early": "deal_before_contacts",
        "nobody there": "deal_company_unknown",
        "unknown id": "deal_id_unknown",
        "unknown address": "deal_email_unknown",
        "nothing": "deal_without_reference",
        "no date": "deal_without_date",
    }


def test_stages_come_from_files_records_and_deals_and_nothing_is_overwritten():
    people = [
        contact(stage="mql"),
        contact(contact_id="2", email="ben@acme.de", stage="visitor"),
        contact(contact_id="3", email="cem@acme.de"),
    ]
    history = [
        {"system": "crm", "contact_id": "3", "stage": "mql", "entered_at": at("2026-01-05")},
        {"system": "crm", "contact_id": "3", "stage": "recycled", "entered_at": at("2026-02-05")},
        {"system": "crm", "contact_id": "3", "stage": "mql", "entered_at": at("2026-02-20")},
        {"system": "crm", "stage": "mql", "entered_at": at("2026-02-20")},
    ]
    won = deal(contact_id="1", closed_on=pd.Timestamp("2026-04-02"), outcome="won", created_at=at("2026-03-01 10:00"))
    lost = deal(deal_id="D2", contact_id="3", closed_on=pd.Timestamp("2026-03-01"), outcome="lost")
    also_lost = deal(deal_id="D3", contact_id="1", closed_on=pd.Timestamp("2026-03-05"), outcome="lost")
    tables = resolve(facts(contacts=people, stages=history, deals=[won, lost, also_lost]), RULES)
    ids = tables[SnapshotTable.CONTACTS].set_index("contact_key")["contact_id"]
    rows = tables[SnapshotTable.STAGES]
    entries = [(ids[r.contact_key], r.stage, r.entered_at, r.origin) for r in rows.itertuples()]
    assert sorted(entries) == sorted(
        [
            ("1", "lead", at("2026-01-10 09:00"), "contact"),
            ("1", "mql", at("2026-01-10 09:00"), "contact_undated"),
            ("1", "opportunity", at("2026-03-01 00:00"), "deal"),
            ("1", "opportunity", at("2026-03-01 10:00"), "deal"),
            # The day of closing begins at 22:00 UTC in Berlin's summer.
            ("1", "customer", at("2026-04-01 22:00"), "deal"),
            ("3", "lead", at("2026-01-05"), "contact"),
            ("3", "mql", at("2026-01-05"), "file"),
            ("3", "recycled", at("2026-02-05"), "file"),
            ("3", "mql", at("2026-02-20"), "file"),
            ("3", "opportunity", at("2026-03-01"), "deal"),
            ("3", "lost", at("2026-03-01"), "deal"),
        ]
    )
    reasons = tables[SnapshotTable.UNMATCHED]["reason"].tolist()
    assert sorted(reasons) == ["resolution.stage_date_assumed", "resolution.stage_without_person"]


def test_what_a_file_notes_with_a_stage_is_kept_with_it():
    """Of two files that tell of the same entry, one with a reason and one without, the reason is kept."""
    entry = {"system": "crm", "contact_id": "1", "stage": "rejected", "entered_at": at("2026-02-01 10:00")}
    history = [
        entry | {"note": "Kein Budget"},
        {"system": "sheet", "email": "anna@acme.de"} | {name: entry[name] for name in ("stage", "entered_at")},
        entry | {"stage": "recycled", "entered_at": at("2026-02-01 12:00"), "note": "Im Herbst wieder"},
        entry | {"stage": "mql", "entered_at": at("2026-01-20")},
    ]
    rows = resolve(facts(contacts=[contact()], stages=history), RULES)[SnapshotTable.STAGES]
    assert list(zip(rows["stage"], rows["note"].fillna(""), strict=True)) == [
        ("lead", ""),
        ("mql", ""),
        ("rejected", "Kein Budget"),
        ("recycled", "Im Herbst wieder"),
    ]


def test_a_contact_keeps_how_to_reach_it_and_the_size_of_its_company():
    people = [
        contact(phone="+49 511 1", language="de", employees=12, company="Acme"),
        contact(contact_id="2", email="ben@berg.de", company="Berg", phone="+49 511 2"),
        contact(contact_id="3", email="cem@thal.de", employees=7),
    ]
    companies = [{"system": "crm", "company": "Berg", "employees": 300}]
    table = resolve(facts(contacts=people, accounts=companies), RULES)[SnapshotTable.CONTACTS]
    rows = table.set_index("contact_id")[["phone", "language", "employees", "size_band"]].fillna({"language": ""})
    assert rows.loc[["1", "2"]].to_numpy().tolist() == [
        ["+49 511 1", "de", 12, "10-49"],
        ["+49 511 2", "", 300, "250-999"],
    ]
    assert rows.loc["3", "employees"] == 7
    assert rows["phone"].isna().tolist() == [False, False, True]


def _touch(moment: str, **values: object) -> dict[str, object]:
    return {"system": "log", "at": at(moment), "email": "anna@acme.de", "kind": "visit"} | values


FIRST_TOUCHES = [
    # A touchpoint up to the day the person became a lead beats the record.
    ([_touch("2026-01-09", source="google", medium="cpc")], "Trade Show", ("paid_search", "touchpoint")),
    ([_touch("2026-01-10 20:00", source="google", medium="cpc")], "Trade Show", ("paid_search", "touchpoint")),
    # A log that starts later does not.
    ([_touch("2026-01-12", source="google", medium="cpc")], "Trade Show", ("events", "contact_record")),
    ([_touch("2026-01-12", source="google", medium="cpc")], None, ("paid_search", "later_touchpoint")),
    # Sales' call is a source only if nothing else is known.
    (
        [_touch("2026-01-01", kind="call"), _touch("2026-01-09", source="mailing", medium="email")],
        None,
        ("email", "touchpoint"),
    ),
    ([_touch("2026-01-01", kind="call")], None, ("call_centre", "later_touchpoint")),
    # A visit of unknown source says nothing.
    ([_touch("2026-01-01")], "Trade Show", ("events", "contact_record")),
    ([_touch("2026-01-01")], None, ("no_source", "none")),
]


def test_first_touch():
    people, touches = [], []
    for number, (touched, source, _) in enumerate(FIRST_TOUCHES):
        people.append(contact(contact_id=str(number), email=f"p{number}@x.de", source=source))
        touches += [row | {"email": f"p{number}@x.de"} for row in touched]
    table = resolve(facts(contacts=people, touchpoints=touches), RULES)[SnapshotTable.CONTACTS]
    found = table.set_index("contact_id")[["first_touch_channel", "first_touch_rule"]]
    expected = {str(number): case[2] for number, case in enumerate(FIRST_TOUCHES)}
    assert {key: tuple(row) for key, row in zip(found.index, found.to_numpy(), strict=True)} == expected


DEAL_SOURCES = [
    ([_touch("2026-01-09", source="google", medium="cpc")], None, None, ("paid_search", "touchpoint", True, True)),
    # Sales came first, marketing had its part.
    (
        [_touch("2026-01-01", kind="call"), _touch("2026-01-09", source="google", medium="cpc")],
        None,
        None,
        ("paid_search", "touchpoint", False, True),
    ),
    # After the deal was created nothing can have brought it.
    ([_touch("2026-03-02", source="google", medium="cpc")], None, None, ("no_source", "none", False, False)),
    (
        [_touch("2026-03-01 22:00", source="google", medium="cpc")],
        None,
        None,
        ("paid_search", "later_touchpoint", True, True),
    ),
    ([], "Trade Show", None, ("events", "contact_record", True, True)),
    ([], "Außendienst", None, ("field_sales", "contact_record", False, False)),
    ([], None, "Newsletter", ("email", "deal_record", True, True)),
    ([], None, None, ("no_source", "none", False, False)),
]


def test_a_record_that_names_no_channel_gives_way_to_a_later_one_that_does():
    """HubSpot's "Offline Sources" says nothing; Salesforce's lead source of the same person does."""
    known = facts(
        contacts=[
            contact(system="hubspot", source="Offline Sources"),
            contact(system="salesforce", contact_id="2", source="Field Sales", created_at=at("2026-01-20")),
        ]
    )
    (person,) = resolve(known, RULES)[SnapshotTable.CONTACTS].to_dict("records")
    assert (person["first_touch_channel"], person["first_touch_rule"]) == ("field_sales", "contact_record")


def test_where_a_deal_came_from():
    people, touches, deals = [], [], []
    for number, (touched, source, deal_source, _) in enumerate(DEAL_SOURCES):
        people.append(contact(contact_id=str(number), email=f"p{number}@x.de", source=source))
        touches += [row | {"email": f"p{number}@x.de"} for row in touched]
        deals.append(deal(deal_id=str(number), contact_id=str(number), source=deal_source))
    table = resolve(facts(contacts=people, touchpoints=touches, deals=deals), RULES)[SnapshotTable.DEALS]
    columns = ["first_touch_channel", "first_touch_rule", "is_marketing_sourced", "is_marketing_influenced"]
    found = table.set_index("deal_id")[columns]
    expected = {str(number): case[3] for number, case in enumerate(DEAL_SOURCES)}
    assert {key: tuple(row) for key, row in zip(found.index, found.to_numpy(), strict=True)} == expected


def test_a_deal_before_its_first_contact_keeps_the_contact_records_source():
    """As in Olist's data: won two days before the first contact date; reported as it is, not dropped."""
    given = facts(
        contacts=[contact(source="organic_search")],
        deals=[deal(contact_id="1", created_at=None, closed_on=pd.Timestamp("2026-01-08"), outcome="won")],
    )
    tables = resolve(given, RULES)
    row = tables[SnapshotTable.DEALS].iloc[0]
    assert row["first_touch_channel"] == "organic_search"
    person = tables[SnapshotTable.CONTACTS].iloc[0]
    assert person["customer_at"] < person["lead_at"]


def test_repeat_deals_are_the_ones_after_the_accounts_first_win():
    day = pd.Timestamp
    deals = [
        deal(deal_id="first", company="Acme", outcome="won", closed_on=day("2026-03-10")),
        deal(deal_id="lost before", company="Acme", outcome="lost", closed_on=day("2026-03-09")),
        deal(deal_id="second", company="ACME GmbH", outcome="won", closed_on=day("2026-05-10")),
        deal(deal_id="open after", company="Acme", created_at=at("2026-04-01")),
        deal(deal_id="other", company="Berg", outcome="won", closed_on=day("2026-05-10")),
        deal(deal_id="nobody", outcome="won", closed_on=day("2026-05-10")),
        deal(deal_id="nobody else", outcome="won", closed_on=day("2026-05-11")),
    ]
    table = resolve(facts(deals=deals), RULES)[SnapshotTable.DEALS]
    assert sorted(table.loc[table["is_repeat"], "deal_id"]) == ["open after", "second"]


def _spent(campaign: str, day: str, **values: object) -> dict[str, object]:
    row = {"day": pd.Timestamp(day), "spend_micros": MICROS, "currency": "EUR", "platform": "google_ads"}
    return row | {"campaign": campaign} | values


def test_campaigns_have_one_name_whoever_writes_it():
    spend = [
        _spent("Brand DE", "2026-01-01", campaign_id="77"),
        _spent("Marke DE", "2026-02-01", campaign_id="77"),
        _spent("Display Messe", "2026-01-01", campaign_type="Display"),
    ]
    touches = [
        _touch("2026-01-02", campaign="brand_de", source="google", medium="cpc"),
        _touch("2026-01-03", campaign="77", source="google", medium="cpc"),
        _touch("2026-01-04", campaign="MARKE DE"),
        _touch("2026-01-05", campaign="display-messe", source="google", medium="cpc"),
        _touch("2026-01-06", campaign="Alt", source="mailing", medium="email"),
        _touch("2026-01-07", campaign="(not set)", source="mailing", medium="email"),
    ]
    rules = replace(RULES, campaign_aliases={"alt": "marke de"})
    tables = resolve(facts(spend=spend, touchpoints=touches), rules)
    assert set(tables[SnapshotTable.SPEND]["campaign"]) == {"Marke DE", "Display Messe"}
    rows = tables[SnapshotTable.TOUCHPOINTS][["campaign", "channel", "channel_rule"]].fillna("").to_numpy().tolist()
    assert rows == [
        ["Marke DE", "paid_search", "paid_search"],
        ["Marke DE", "paid_search", "paid_search"],
        ["Marke DE", "paid_search", "campaign"],
        ["Display Messe", "display", "campaign_network"],
        ["Marke DE", "email", "email"],
        ["", "email", "email"],
    ]
    campaigns = tables[SnapshotTable.CAMPAIGNS].set_index("campaign")["channel"].to_dict()
    assert campaigns == {"Marke DE": "paid_search", "Display Messe": "display"}


def test_a_touchpoint_log_alone_gives_journeys_but_no_leads():
    touches = [_touch("2026-01-02"), _touch("2026-01-03"), {"system": "log", "at": at("2026-01-04"), "company": "Acme"}]
    tables = resolve(facts(touchpoints=touches), RULES)
    contacts, journeys = tables[SnapshotTable.CONTACTS], tables[SnapshotTable.TOUCHPOINTS]
    assert contacts["email"].tolist() == ["anna@acme.de"]
    assert contacts["lead_at"].isna().all()
    assert journeys["contact_key"].fillna(0).tolist() == [1, 1, 0]
    assert journeys["account_key"].notna().all()
    reasons = tables[SnapshotTable.UNMATCHED]["reason"].tolist()
    assert reasons == ["resolution.touchpoint_without_person", "resolution.contact_from_touchpoint"]


def test_own_channels_get_a_place_after_ours():
    touches = [_touch("2026-01-02", channel="Plakat Süd"), _touch("2026-01-02", channel="Messe")]
    channels = resolve(facts(touchpoints=touches), RULES)[SnapshotTable.CHANNELS]
    own = channels[channels["label"] != ""]
    assert own[["channel", "label"]].to_numpy().tolist() == [["plakat_sued", "Plakat Süd"]]
    assert own["position"].tolist() == [channels["position"].max()]
    assert channels["position"].is_unique
