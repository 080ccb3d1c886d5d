"""The web processes: gunicorn with the portal loaded before it forks, so that they share the knowledge base in memory."""

import gc
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

THREADS = 4
"""Requests that a process answers at the same time."""


class Portal(BaseApplication):  # type: ignore[misc]
    """The portal as gunicorn wants it.

    Args:
        options: settings of gunicorn.
    """

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__(prog="agathe")

    def load_config(self) -> None:
        """Give gunicorn its settings; no file and no variable is read."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        """The application."""
        from agathe_web.wsgi import application

        return application


def serve(listener: socket.socket, workers: int) -> None:
    """Answer requests until the process is asked to stop."""
    gc.collect()
    gc.freeze()  # what is loaded stays in pages shared by all processes
    memory = Path("/dev/shm")
    Portal(
        {
            "bind": f"fd://{listener.detach()}",
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 15,
            "loglevel": "warning",
            "control_socket_disable": True,
            # The heartbeat of the processes must not wait for a disk.
            "worker_tmp_dir": str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else None,
            "umask": 0o077,
            "limit_request_fields": 60,
        }
    ).run()
