"""Channels by name: the user's own, the catalogue's, else the key."""

import pytest

from clm_core.texts import Language, texts_for
from clm_core.texts.channels import channel_name


@pytest.mark.parametrize(
    ("key", "labels", "name"),
    [
        ("paid_search", {}, "Paid search"),
        ("paid_search", {"paid_search": "Ads"}, "Ads"),
        ("paid_search", {"paid_search": ""}, "Paid search"),
        ("radio_<b>", {}, "radio_<b>"),
        ("radio", {"radio": "Regional radio"}, "Regional radio"),
    ],
)
def test_whose_name_counts(key: str, labels: dict[str, str], name: str) -> None:
    assert channel_name(key, texts_for(Language.EN), labels) == name
