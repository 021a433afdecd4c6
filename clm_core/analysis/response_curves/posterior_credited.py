"""The posterior of curves that each explain what was credited to their own channel: independent models in one batch.

outcome = ceiling × shape(adstock ÷ scale) × season × (1 + influences · coefficients) + noise, whose variance grows with
what is expected, as that of counts does: noise² × (expected + a little). Nothing can be credited without spend, so
there is no level; trend, season and controls change what spend brings. The factor season is the one that all channels
share (shared_season), or 1; beside it a channel's own season is small. Priors as in posterior; coefficients N(0, 0.5).
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from clm_core.analysis.response_curves.baseline import BaselineDesign
from clm_core.analysis.response_curves.channel_returns import channel_effects
from clm_core.analysis.response_curves.posterior import LEAST_NOISE, NOISE_SD, Predictions
from clm_core.analysis.response_curves.posterior_effects import ChannelData, Effects, half_normal
from clm_core.analysis.response_curves.sampler import LogDensity
from clm_core.analysis.response_curves.shared_season import has_shared_season, season_factors
from clm_core.response_curves import Floats, ResponseCurves, ResponseSeries

INFLUENCE_SD = 0.5
OWN_SEASON_SD = 0.1
STRAY_SHARE = 0.05
"""Of the mean outcome: where nothing is expected, as much noise as with this share of the mean."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CreditedPosterior:
    """One target a channel. Parameters: those of the channel, coefficients of the influences, log noise."""

    data: ChannelData
    influences: Floats  # periods × influences
    influence_sd: Floats  # of the coefficients, influences × 1
    season: Floats  # periods × 1
    stray: Floats  # targets

    def for_targets(self, places: npt.NDArray[np.intp]) -> LogDensity:
        """The density of these channels alone."""
        return replace(self, data=self.data.for_targets(places), stray=self.stray[places]).log_density

    def start(self, chains: int, rng: np.random.Generator) -> Floats:
        """Where chains begin, targets × chains × parameters."""
        channel = np.moveaxis(self.data.start(chains, rng)[:, :, 0], 2, 1)
        coefficients = rng.uniform(-0.001, 0.001, (*channel.shape[:2], self.influences.shape[1]))
        noise = rng.uniform(-2.0, 0.0, (*channel.shape[:2], 1))
        return np.concatenate([channel + np.array([0.0] * (channel.shape[2] - 1) + [1.5]), coefficients, noise], axis=2)

    def log_density(self, position: Floats) -> tuple[Floats, Floats]:
        """Of positions, targets × chains × parameters: log density up to a constant, and its gradient."""
        effects, coefficients, log_noise = self._split(position)
        brought = effects.values[:, 0]
        influence = self.season * (1.0 + self.influences @ coefficients)
        value, by_outcome, by_noise = self._likelihood(brought * influence, log_noise)
        prior, by_parameter = self.data.prior(effects)
        noise_prior, by_noise_prior = half_normal(log_noise, NOISE_SD)
        calibration, by_total = self.data.calibration(brought.sum(axis=1)[:, None])
        by_effect = (by_outcome * influence)[:, None] + by_total[:, :, None]
        by_parameter += self.data.gradient(effects, by_effect)
        by_coefficient = self.influences.T @ (by_outcome * brought * self.season)
        by_coefficient -= coefficients / np.square(self.influence_sd)
        value = value + prior + noise_prior + calibration
        value = value - 0.5 * np.square(coefficients / self.influence_sd).sum(axis=1)
        gradient = np.concatenate([by_parameter[:, :, 0], by_coefficient, (by_noise + by_noise_prior)[:, None]], axis=1)
        return value, np.swapaxes(gradient, 1, 2)

    def split(self, position: Floats) -> tuple[Floats, Floats]:
        """The channels' parameters, targets × parameters × 1 × chains, and log noise, targets × chains."""
        turned = np.swapaxes(position, 1, 2)
        return turned[:, : self.data.parameter_count, None], turned[:, -1]

    def predictions(self, position: Floats, rng: np.random.Generator) -> Predictions:
        """What these draws say of the periods; without spend nothing is credited. Nothing random is left to draw."""
        effects, coefficients, log_noise = self._split(position)
        expected = effects.values[:, 0] * self.season * (1.0 + self.influences @ coefficients)
        variance, _ = self._variance(expected, log_noise)
        apart = np.square(self.data.outcome[..., None] - expected) / variance
        fitted = np.swapaxes(expected * self.data.outcome_unit[:, None, None], 1, 2)
        return Predictions(
            log_likelihood=np.swapaxes(-0.5 * (apart + np.log(2.0 * np.pi * variance)), 1, 2),
            fitted=fitted,
            baseline=np.zeros_like(fitted),
        )

    def _split(self, position: Floats) -> tuple[Effects, Floats, Floats]:
        parameters, log_noise = self.split(position)
        coefficients = np.swapaxes(position, 1, 2)[:, self.data.parameter_count : -1]
        return self.data.effects(parameters), coefficients, log_noise

    def _variance(self, expected: Floats, log_noise: Floats) -> tuple[Floats, Floats]:
        """Of the outcome, and how fast it grows with what is expected."""
        growth = np.broadcast_to(np.exp(2.0 * log_noise)[:, None], expected.shape)
        return growth * (expected + self.stray[:, None, None]) + LEAST_NOISE**2, growth

    def _likelihood(self, expected: Floats, log_noise: Floats) -> tuple[Floats, Floats, Floats]:
        """Log density of what was seen, its derivative by what is expected, and by log noise.

        Influences that would make an outcome negative have no density.
        """
        rest = self.data.outcome[..., None] - expected
        variance, growth = self._variance(expected, log_noise)
        possible = np.where(variance > 0, variance, np.nan)
        precision = 1.0 / possible
        pull = rest * precision
        value = -0.5 * (rest * pull + np.log(possible)).sum(axis=1)
        by_variance = 0.5 * (np.square(pull) - precision)
        by_noise = 2.0 * ((variance - LEAST_NOISE**2) * by_variance).sum(axis=1)
        return value, pull + growth * by_variance, by_noise


def credited_posterior(data: ChannelData, design: BaselineDesign, season: Floats | None = None) -> CreditedPosterior:
    """The posteriors of all channels with these influences, and with the factor by period that all share."""
    own_season_sd = INFLUENCE_SD if season is None else OWN_SEASON_SD
    sds = [own_season_sd if name.startswith(("sine_", "cosine_")) else INFLUENCE_SD for name in design.names[1:]]
    return CreditedPosterior(
        data=data,
        influences=design.influences,
        influence_sd=np.array(sds).reshape(-1, 1),
        season=np.ones((data.outcome.shape[1], 1)) if season is None else season[:, None],
        stray=STRAY_SHARE * data.outcome.mean(axis=1) + LEAST_NOISE,
    )


def shared_season(series: ResponseSeries, curves: ResponseCurves) -> Floats | None:
    """The factor by period that all channels have in common, given roughly known curves; None where too few are."""
    if not has_shared_season(series):
        return None
    effects = channel_effects(series, curves).mean(axis=1)
    fits = []
    for outcome, effect in zip(series.outcome.T, effects.T, strict=True):
        expected = effect + STRAY_SHARE * outcome.mean()
        growth = np.square((outcome - effect) / np.sqrt(expected)).mean()
        fits.append((outcome, effect, 1.0 / (growth * expected)))
    return season_factors(series, fits)
