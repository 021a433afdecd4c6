"""Channel rules: the published vectors, files' own words, rules as data, and an obvious loop as oracle."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clm_core.analysis.channel_names import CHANNEL_ALIASES, SOURCE_ALIASES, slug
from clm_core.analysis.channel_rules import DEFAULT_CHANNEL_RULES, ChannelRule, channel_key, classify
from clm_core.analysis.channels import BUILT_IN_CHANNELS, Channel
from clm_core.errors import ClmError


def ruled(**values: object) -> tuple[str, str]:
    """Channel and rule of one row."""
    row = classify(pd.DataFrame({name: pd.Series([value], dtype="str") for name, value in values.items()})).iloc[0]
    return row["channel"], row["channel_rule"]


VECTORS = [
    # The published vectors
    ("google", "cpc", None, "paid_search"),
    ("linkedin", "paid-social", None, "paid_social"),
    ("linkedin", "social", None, "organic_social"),
    ("newsletter", "email", None, "email"),
    ("google", "cpm", None, "paid_search"),
    ("example.com", "cpm", None, "display"),
    ("example.com", "cpc", None, "paid_other"),
    ("somewhere", "cpc", "workshop-2026", "paid_other"),
    ("somewhere", "cpc", "eshop", "paid_shopping"),
    ("somewhere", "cpc", "shop-de", "paid_shopping"),
    ("somewhere", "cpc", "bishop", "paid_other"),
    ("somewhere", "newsletter2", "eshop", "organic_shopping"),
    ("qr", "print", None, "unassigned"),
    # One row a GA4 rule
    ("(direct)", "(none)", None, "direct"),
    ("(direct)", "(not set)", None, "direct"),
    ("google", "cpc", "x cross-network y", "cross_network"),
    ("idealo", "cpc", None, "paid_shopping"),
    ("youtube.com", "cpv_cpc", None, "paid_video"),
    ("blog", "retargeting", None, "paid_other"),
    ("amazon.de", "referral", None, "organic_shopping"),
    ("www.XING.com", "referral", None, "organic_social"),
    ("vimeo", "referral", None, "organic_video"),
    ("blog", "webvideo", None, "organic_video"),
    ("ecosia.org", "referral", None, "organic_search"),
    ("something", "Organic", None, "organic_search"),
    ("blog.example.com", "link", None, "referral"),
    ("e-mail", "x", None, "email"),
    ("netzwerk", "affiliate", None, "affiliates"),
    ("podcast", "audio", None, "audio"),
    ("sms", "x", None, "sms"),
    ("app", "webpush", None, "mobile_push"),
    ("x", "ai-assistant", None, "organic_social"),
    ("helper", "ai-assistant", None, "ai_assistant"),
    ("chatgpt.com", "referral", None, "ai_assistant"),
    ("gemini.google.com", "referral", None, "ai_assistant"),
    ("mail.google.com", "referral", None, "referral"),
    ("google.co.uk", "organic", None, "organic_search"),
    ("notgoogle.de", "referral", None, "referral"),
    # Offline channels
    ("hannover-messe", "stand", None, "events"),
    ("halle 7", "Trade Show 2026", None, "events"),
    ("messenger", "chat", None, "organic_social"),
    ("kundendienst", "postmailing", None, "direct_mail"),
    ("vertriebspartner_nord", "x", None, "partners"),
    ("Außendienst", "besuch", None, "field_sales"),
    ("agentur", "call-center", None, "call_centre"),
    ("verlag", "content_syndication", None, "content_syndication"),
    # As CRMs write their source
    ("Organic Search", None, None, "organic_search"),
    ("Paid Search", None, "Shopping Frühjahr", "paid_search"),
    ("Email Marketing", None, None, "email"),
    ("Social Media", None, None, "organic_social"),
    ("Referrals", None, None, "referral"),
    ("Other Campaigns", None, None, "unassigned"),
    ("Direct Traffic", None, None, "direct"),
    ("Offline Sources", None, None, "unassigned"),
    ("Paid Social", None, None, "paid_social"),
    ("AI Referrals", None, None, "ai_assistant"),
    ("Web", None, None, "direct"),
    ("Phone Inquiry", None, None, "call_centre"),
    ("Partner Referral", None, None, "partners"),
    ("Purchased List", None, None, "unassigned"),
    ("Trade Show", None, None, "events"),
    ("Other", None, None, "unassigned"),
    ("organic_search", None, None, "organic_search"),
    ("paid_search", None, None, "paid_search"),
    ("social", None, None, "organic_social"),
    ("display", None, None, "display"),
    ("other_publicities", None, None, "paid_other"),
    ("unknown", None, None, "unassigned"),
    ("google / cpc", None, None, "paid_search"),
    ("https://www.google.de/search?q=x", "organic", None, "organic_search"),
    # Nothing is not "unknown"
    (None, None, None, "no_source"),
    ("", "  ", None, "no_source"),
    ("(not set)", "(not set)", None, "unassigned"),
]


def test_channel_of_source_and_medium():
    rows = pd.DataFrame(VECTORS, columns=["source", "medium", "campaign", "expected"]).astype("str")
    rows["channel"] = classify(rows.drop(columns="expected"))["channel"]
    wrong = rows[rows["channel"] != rows["expected"]]
    assert wrong.to_dict("records") == []


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("Paid Search", "paid_search"),
        ("bezahlte Suche", "paid_search"),
        ("Messe", "events"),
        ("E-Mail", "email"),
        ("paid_social", "paid_social"),
        ("Unassigned", "unassigned"),
        ("(not set)", "unassigned"),
        ("Plakat Süd", "plakat_sued"),
        ("other", "other"),
    ],
)
def test_a_channel_named_in_the_file_wins_over_source_and_medium(name, channel):
    assert ruled(channel=name, source="google", medium="cpc") == (channel, "given")


@pytest.mark.parametrize("name", [None, " ", "---"])
def test_a_blank_channel_name_names_nothing(name):
    assert ruled(channel=name, source="google", medium="cpc") == ("paid_search", "paid_search")


@pytest.mark.parametrize(
    ("platform", "campaign_type", "campaign", "channel"),
    [
        ("google_ads", "Search", "Brand", "paid_search"),
        ("Google Ads", "Performance Max", "Alles", "cross_network"),
        ("google_ads", "Display", "x", "display"),
        ("google_ads", "Video", "x", "paid_video"),
        ("google_ads", "Shopping", "x", "paid_shopping"),
        ("google_ads", None, "DE_PMax_Pumpen", "cross_network"),
        ("google_ads", None, "Shop Pumpen", "paid_search"),
        ("microsoft_ads", None, "x", "paid_search"),
        ("meta_ads", None, "x", "paid_social"),
        ("linkedin", "Sponsored Content", "x", "paid_social"),
        ("salesforce", "Trade Show", "Hannover 2026", "events"),
        ("salesforce", "Direct Mail", "x", "direct_mail"),
        ("salesforce", "Other", "x", "unassigned"),
    ],
)
def test_spend_of_an_ad_platform_has_the_channel_of_what_it_sells(platform, campaign_type, campaign, channel):
    assert ruled(platform=platform, campaign_type=campaign_type, campaign=campaign)[0] == channel


def test_spend_without_a_medium_is_paid_for():
    rows = pd.DataFrame({"source": ["google", "newsletter", None, None], "campaign": [None, None, "Bishop", None]})
    channels = classify(rows.astype("str"), is_spend=True)["channel"]
    assert channels.tolist() == ["paid_search", "email", "paid_other", "no_source"]
    assert classify(rows.astype("str"))["channel"].tolist() == ["organic_search", "email", "unassigned", "no_source"]


def test_a_touchpoint_without_source_is_what_it_was():
    assert ruled(kind="event") == ("events", "kind_event")
    assert ruled(kind="call", source="google", medium="cpc") == ("paid_search", "paid_search")
    assert ruled(kind="visit") == ("no_source", "nothing_given")


def test_own_channels_and_aliases_win_over_ours():
    rows = pd.DataFrame({"channel": ["Radio Nord", "SEA"], "source": [None, None]}, dtype="str")
    own = (*BUILT_IN_CHANNELS, Channel(key="radio", label="Radio Nord", position=90))
    assert classify(rows, channels=own, aliases={"sea": "display"})["channel"].tolist() == ["radio", "display"]
    assert channel_key("Radio Nord", own) == "radio"
    assert channel_key("Bezahlte Suche") == "paid_search"


def test_rules_are_asked_by_position_and_only_active_ones():
    mine = ChannelRule(name="mine", channel="events", position=2, sources=("Google",))
    other = ChannelRule(name="other", channel="email", position=1, source_pattern="^goo")
    rows = pd.DataFrame({"source": ["google"], "medium": ["x"]}, dtype="str")
    assert classify(rows, [mine, other])["channel_rule"].tolist() == ["other"]
    inactive = ChannelRule(name="other", channel="email", position=1, is_active=False, source_pattern="^goo")
    assert classify(rows, [mine, inactive])["channel_rule"].tolist() == ["mine"]
    assert classify(rows, [])["channel_rule"].tolist() == ["none_matched"]


def test_rules_survive_json():
    written = json.dumps([rule.as_data() for rule in DEFAULT_CHANNEL_RULES])
    assert tuple(ChannelRule.from_data(data) for data in json.loads(written)) == DEFAULT_CHANNEL_RULES


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"name": "n", "channel": "email", "medium_pattern": "(cpc"}, "channels.invalid_pattern"),
        ({"name": "n", "channel": "email", "source_list": "shops"}, "channels.unknown_list"),
        ({"name": "n", "channel": "email", "colour": "red"}, "channels.unknown_condition"),
        ({"name": "n", "channel": "email"}, "channels.rule_without_condition"),
    ],
)
def test_a_wrong_rule_is_refused_by_name(data, key):
    with pytest.raises(ClmError, match=re.escape(key)) as refusal:
        ChannelRule.from_data(data)
    assert refusal.value.values["rule"] == "n"


def test_default_rules_name_only_channels_that_exist_and_each_name_once():
    keys = {channel.key for channel in BUILT_IN_CHANNELS}
    assert {rule.channel for rule in DEFAULT_CHANNEL_RULES} <= keys
    assert set(CHANNEL_ALIASES.values()) == keys
    assert len({rule.name for rule in DEFAULT_CHANNEL_RULES}) == len(DEFAULT_CHANNEL_RULES)
    assert all(slug(name) == name for name in SOURCE_ALIASES)


_TEXTS = st.sampled_from(
    [None, "", "google", "cpc", "email", "Messe", "shop", "(none)", "(direct)", "x/y", "AI", "facebook.com", "post"]
)


@given(st.lists(st.tuples(_TEXTS, _TEXTS, _TEXTS, _TEXTS), min_size=1, max_size=6))
@settings(max_examples=12, deadline=None)
def test_rows_are_ruled_each_by_itself(rows):
    """Oracle: one row alone has the channel that it has among others, whatever their order."""
    frame = pd.DataFrame(rows, columns=["channel", "source", "medium", "campaign"]).astype("str")
    frame.index = pd.Index(range(100, 100 + len(frame)))
    together = classify(frame)
    assert list(together.index) == list(frame.index)
    for label in frame.index:
        pd.testing.assert_frame_equal(together.loc[[label]], classify(frame.loc[[label]]))


@given(st.tuples(_TEXTS, _TEXTS, _TEXTS))
@settings(max_examples=20, deadline=None)
def test_case_and_blanks_make_no_difference(texts):
    source, medium, campaign = texts
    loud = [f"  {text.upper()} " if text else text for text in texts]
    quiet = ruled(source=source, medium=medium, campaign=campaign)
    assert ruled(source=loud[0], medium=loud[1], campaign=loud[2]) == quiet


def test_an_empty_frame_gives_an_empty_frame():
    empty = classify(pd.DataFrame({"source": pd.Series([], dtype="str")}))
    assert empty.columns.tolist() == ["channel", "channel_rule"]
    assert len(empty) == 0


def test_many_rows_of_few_combinations_cost_what_the_combinations_cost(monkeypatch):
    """A million rows are ruled by looking at each distinct text once."""
    seen: list[str] = []
    monkeypatch.setattr(
        "clm_core.analysis.channel_rules.is_in_list", lambda source, *, list_name: bool(seen.append(source))
    )
    rng = np.random.default_rng(1)
    sources = np.array(["a", "b", "c"], dtype=object)[rng.integers(0, 3, 200_000)]
    classify(pd.DataFrame({"source": sources}).astype("str"))
    lists = sum(bool(rule.source_list) for rule in DEFAULT_CHANNEL_RULES)
    assert len(seen) == 3 * lists
