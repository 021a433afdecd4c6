"""The posterior of curves that explain one series together: log density and closed-form gradient, all chains at once.

outcome = baseline columns · coefficients + Σ ceiling × shape(adstock ÷ scale) + normal noise. The coefficients have
normal priors, so that they are integrated out in closed form: the sampler sees only the channels' parameters and the
noise. Priors are those of PyMC-Marketing 0.19.2's default model on data divided by their maximum: level and controls
N(0, 2), noise half-normal 2, the rest in posterior_effects and shape_gradients. The Laplace prior of the season's
coefficients is replaced by the normal one of the same standard deviation.
"""

from dataclasses import dataclass

import numpy as np

from clm_core.analysis.response_curves.baseline import BaselineDesign
from clm_core.analysis.response_curves.posterior_effects import ChannelData, half_normal
from clm_core.response_curves import Floats

COEFFICIENT_SD = 2.0
SEASON_SD = float(np.sqrt(2.0))
NOISE_SD = 2.0
LEAST_NOISE = 1e-3
"""Of the largest outcome: a series without any noise would otherwise have no proper posterior."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Predictions:
    """What draws say of the periods seen, targets × draws × periods, in the outcome's own unit.

    ``log_likelihood`` of what was seen given everything drawn; ``fitted`` the expected outcome; ``baseline`` the same
    without any spend.
    """

    log_likelihood: Floats
    fitted: Floats
    baseline: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JointPosterior:
    """All channels explain one series. Parameters: those of the channels, one kind after the other; log noise last.

    The baseline's prior covariance over the periods is ``directions`` · diag(``variances``) · directionsᵀ.
    """

    data: ChannelData
    directions: Floats  # periods × ranks, orthonormal
    variances: Floats  # ranks

    def start(self, chains: int, rng: np.random.Generator) -> Floats:
        """Where chains begin, targets × chains × parameters."""
        channels = np.moveaxis(self.data.start(chains, rng), 3, 1)
        noise = rng.uniform(-3.0, -1.0, (*channels.shape[:2], 1))
        return np.concatenate([channels.reshape(*channels.shape[:2], -1), noise], axis=2)

    def log_density(self, position: Floats) -> tuple[Floats, Floats]:
        """Of positions, targets × chains × parameters: log density up to a constant, and its gradient."""
        parameters, log_noise = self.split(position)
        effects = self.data.effects(parameters)
        value, by_parameter = self.data.prior(effects)
        noise_prior, by_noise = half_normal(log_noise, NOISE_SD)
        rest = self.data.outcome[..., None] - np.einsum("mkc,mktc->mtc", effects.ceiling, effects.shape_values)
        fit, by_outcome, by_fit_noise = self._likelihood(rest, log_noise)
        totals = effects.ceiling * effects.shape_values.sum(axis=2)
        calibration, by_total = self.data.calibration(totals)
        by_parameter += self.data.gradient(effects, by_outcome[:, None] + by_total[:, :, None])
        gradient = np.concatenate(
            [by_parameter.reshape(len(position), -1, position.shape[1]), (by_noise + by_fit_noise)[:, None]], axis=1
        )
        return value + noise_prior + fit + calibration, np.swapaxes(gradient, 1, 2)

    def split(self, position: Floats) -> tuple[Floats, Floats]:
        """The channels' parameters, targets × parameters × channels × chains, and log noise, targets × chains."""
        turned = np.swapaxes(position, 1, 2)
        channels = self.data.lagged.shape[1]
        return turned[:, :-1].reshape(len(position), -1, channels, position.shape[1]), turned[:, -1]

    def predictions(self, position: Floats, rng: np.random.Generator) -> Predictions:
        """What these draws say of the periods, with a draw of the baseline for each."""
        parameters, log_noise = self.split(position)
        brought = self.data.effects(parameters).values.sum(axis=1)
        noise = (np.exp(2.0 * log_noise) + LEAST_NOISE**2)[:, None]
        inside = self.directions.T @ (self.data.outcome[..., None] - brought)
        share = self.variances[:, None] / (self.variances[:, None] + noise)
        level = inside * share + np.sqrt(noise * share) * rng.standard_normal(inside.shape)
        baseline = self.directions @ level
        apart = np.square(self.data.outcome[..., None] - brought - baseline) / noise
        unit = self.data.outcome_unit[:, None, None]
        return Predictions(
            log_likelihood=np.swapaxes(-0.5 * (apart + np.log(2.0 * np.pi * noise)), 1, 2),
            fitted=np.swapaxes((brought + baseline) * unit, 1, 2),
            baseline=np.swapaxes(baseline * unit, 1, 2),
        )

    def _likelihood(self, rest: Floats, log_noise: Floats) -> tuple[Floats, Floats, Floats]:
        """Log density of what channels leave, its derivative by what they bring, and by log noise."""
        varying = np.exp(2.0 * log_noise)
        noise = varying + LEAST_NOISE**2
        inside = self.directions.T @ rest
        spread = noise[:, None] + self.variances[:, None]
        outside = np.square(rest).sum(axis=1) - np.square(inside).sum(axis=1)
        free = rest.shape[1] - len(self.variances)
        value = -0.5 * (outside / noise + (np.square(inside) / spread + np.log(spread)).sum(axis=1))
        value -= 0.5 * free * np.log(noise)
        by_outcome = rest / noise[:, None] + self.directions @ (inside * (1.0 / spread - 1.0 / noise[:, None]))
        by_noise = (outside / noise - free) / noise + (np.square(inside / spread) - 1.0 / spread).sum(axis=1)
        return value, by_outcome, varying * by_noise


def joint_posterior(data: ChannelData, design: BaselineDesign) -> JointPosterior:
    """The posterior of one series with this baseline."""
    sds = np.array([SEASON_SD if name.startswith(("sine_", "cosine_")) else COEFFICIENT_SD for name in design.names])
    directions, sizes, _ = np.linalg.svd(design.columns * sds, full_matrices=False)
    return JointPosterior(data=data, directions=np.ascontiguousarray(directions), variances=np.square(sizes))
