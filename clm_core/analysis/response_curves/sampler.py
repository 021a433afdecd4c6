"""Draws from a posterior by Hamiltonian Monte Carlo, many chains and many independent targets in one batch.

Every leapfrog step evaluates the gradient of all chains of all targets at once with array operations, which is why
many short chains cost little more than one. Warm-up learns, per target, the covariance of the parameters (pooled over
the chains, so that few steps suffice) and the step size (dual averaging, Hoffman and Gelman 2014). The length of each
path is drawn anew, so that no direction is met at the same phase again and again.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from clm_core.analysis.response_curves.convergence import bulk_ess, r_hat
from clm_core.errors import ClmError
from clm_core.response_curves import Floats

LogDensity = Callable[[Floats], tuple[Floats, Floats]]
"""Positions, targets × chains × parameters, to log density, targets × chains, and gradient in the positions' shape."""

OnProgress = Callable[[float, float, float], None]
"""Called with the share done (0 to 1), the smallest effective sample size and the largest R̂ (NaN in warm-up)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingRule:
    """When the sampler stops, and how it moves.

    It stops when every parameter of every target has a bulk effective sample size of ``smallest_ess`` and an R̂ below
    ``largest_r_hat``, looked at every ``draws_between_checks`` draws; or at ``most_draws`` a chain, not converged.
    ``warm_up`` are the windows after each of which the covariance is learned anew, in steps. ``path`` is the mean
    length of a path in standard deviations.
    """

    chains: int = 16
    warm_up: tuple[int, ...] = (40, 60, 100)
    draws_between_checks: int = 50
    most_draws: int = 3000
    smallest_ess: float = 400.0
    largest_r_hat: float = 1.02
    acceptance: float = 0.8
    path: float = 1.6
    most_leaps: int = 128
    first_leaps: int = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """Draws, targets × chains × draws × parameters, and what is known of their quality, targets × parameters.

    ``leaps`` counts the gradients evaluated, each for all chains of all targets. ``diverged_share`` of all paths ran
    away: where it is not nearly 0, a part of the posterior was not reached.
    """

    draws: Floats
    ess: Floats
    r_hat: Floats
    acceptance: float
    diverged_share: float
    leaps: int
    is_converged: bool
    is_stopped: bool


def sampled(
    log_density: LogDensity,
    start: Floats,
    *,
    seed: int,
    rule: SamplingRule | None = None,
    on_progress: OnProgress | None = None,
    is_stopped: Callable[[], bool] | None = None,
) -> Samples:
    """Draws until they suffice. ``start``, targets × chains × parameters, should lie wider than the posterior.

    ``is_stopped`` is asked after every path; stopped after warm-up, what there is comes back with ``is_stopped``.
    Same arguments and seed, same draws. Raises ClmError where it is stopped before there are four draws a chain.
    """
    run = _Run(log_density, start, np.random.default_rng(seed), rule or SamplingRule())
    stopped = is_stopped or (lambda: False)
    report = on_progress or (lambda share, ess, spread: None)
    run.warm_up(lambda share: report(0.3 * share, np.nan, np.nan), stopped)
    return run.sample(report, stopped)


class _Run:
    """The state of all chains: positions in standardised coordinates, in which the posterior is nearly round."""

    def __init__(self, log_density: LogDensity, start: Floats, rng: np.random.Generator, rule: SamplingRule) -> None:
        targets, _, parameters = start.shape
        self.log_density, self.rng, self.rule = log_density, rng, rule
        self.position = start.copy()
        self.value, self.gradient = log_density(self.position)
        if not np.isfinite(self.value).all():
            raise ValueError("a chain starts where there is no density")
        self.root = np.broadcast_to(np.eye(parameters), (targets, parameters, parameters)).copy()
        self.step = np.full(start.shape[:2], 0.02)
        self.accepted, self.diverged, self.paths, self.leaps = 0.0, 0.0, 0, 0

    def warm_up(self, report: Callable[[float], None], is_stopped: Callable[[], bool]) -> None:
        total, done = sum(self.rule.warm_up), 0
        for place, window in enumerate(self.rule.warm_up):
            # At first chains are far from where they belong, each in a landscape of its own: each has its own step.
            is_first, is_last = place == 0, place == len(self.rule.warm_up) - 1
            tuning = _StepTuning(self.step, self.rule.acceptance, is_shared=not is_first)
            seen: list[Floats] = []
            for _ in range(window):
                self.step = tuning.next_step(self.path(self.step, self.rule.first_leaps if is_first else None))
                seen.append(self.position)
                done += 1
                report(done / total)
                if is_stopped():
                    raise ClmError("response_curves.stopped_early")
            self.step = tuning.mean_step
            if not is_last:
                # The first half of a window may still be on its way to where the posterior is.
                self.learn_covariance(np.concatenate(seen[window // 2 :], axis=1))
        self.accepted, self.diverged, self.paths = 0.0, 0.0, 0

    def learn_covariance(self, seen: Floats) -> None:
        """The coordinates in which the positions seen, targets × draws × parameters, are round."""
        count, parameters = seen.shape[1:]
        centred = seen - seen.mean(axis=1, keepdims=True)
        covariance = np.swapaxes(centred, 1, 2) @ centred / (count - 1)
        variances = np.einsum("mii->mi", covariance)
        covariance *= count / (count + 5.0)
        covariance += np.eye(parameters) * (1e-9 + variances * 5.0 / (count + 5.0))[:, None, :]
        self.root = np.linalg.cholesky(covariance)

    def path(self, step: Floats, leaps: int | None = None) -> Floats:
        """Moves all chains along one path and returns their chances of being accepted, targets × chains.

        Without ``leaps`` all targets go the same way, with as many leaps as the one with the smallest step needs.
        """
        stride = step[..., None]
        if leaps is None:
            length = self.rule.path * self.rng.uniform(0.25, 1.75)
            leaps = int(np.clip(np.ceil(length / step.min()), 1, self.rule.most_leaps))
            stride = np.minimum(stride, length / leaps)
        momentum = self.rng.standard_normal(self.position.shape)
        kinetic = 0.5 * np.square(momentum).sum(axis=-1)
        position, value, gradient = self.position, self.value, self.gradient
        with np.errstate(all="ignore"):
            push = gradient @ self.root
            for _ in range(leaps):
                momentum = momentum + 0.5 * stride * push
                position = position + stride * (momentum @ np.swapaxes(self.root, 1, 2))
                value, gradient = self.log_density(position)
                push = gradient @ self.root
                momentum = momentum + 0.5 * stride * push
            gain = value - self.value + kinetic - 0.5 * np.square(momentum).sum(axis=-1)
            chance = np.where(np.isfinite(gain), np.exp(np.minimum(gain, 0.0)), 0.0)
        moves = self.rng.uniform(size=chance.shape) < chance
        self.position = np.where(moves[..., None], position, self.position)
        self.gradient = np.where(moves[..., None], gradient, self.gradient)
        self.value = np.where(moves, value, self.value)
        self.leaps += leaps
        self.paths += 1
        self.accepted += float(chance.mean())
        self.diverged += float((~(gain > -1000.0)).mean())
        return chance

    def sample(self, report: OnProgress, is_stopped: Callable[[], bool]) -> Samples:
        rule, kept = self.rule, list[Floats]()
        ess = spread = np.full(self.position.shape[::2], np.nan)
        share, enough, was_stopped = 0.0, False, False
        while not enough and not was_stopped and len(kept) < rule.most_draws:
            self.path(self.step)
            kept.append(self.position)
            was_stopped = is_stopped()
            if len(kept) % rule.draws_between_checks == 0 or was_stopped or len(kept) == rule.most_draws:
                if len(kept) < 4:
                    raise ClmError("response_curves.stopped_early")
                draws = np.stack(kept, axis=2)
                ess, spread = bulk_ess(np.moveaxis(draws, 3, 1)), r_hat(np.moveaxis(draws, 3, 1))
                enough = bool((ess >= rule.smallest_ess).all() and (spread < rule.largest_r_hat).all())
                share = 1.0 if enough else max(share, min(0.99, float(ess.min()) / rule.smallest_ess))
                report(0.3 + 0.7 * share, float(ess.min()), float(spread.max()))
        return Samples(
            draws=np.stack(kept, axis=2),
            ess=ess,
            r_hat=spread,
            acceptance=self.accepted / self.paths,
            diverged_share=self.diverged / self.paths,
            leaps=self.leaps,
            is_converged=enough,
            is_stopped=was_stopped and not enough,
        )


class _StepTuning:
    """Dual averaging of the logarithm of the step size towards the wanted acceptance, one a target or one a chain."""

    def __init__(self, step: Floats, acceptance: float, *, is_shared: bool) -> None:
        self.acceptance, self.is_shared, self.count = acceptance, is_shared, 0
        self.centre = np.log(10.0 * self.shared(step))
        self.error, self.mean_log = np.zeros_like(step), np.zeros_like(step)

    def shared(self, values: Floats) -> Floats:
        mean = values.mean(axis=1, keepdims=True) if self.is_shared else values
        return np.broadcast_to(mean, values.shape)

    def next_step(self, chance: Floats) -> Floats:
        """The step to try next, after paths with these chances of being accepted."""
        self.count += 1
        weight = 1.0 / (self.count + 10.0)
        self.error = (1.0 - weight) * self.error + weight * (self.acceptance - self.shared(chance))
        log_step = self.centre - np.sqrt(self.count) / 0.05 * self.error
        share = self.count**-0.75
        self.mean_log = share * log_step + (1.0 - share) * self.mean_log
        step: Floats = np.exp(log_step)
        return step

    @property
    def mean_step(self) -> Floats:
        step: Floats = np.exp(self.mean_log)
        return step
