"""Draws from a posterior by Hamiltonian Monte Carlo, many chains and many independent targets in one batch.

Every leapfrog step evaluates the gradient of all chains of all targets at once with array operations, which is why
many short chains cost little more than one. A target that is known well enough leaves the batch, so that the hardest
one does not cost what all of them would. Warm-up learns, per target, the covariance of the parameters (pooled over
the chains, so that few steps suffice) and the step size (dual averaging, Hoffman and Gelman 2014). The length of each
path is drawn anew, so that no direction is met at the same phase again and again.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clm_core.analysis.response_curves.convergence import bulk_ess, r_hat
from clm_core.errors import ClmError
from clm_core.response_curves import Floats

LogDensity = Callable[[Floats], tuple[Floats, Floats]]
"""Positions, targets × chains × parameters, to log density, targets × chains, and gradient in the positions' shape."""

ForTargets = Callable[[npt.NDArray[np.intp]], LogDensity]
"""The density of some of the targets alone, by their places in the whole batch."""

OnProgress = Callable[[float, float, float], None]
"""Called with the share done (0 to 1), the smallest effective sample size and the largest R̂ (NaN in warm-up)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingRule:
    """When the sampler stops, and how it moves.

    A target is done when every parameter of it has a bulk effective sample size of ``smallest_ess`` and an R̂ below
    ``largest_r_hat``; what is not done at ``most_draws`` a chain has not converged. It is looked at after
    ``first_check`` draws and then whenever they have grown by ``check_growth``: a look at all draws so far costs in
    proportion to them, and more than making a few new ones. ``warm_up`` are the windows after each of which the
    covariance is learned anew, in steps. ``path`` is the mean length of a path in standard deviations.
    ``learning_leaps`` bound the paths of warm-up, in which steps are tried that are far too small.
    """

    chains: int = 16
    warm_up: tuple[int, ...] = (40, 60, 100)
    first_check: int = 100
    check_growth: float = 1.3
    most_draws: int = 3000
    smallest_ess: float = 400.0
    largest_r_hat: float = 1.02
    acceptance: float = 0.8
    path: float = 1.6
    most_leaps: int = 128
    learning_leaps: int = 16
    first_leaps: int = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """Draws of each target, chains × draws × parameters, and what is known of their quality, targets × parameters.

    Targets have as many draws as they needed. ``leaps`` counts the gradients evaluated, each for all chains of the
    targets that were not yet done. ``diverged_share`` of all paths ran
    away: where it is not nearly 0, a part of the posterior was not reached.
    """

    draws: tuple[Floats, ...]
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
    for_targets: ForTargets | None = None,
    on_progress: OnProgress | None = None,
    is_stopped: Callable[[], bool] | None = None,
) -> Samples:
    """Draws until they suffice. ``start``, targets × chains × parameters, should lie wider than the posterior.

    With ``for_targets`` those that are done are drawn no more; without it all go on until the last is done.
    ``is_stopped`` is asked after every path; stopped after warm-up, what there is comes back with ``is_stopped``.
    Same arguments and seed, same draws. Raises ClmError where it is stopped before there are four draws a chain.
    """
    run = _Run(log_density, start, np.random.default_rng(seed), rule or SamplingRule())
    stopped = is_stopped or (lambda: False)
    report = on_progress or (lambda share, ess, spread: None)
    run.warm_up(lambda share: report(0.3 * share, np.nan, np.nan), stopped)
    return run.sample(_Kept(run.rule, start), for_targets, report, stopped)


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
        self.accepted, self.diverged, self.ends, self.leaps = 0.0, 0.0, 0, 0

    def warm_up(self, report: Callable[[float], None], is_stopped: Callable[[], bool]) -> None:
        total, done = sum(self.rule.warm_up), 0
        for place, window in enumerate(self.rule.warm_up):
            # At first chains are far from where they belong, each in a landscape of its own: each has its own step.
            is_first, is_last = place == 0, place == len(self.rule.warm_up) - 1
            tuning = _StepTuning(self.step, self.rule.acceptance, is_shared=not is_first)
            first = self.rule.first_leaps if is_first else None
            seen: list[Floats] = []
            for _ in range(window):
                self.step = tuning.next_step(self.path(self.step, self.rule.learning_leaps, first))
                seen.append(self.position)
                done += 1
                report(done / total)
                if is_stopped():
                    raise ClmError("response_curves.stopped_early")
            self.step = tuning.mean_step
            if not is_last:
                # The first half of a window may still be on its way to where the posterior is.
                self.learn_covariance(np.concatenate(seen[window // 2 :], axis=1))
        self.accepted, self.diverged, self.ends = 0.0, 0.0, 0

    def learn_covariance(self, seen: Floats) -> None:
        """The coordinates in which the positions seen, targets × draws × parameters, are round."""
        count, parameters = seen.shape[1:]
        centred = seen - seen.mean(axis=1, keepdims=True)
        covariance = np.swapaxes(centred, 1, 2) @ centred / (count - 1)
        variances = np.einsum("mii->mi", covariance)
        covariance *= count / (count + 5.0)
        covariance += np.eye(parameters) * (1e-9 + variances * 5.0 / (count + 5.0))[:, None, :]
        self.root = np.linalg.cholesky(covariance)

    def path(self, step: Floats, most_leaps: int, leaps: int | None = None) -> Floats:
        """Moves all chains along one path and returns their chances of being accepted, targets × chains.

        Without ``leaps`` each takes as many as its own step needs for the path's length; who is there first waits.
        """
        longest, stride, count = leaps or 1, step, np.full(step.shape, leaps or 1)
        if leaps is None:
            length = self.rule.path * self.rng.uniform(0.25, 1.75)
            count = np.clip(np.ceil(length / step), 1, most_leaps).astype(np.int64)
            longest, stride = int(count.max()), np.minimum(step, length / count)
        momentum = self.rng.standard_normal(self.position.shape)
        kinetic = 0.5 * np.square(momentum).sum(axis=-1)
        position, value, gradient = self.position, self.value, self.gradient
        with np.errstate(all="ignore"):
            push = gradient @ self.root
            for leap in range(longest):
                onward = np.where(leap < count, stride, 0.0)[..., None]
                momentum = momentum + 0.5 * onward * push
                position = position + onward * (momentum @ np.swapaxes(self.root, 1, 2))
                value, gradient = self.log_density(position)
                push = gradient @ self.root
                momentum = momentum + 0.5 * onward * push
            gain = value - self.value + kinetic - 0.5 * np.square(momentum).sum(axis=-1)
            chance = np.where(np.isfinite(gain), np.exp(np.minimum(gain, 0.0)), 0.0)
        moves = self.rng.uniform(size=chance.shape) < chance
        self.position = np.where(moves[..., None], position, self.position)
        self.gradient = np.where(moves[..., None], gradient, self.gradient)
        self.value = np.where(moves, value, self.value)
        self.leaps += longest
        self.ends += chance.size
        self.accepted += float(chance.sum())
        self.diverged += float((~(gain > -1000.0)).sum())
        return chance

    def sample(
        self, kept: "_Kept", for_targets: ForTargets | None, report: OnProgress, is_stopped: Callable[[], bool]
    ) -> Samples:
        was_stopped = False
        while not kept.is_enough and not was_stopped and kept.count < self.rule.most_draws:
            self.path(self.step, self.rule.most_leaps)
            kept.add(self.position)
            was_stopped = is_stopped()
            if not kept.is_due and not was_stopped:
                continue
            if kept.count < 4:
                raise ClmError("response_curves.stopped_early")
            is_open = kept.look()
            report(0.3 + 0.7 * kept.share, float(kept.ess.min()), float(kept.r_hat.max()))
            if for_targets is not None and is_open.any() and not is_open.all():
                kept.close(~is_open)
                self.log_density = for_targets(kept.open)
                self.position, self.value, self.gradient = (
                    one[is_open] for one in (self.position, self.value, self.gradient)
                )
                self.root, self.step = self.root[is_open], self.step[is_open]
        kept.close(np.ones(len(kept.open), dtype=np.bool_))
        return Samples(
            draws=tuple(kept.closed[target] for target in range(len(kept.ess))),
            ess=kept.ess,
            r_hat=kept.r_hat,
            acceptance=self.accepted / self.ends,
            diverged_share=self.diverged / self.ends,
            leaps=self.leaps,
            is_converged=kept.is_enough,
            is_stopped=was_stopped and not kept.is_enough,
        )


class _Kept:
    """The draws so far: of targets that are done as they were then, of those still open as they come."""

    def __init__(self, rule: SamplingRule, start: Floats) -> None:
        self.rule, self.next_check = rule, min(rule.first_check, rule.most_draws)
        self.ess, self.r_hat = (np.full(start.shape[::2], np.nan) for _ in range(2))
        self.open = np.arange(len(start))
        self.closed: dict[int, Floats] = {}
        self.paths: list[Floats] = []
        self.share, self.is_enough = 0.0, False

    @property
    def count(self) -> int:
        return len(self.paths)

    @property
    def is_due(self) -> bool:
        return self.count >= self.next_check

    def add(self, position: Floats) -> None:
        self.paths.append(position)

    def look(self) -> npt.NDArray[np.bool_]:
        """Judges the open targets anew, and says which of them need more draws."""
        rule, by_chain = self.rule, np.stack(self.paths, axis=3).swapaxes(1, 2)
        self.ess[self.open], self.r_hat[self.open] = bulk_ess(by_chain), r_hat(by_chain)
        is_known = (self.ess >= rule.smallest_ess) & (self.r_hat < rule.largest_r_hat)
        is_done: npt.NDArray[np.bool_] = np.asarray(is_known.all(axis=1))
        self.is_enough = bool(is_done.all())
        found = float(self.ess.min()) / rule.smallest_ess
        self.share = 1.0 if self.is_enough else max(self.share, min(0.99, found))
        grown = max(self.count + 1, int(np.ceil(self.count * rule.check_growth)))
        self.next_check = min(grown, rule.most_draws)
        is_open: npt.NDArray[np.bool_] = ~is_done[self.open]
        return is_open

    def close(self, which: npt.NDArray[np.bool_]) -> None:
        """Puts the draws of these open targets aside."""
        for target, place in zip(self.open[which], np.flatnonzero(which), strict=True):
            self.closed[int(target)] = np.stack([path[place] for path in self.paths], axis=1)
        self.open = self.open[~which]
        self.paths = [path[~which] for path in self.paths]


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
