"""Names of channels in given curves are the company's, by key or by name in either language."""

from clm_core.services.response_channels import channel_names, company_channels
from clm_core.services.workspaces import Store
from clm_core.texts import Language, texts_for

DE, EN = texts_for(Language.DE), texts_for(Language.EN)


def test_a_channel_is_known_by_key_and_by_its_name_in_both_languages(tiny: Store) -> None:
    for name in ("paid_search", "PAID_SEARCH", DE("channels.paid_search").upper(), EN("channels.paid_search").lower()):
        assert company_channels(tiny, (name,)) == {name: "paid_search"}
    assert company_channels(tiny, ("Nie gehört",)) == {}


def test_two_names_of_one_channel_are_not_both_it(tiny: Store) -> None:
    german, english = DE("channels.paid_search"), EN("channels.paid_search")
    assert german != english
    assert company_channels(tiny, (german, english)) == {german: "paid_search"}
    assert company_channels(tiny, (german, "paid_search")) == {"paid_search": "paid_search"}, "a key comes first"


def test_channels_are_called_as_the_reader_knows_them(tiny: Store) -> None:
    assert channel_names(tiny, ("email", "unknown"), DE) == {"email": DE("channels.email")}
