"""Every key, rule and reason that resolution writes has its words in both languages, and ours are read back."""

import pytest

from clm_core.analysis.channel_rules import (
    CAMPAIGN_TYPE_NAME,
    DEFAULT_CHANNEL_RULES,
    GIVEN,
    MEDIUM_NAME,
    NONE_MATCHED,
    NOTHING_GIVEN,
    SOURCE_NAME,
    channel_key,
)
from clm_core.analysis.channels import BUILT_IN_CHANNELS
from clm_core.analysis.first_touch import CONTACT_RECORD, DEAL_RECORD, LATER_TOUCHPOINT, TOUCHPOINT
from clm_core.analysis.sourcing import BY_CAMPAIGN, BY_NETWORK
from clm_core.analysis.stages import CONTACT, CONTACT_UNDATED, DEAL, FILE
from clm_core.analysis.unmatched import Reason
from clm_core.texts import Language, texts_for


@pytest.mark.parametrize("language", Language)
def test_channels_have_a_name_that_files_may_use_and_a_description(language):
    texts = texts_for(language)
    for channel in BUILT_IN_CHANNELS:
        assert channel_key(texts(f"channels.{channel.key}")) == channel.key
        assert texts.has(f"channels.description.{channel.key}")


@pytest.mark.parametrize("language", Language)
def test_rules_reasons_and_origins_have_words(language):
    texts = texts_for(language)
    others = (CAMPAIGN_TYPE_NAME, GIVEN, SOURCE_NAME, MEDIUM_NAME, BY_CAMPAIGN, BY_NETWORK, NONE_MATCHED, NOTHING_GIVEN)
    keys = [f"channels.rule.{name}" for name in (*(rule.name for rule in DEFAULT_CHANNEL_RULES), *others)]
    keys += [reason.value for reason in Reason]
    keys += [f"resolution.match.{rule}.name" for rule in ("id", "email", "company_and_date", "none")]
    first = (TOUCHPOINT, CONTACT_RECORD, LATER_TOUCHPOINT, DEAL_RECORD, "none")
    keys += [f"resolution.first_touch.{rule}.meaning" for rule in first]
    keys += [f"resolution.origin.{origin}" for origin in (FILE, DEAL, CONTACT, CONTACT_UNDATED)]
    assert [key for key in keys if not texts.has(key)] == []
