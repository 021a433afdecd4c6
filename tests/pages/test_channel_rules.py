"""Channel rules: a source is tried and given to a channel; raw kinds and platforms are shown in words."""

from pathlib import Path

from clm_core.services import channel_rules, workspaces
from clm_core.texts import Language, texts_for
from tests.pages.conftest import OpenApp

TEXTS = texts_for(Language.DE)


def test_a_link_that_is_tried_names_its_channel_and_rule(open_app: OpenApp, company: Path) -> None:
    app = open_app("data/channel_rules.py")
    app.text_input("trial_source").set_value("google").run()
    app.text_input("trial_medium").set_value("cpc").run()
    assert not app.exception
    assert TEXTS("channels.paid_search") in app.success[0].value


def test_a_restored_rule_set_is_the_one_we_ship(open_app: OpenApp, company: Path) -> None:
    store = workspaces.open_workspace(company, "testfirma")
    shipped = channel_rules.channel_rules(store)
    channel_rules.change_channel_rules(
        store, [channel_rules.new_rule(name="Alles direkt", channel="direct", sources=("google",))]
    )
    app = open_app("data/channel_rules.py")
    app.text_input("trial_source").set_value("google").run()
    assert TEXTS("channels.direct") in app.success[0].value
    app.button("restore_rules").click().run()
    assert not app.exception
    assert channel_rules.channel_rules(store) == shipped
