"""Versions of the scoring model: nothing is signed unseen, nothing is overwritten unseen, every step is on record."""

import json
from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.scoring_model import ModelStatus
from clm_core.store.audit import audit_frame
from clm_core.store.facts import facts_version
from clm_core.store.scoring_versions import (
    ScoringVersion,
    add_scoring_version,
    publish_scoring_version,
    read_scoring_version,
    read_scoring_versions,
    rename_scoring_version,
    save_scoring_version,
    sign_scoring_version,
)
from clm_core.store.signing import Signature
from clm_core.store.workspaces import Store
from tests.store.small_rows import NOON
from tests.test_scoring_model import MODEL

BY_ANNA: dict[str, Any] = {"actor": "anna", "at": NOON}
BY_BEN: dict[str, Any] = {"actor": "ben", "at": NOON + timedelta(hours=1)}
OTHER = replace(MODEL.with_points([20, 10, -5], [20, -30]), mql_points=45)


def signed(store: Store, draft: ScoringVersion) -> ScoringVersion:
    """The draft with both signatures."""
    sign_scoring_version(store, draft.version, Team.MARKETING, by="Anna", revision=draft.revision, **BY_ANNA)
    return sign_scoring_version(store, draft.version, Team.SALES, by="Ben", revision=draft.revision, **BY_BEN)


def last_action(store: Store) -> tuple[str, str, dict[str, Any]]:
    line = audit_frame(store).iloc[0]
    return line["actor"], line["action"], json.loads(line["details_json"])


def test_a_draft_is_kept_as_it_was_written(store: Store) -> None:
    draft = add_scoring_version(store, MODEL, name=" Herbst ", **BY_ANNA)
    assert draft == ScoringVersion(
        version=1,
        name="Herbst",
        model=MODEL,
        status=ModelStatus.DRAFT,
        based_on=None,
        revision=1,
        changed_at=NOON,
        changed_by="anna",
        agreed={},
        published_by=None,
        published_at=None,
        retired_at=None,
    )
    assert read_scoring_versions(store) == (draft,)
    assert read_scoring_version(store, 1) == draft
    with pytest.raises(ClmError, match=r"scoring\.unknown_version.*'known': '1'"):
        read_scoring_version(store, 7)


def test_from_draft_to_published_and_retired(store: Store) -> None:
    first = signed(store, add_scoring_version(store, MODEL, name="A", **BY_ANNA))
    assert first.status is ModelStatus.AGREED
    assert first.agreed == {
        Team.MARKETING: Signature(by="Anna", at=NOON),
        Team.SALES: Signature(by="Ben", at=BY_BEN["at"]),
    }
    published = publish_scoring_version(store, 1, revision=1, **BY_BEN)
    assert (published.status, published.published_by, published.published_at) == (
        ModelStatus.PUBLISHED, "ben", BY_BEN["at"],
    )  # fmt: skip
    second = signed(store, add_scoring_version(store, OTHER, name="B", based_on=1, **BY_ANNA))
    publish_scoring_version(store, second.version, revision=1, **BY_BEN)
    old, new = read_scoring_versions(store)
    assert (old.status, old.retired_at) == (ModelStatus.RETIRED, BY_BEN["at"])
    assert (new.status, new.based_on) == (ModelStatus.PUBLISHED, 1)
    assert last_action(store) == ("ben", "scoring_version.published", {"version": 2, "retired": [1], "revision": 1})


def test_a_change_clears_both_signatures_and_tells_old_and_new(store: Store) -> None:
    signed(store, add_scoring_version(store, MODEL, name="A", **BY_ANNA))
    changed = save_scoring_version(store, 1, OTHER, revision=1, **BY_BEN)
    assert (changed.status, changed.agreed, changed.revision) == (ModelStatus.DRAFT, {}, 2)
    assert (changed.changed_by, changed.changed_at) == ("ben", BY_BEN["at"])
    assert last_action(store) == (
        "ben",
        "scoring_version.changed",
        {
            "version": 1,
            "cleared": {"marketing": "Anna", "sales": "Ben"},
            "changes": [
                {
                    "part": "fit",
                    "criterion": "industry is_one_of Maschinenbau, Medizintechnik",
                    "what": "points",
                    "old": 15,
                    "new": 20,
                },
                {"part": "model", "criterion": "", "what": "mql_points", "old": 40, "new": 45},
            ],
        },
    )
    with pytest.raises(ClmError, match=r"scoring\.signature_missing_marketing"):
        publish_scoring_version(store, 1, revision=2, **BY_ANNA)
    sign_scoring_version(store, 1, Team.MARKETING, by="Anna", revision=2, **BY_ANNA)
    with pytest.raises(ClmError, match=r"scoring\.signature_missing_sales"):
        publish_scoring_version(store, 1, revision=2, **BY_ANNA)


