"""What moves the outcome beside spend, as columns of a regression: level, trend, season, controls.

One series that all channels explain together: outcome = columns · coefficients + Σ effects of the channels.
Credited series, one a channel: outcome = effect of the channel × (1 + influences · coefficients), where the influences
are the columns after the level (``influences``). Without spend nothing can be credited to a channel, so there is no
level of its own; season and trend change what its spend brings. Curves hold at the mean season.
"""

from dataclasses import dataclass

import numpy as np

from clm_core.response_curves import Floats, ResponseSeries

PAIRS_BY_YEARS = ((1.5, 2), (1.0, 1))
"""From so many years of data on so many pairs of sine and cosine draw the season; below, none: it could not be told
apart from the trend."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BaselineDesign:
    """One column an influence: ``columns`` is periods × columns, the first is 1 throughout.

    The trend runs from −0.5 to 0.5 over the series; controls have mean 0 and standard deviation 1, so that all columns
    are of one size. ``names`` are level, trend, sine_1, cosine_1, … and the controls' own; a control that never
    changes is left out, since the level already says it.
    """

    columns: Floats
    names: tuple[str, ...]

    @property
    def influences(self) -> Floats:
        """The columns after the level, centred: by how much a credited effect may differ from its mean."""
        after_level = self.columns[:, 1:]
        centred: Floats = after_level - after_level.mean(axis=0)
        return centred


def baseline_design(series: ResponseSeries) -> BaselineDesign:
    """The columns of the series' baseline, used alike by preview and quality fit."""
    periods = len(series.starts_on)
    names, columns = ["level"], [np.ones(periods)]
    if periods > 1:
        names, columns = [*names, "trend"], [*columns, np.linspace(-0.5, 0.5, periods)]
    years = np.array([day.toordinal() for day in series.starts_on]) / 365.25
    for pair in range(1, season_pairs(series) + 1):
        angle = 2 * np.pi * pair * years
        names += [f"sine_{pair}", f"cosine_{pair}"]
        columns += [np.sin(angle), np.cos(angle)]
    if series.controls is not None:
        for name, control in zip(series.control_names, series.controls.T, strict=True):
            if np.ptp(control) > 0:
                names.append(name)
                columns.append((control - control.mean()) / control.std())
    return BaselineDesign(columns=np.column_stack(columns), names=tuple(names))


def season_pairs(series: ResponseSeries) -> int:
    """How many pairs of sine and cosine the length of the series carries."""
    years = len(series.starts_on) / series.season_periods
    return next((pairs for least, pairs in PAIRS_BY_YEARS if years >= least), 0)


def spanning_columns(design: BaselineDesign) -> Floats:
    """Orthonormal columns that span the baseline: duplicates among the controls fall away."""
    found, sizes, _ = np.linalg.svd(design.columns, full_matrices=False)
    return np.ascontiguousarray(found[:, sizes > 1e-9 * sizes[0]])
