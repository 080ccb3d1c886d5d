"""The address the portal listens on: taken once, before anything else is done, and handed to the web processes."""

import errno
import socket

from agathe.kernel import AgatheError, Text, system_reason

BACKLOG = 512
"""Visitors who may wait while the processes are busy or start again."""
NEAR = 50
"""Ports tried after the one that was taken, to name a free one."""
EVERYWHERE = ("0.0.0.0", "::", "")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on an address of this machine.

    Raises:
        AgatheError: the port is taken or forbidden, or the address is not one of this machine.
    """
    try:
        return _socket(host, port)
    except OSError as error:
        raise AgatheError(_why(error, host, port)) from None


def address(host: str, port: int) -> str:
    """What people type to reach it from this machine."""
    shown = "localhost" if host in (*EVERYWHERE, *LOOPBACK) else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


def _socket(host: str, port: int) -> socket.socket:
    if ":" in host:
        return socket.create_server(
            (host, port), family=socket.AF_INET6, backlog=BACKLOG, dualstack_ipv6=host == "::"
        )
    return socket.create_server((host, port), backlog=BACKLOG)


def _why(error: OSError, host: str, port: int) -> Text:
    if error.errno == errno.EADDRINUSE:
        free = next((near for near in range(port + 1, min(port + NEAR, 65536)) if _is_free(host, near)), 0)
        return Text(
            f"le port {port} est déjà pris, peut-être par Agathe elle-même : essayez agathe serve --port {free}",
            f"port {port} is taken already, perhaps by Agathe itself: try agathe serve --port {free}",
        )
    if error.errno == errno.EACCES:
        return Text(
            f"le port {port} est réservé à l'administrateur de la machine : prenez un numéro au-dessus de 1023",
            f"port {port} is kept for the administrator of the machine: take a number above 1023",
        )
    reason = system_reason(error)
    return Text(
        f"« {host} » n'est pas une adresse de cette machine ({reason.fr}) : --host attend par exemple 127.0.0.1",
        f"“{host}” is not an address of this machine ({reason.en}): --host takes for instance 127.0.0.1",
    )


def _is_free(host: str, port: int) -> bool:
    try:
        _socket(host, port).close()
    except OSError:
        return False
    return True
