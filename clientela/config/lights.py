"""The embedded database runs while anybody uses it; the last one out stops it."""

import atexit
import fcntl
import os
from collections.abc import Callable

from clientela.config.embedded import Cluster

FILE = "in-use"


def turn_on(cluster: Cluster, say: Callable[[str], None]) -> None:
    """Start the database, and stop it when this command ends unless another command still uses it.

    Raises `EmbeddedError`.
    """
    cluster.start(say)
    handle = os.open(cluster.data_dir / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    atexit.register(_leave, cluster, handle)


def _leave(cluster: Cluster, handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    cluster.stop()
