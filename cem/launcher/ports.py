"""Is the web's address free, and does the web answer there?"""

import http.client
import socket

from cem.launcher.refusals import LauncherError


def require_free(host: str, port: int) -> None:
    """Raise LauncherError with a hint if another program has the port."""
    if not 0 < port < 65536:
        raise LauncherError(f"CEM_PORT must be between 1 and 65535, not {port}.")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise LauncherError(f"CEM_HOST names no address of this machine: {host!r}.") from None
    family, kind, protocol, _, address = found[0]
    taken = LauncherError(f"Port {port} is taken by another program. Choose another one: CEM_PORT={port + 1} make run")
    if _answers(host, port):
        raise taken
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            raise LauncherError(
                f"Port {port} needs administrator rights. Choose one above 1023 with CEM_PORT."
            ) from None
        except OSError as error:
            raise taken from error


def web_status(host: str, port: int) -> int | None:
    """The status of the web's answer to a health question; None while there is no answer."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=30)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def reachable(host: str) -> str:
    """An address to knock at for a host that may mean all addresses."""
    return {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((reachable(host), port), timeout=1).close()
    except OSError:
        return False
    return True
