"""The scoring model that leads are scored by now: the published one, a draft, or one made of the data."""

from dataclasses import dataclass

from clm_core.scoring_model import ModelStatus, ScoringModel
from clm_core.services.scoring import starting_model
from clm_core.services.scoring_versions import ScoringVersion, present_model, read_scoring_version
from clm_core.store.workspaces import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInUse:
    """A model with the version it comes from; None where nobody saved one yet and it was made of the data."""

    model: ScoringModel
    version: ScoringVersion | None

    @property
    def number(self) -> int | None:
        """The version's number."""
        return None if self.version is None else self.version.version

    @property
    def is_published(self) -> bool:
        """Whether both teams agreed on it and it counts."""
        return self.version is not None and self.version.status is ModelStatus.PUBLISHED


def model_in_use(store: Store, number: int | None = None) -> ModelInUse:
    """The version that counts, or the one of this number. Raises ClmError for one that is not there."""
    version = present_model(store) if number is None else read_scoring_version(store, number)
    return ModelInUse(model=starting_model(store) if version is None else version.model, version=version)
