"""Which model scores the leads."""

import pytest

from clm_core.errors import ClmError
from clm_core.records import Team
from clm_core.services.model_in_use import model_in_use
from clm_core.services.scoring import starting_model
from clm_core.services.scoring_versions import SIGNING_TEAMS, agree, new_draft, publish
from clm_core.services.workspaces import Store


def test_a_proposal_until_a_version_is_saved_and_then_the_one_that_counts(tiny: Store) -> None:
    first = starting_model(tiny)
    assert (model_in_use(tiny).model, model_in_use(tiny).number) == (first, None)
    other = first.with_points([1.0] * len(first.fit), [2.0] * len(first.engagement))
    draft = new_draft(tiny, other, name="Other")
    found = model_in_use(tiny)
    assert (found.model, found.number, found.is_published) == (other, draft.version, False)
    for team in SIGNING_TEAMS:
        draft = agree(tiny, draft, Team(team), by="Ada")
    publish(tiny, draft)
    new_draft(tiny, first, name="Newer, but a draft")
    assert (model_in_use(tiny).number, model_in_use(tiny).is_published) == (draft.version, True)
    assert model_in_use(tiny, draft.version + 1).model == first
    with pytest.raises(ClmError, match=r"scoring\.unknown_version"):
        model_in_use(tiny, 99)
