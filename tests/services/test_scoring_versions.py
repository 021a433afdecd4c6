"""Which scoring model counts, and what differs between two."""

from dataclasses import replace

import pytest

from clm_core.columns import empty_frame
from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.scoring_columns import MODEL_CHANGES
from clm_core.services import scoring_versions as versions
from clm_core.services.data import data_version
from clm_core.services.workspaces import Store
from tests.test_scoring_model import MODEL

OTHER = replace(MODEL, mql_points=45)


def published(store: Store, draft: versions.ScoringVersion) -> versions.ScoringVersion:
    for team, name in zip(versions.SIGNING_TEAMS, ("Anna", "Ben"), strict=True):
        versions.agree(store, draft, team, by=name)
    return versions.publish(store, draft)


def test_the_published_version_counts_then_the_draft_changed_last(store: Store) -> None:
    assert versions.present_model(store) is None
    assert versions.published_version(store) is None
    first = versions.new_draft(store, MODEL, name="A")
    second = versions.new_draft(store, MODEL, name="B")
    assert versions.present_model(store) == second
    first = versions.change_draft(store, first, OTHER)
    assert versions.present_model(store) == first
    second = published(store, second)
    assert versions.present_model(store) == versions.published_version(store) == second
    versions.change_draft(store, first, MODEL)
    assert versions.present_model(store) == second


def test_after_a_new_publication_the_old_one_does_not_come_back(store: Store) -> None:
    old = published(store, versions.new_draft(store, MODEL, name="A"))
    new = published(store, versions.copy_version(store, old.version, name="B", model=OTHER))
    assert new.based_on == old.version
    assert versions.present_model(store) == new
    copied = versions.copy_version(store, old.version, name="A again")
    assert (copied.model, copied.based_on) == (MODEL, old.version)


def test_a_version_is_compared_with_the_one_that_counted_before(store: Store) -> None:
    first = published(store, versions.new_draft(store, MODEL, name="A"))
    assert versions.in_force_before(store, first) is None
    draft = versions.copy_version(store, first.version, name="B", model=OTHER)
    assert versions.in_force_before(store, draft) == first
    second = published(store, draft)
    third = published(store, versions.copy_version(store, second.version, name="C", model=MODEL))
    before = [versions.in_force_before(store, one) for one in (first, second, third)]
    assert [one.version if one else None for one in before] == [None, first.version, second.version]


def test_a_draft_seen_before_it_changed_is_not_signed(store: Store) -> None:
    seen = versions.new_draft(store, MODEL, name="A")
    changed = versions.change_draft(store, seen, OTHER, actor="ben")
    with pytest.raises(ClmError, match=r"scoring\.changed_meanwhile.*ben"):
        versions.agree(store, seen, Team.SALES, by="Ben")
    assert versions.agree(store, changed, Team.SALES, by="Ben").agreed[Team.SALES].by == "Ben"
    assert versions.rename(store, seen.version, "C").name == "C"


def test_a_new_model_needs_no_new_snapshot(tiny: Store) -> None:
    before = data_version(tiny)
    published(tiny, versions.new_draft(tiny, MODEL, name="A"))
    assert data_version(tiny) == before


def test_changes_keep_numbers_as_numbers() -> None:
    frame = versions.version_changes(MODEL, replace(OTHER, mql_cells=(), engagement_cap_points=80.0))
    assert frame[["part", "what", "old", "new"]].to_dict("records") == [
        {"part": "model", "what": "mql_points", "old": 40, "new": 45},
        {"part": "model", "what": "engagement_cap_points", "old": None, "new": 80.0},
        {"part": "model", "what": "mql_cells", "old": ("A1", "B1"), "new": ()},
    ]
    assert versions.version_changes(MODEL, MODEL).equals(empty_frame(MODEL_CHANGES))