def test_saving_without_a_change_keeps_signatures_and_audit(store: Store) -> None:
    agreed = signed(store, add_scoring_version(store, MODEL, name="A", **BY_ANNA))
    lines = len(audit_frame(store))
    assert save_scoring_version(store, 1, MODEL, revision=1, **BY_BEN) == agreed
    assert len(audit_frame(store)) == lines


def test_who_comes_second_is_told_who_saved_first_and_nothing_is_lost(store: Store) -> None:
    add_scoring_version(store, MODEL, name="A", **BY_ANNA)
    save_scoring_version(store, 1, OTHER, revision=1, **BY_BEN)
    for late in (
        lambda: save_scoring_version(store, 1, replace(MODEL, sql_points=99), revision=1, **BY_ANNA),
        lambda: sign_scoring_version(store, 1, Team.SALES, by="Ben", revision=1, **BY_BEN),
        lambda: publish_scoring_version(store, 1, revision=1, **BY_BEN),
    ):
        with pytest.raises(ClmError) as refused:
            late()
        assert refused.value.key == "scoring.changed_meanwhile"
        assert refused.value.values == {"name": "A", "who": "ben", "at": BY_BEN["at"]}
    assert read_scoring_version(store, 1).model == OTHER


def test_of_two_who_save_at_once_one_wins_and_one_is_told(store: Store) -> None:
    add_scoring_version(store, MODEL, name="A", **BY_ANNA)
    outcomes: list[str] = []

    def save(points: float) -> None:
        try:
            save_scoring_version(store, 1, replace(MODEL, sql_points=points), revision=1, **BY_ANNA)
            outcomes.append("saved")
        except ClmError as error:
            outcomes.append(error.key)

    threads = [Thread(target=save, args=(70.0 + number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["saved", *["scoring.changed_meanwhile"] * 3]
    assert read_scoring_version(store, 1).revision == 2


def test_published_versions_stay_as_they_are_but_for_their_name(store: Store) -> None:
    signed(store, add_scoring_version(store, MODEL, name="A", **BY_ANNA))
    publish_scoring_version(store, 1, revision=1, **BY_ANNA)
    for change in (
        lambda: save_scoring_version(store, 1, OTHER, revision=1, **BY_BEN),
        lambda: sign_scoring_version(store, 1, Team.SALES, by="Ben", revision=1, **BY_BEN),
        lambda: publish_scoring_version(store, 1, revision=1, **BY_BEN),
    ):
        with pytest.raises(ClmError, match=r"scoring\.version_is_fixed"):
            change()
    renamed = rename_scoring_version(store, 1, "Herbst 2026", **BY_BEN)
    assert (renamed.name, renamed.status, set(renamed.agreed)) == (
        "Herbst 2026", ModelStatus.PUBLISHED, {Team.MARKETING, Team.SALES},
    )  # fmt: skip
    assert last_action(store)[2] == {"version": 1, "before": "A", "after": "Herbst 2026"}


def test_names_are_needed_and_only_two_teams_sign(store: Store) -> None:
    with pytest.raises(ClmError, match=r"scoring\.version_without_name"):
        add_scoring_version(store, MODEL, name="  ", **BY_ANNA)
    add_scoring_version(store, MODEL, name="A", **BY_ANNA)
    with pytest.raises(ClmError, match=r"signing\.without_name"):
        sign_scoring_version(store, 1, Team.SALES, by=" ", revision=1, **BY_ANNA)
    with pytest.raises(ClmError, match=r"signing\.team_cannot_sign"):
        sign_scoring_version(store, 1, Team.BOTH, by="Anna", revision=1, **BY_ANNA)
    with pytest.raises(ClmError, match=r"scoring\.version_without_name"):
        rename_scoring_version(store, 1, "", **BY_ANNA)


def test_scoring_never_asks_for_a_new_snapshot(store: Store) -> None:
    signed(store, add_scoring_version(store, MODEL, name="A", **BY_ANNA))
    publish_scoring_version(store, 1, revision=1, **BY_ANNA)
    assert facts_version(store) == 0
