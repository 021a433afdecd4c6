"""Learning on one core: on a busy server several threads wait for each other longer than they compute."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """Until its end scikit-learn and NumPy's products use one thread.

    Fits of a few thousand leads take a tenth of a second on one core, and thirty times as long on two that others
    use too. Sums no longer depend on the number of cores either.
    """
    # What is not loaded yet cannot be limited; loading takes a second, and most pages never learn.
    import sklearn.ensemble
    import sklearn.linear_model  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
