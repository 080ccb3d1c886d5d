"""Locks on the data folder. The system frees them when a process ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVING = "serving.lock"
"""Shared by all that serve the folder; a restoration takes it for itself."""
PREPARING = "preparing.lock"
"""Held by the one that prepares the folder."""
WORKING = "worker.lock"
"""Held by the background worker of the folder: there is one."""


class TakenError(Exception):
    """Another process holds the lock."""


@contextmanager
def locked(path: Path, *, shared: bool = False, wait: bool = True) -> Iterator[None]:
    """Hold a lock file; child processes that are forked meanwhile hold it too, until the last of them ends.

    Raises:
        TakenError: another process holds it, and ``wait`` is false.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(
                descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
            )
        except BlockingIOError:
            raise TakenError(str(path)) from None
        yield
    finally:
        os.close(descriptor)
