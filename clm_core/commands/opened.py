"""The workspace that a command is about."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from clm_core.errors import ClmError
from clm_core.services.workspaces import Store, open_workspace, workspaces


@contextmanager
def opened_store(given: argparse.Namespace) -> Iterator[Store]:
    """The named workspace's records; without a name the only own one, or the sample where there is no own one.

    Raises ClmError when several own workspaces make the choice the user's.
    """
    store = open_workspace(given.home, given.workspace or _only_workspace(given))
    try:
        yield store
    finally:
        store.close()


def _only_workspace(given: argparse.Namespace) -> str:
    known = workspaces(given.home)
    own = [workspace for workspace in known if not workspace.is_sample] or list(known)
    if len(own) != 1:
        slugs = ", ".join(workspace.slug for workspace in known) or "–"
        raise ClmError("commands.which_workspace", known=slugs)
    return own[0].slug
