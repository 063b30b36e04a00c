"""Start the workbench: a socket on this machine, its keys, the server, and a browser."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monodesign.app.context import open_context
from monodesign.app.security import Keys
from monodesign.app.server import build_app, warm_up
from monodesign.errors import UserError

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp


LOOPBACK: Final = "127.0.0.1"
PORT: Final = 8650
_NEEDED: Final = ("starlette", "uvicorn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """Where a workbench answers.

    Attributes:
        address: Holds the key; opens the workbench as often as it is used.
        once: Opens it one time, for the browser that we start.
        is_open: Whether other machines reach it.
    """

    address: str
    once: str
    is_open: bool


def serve(
    folder: Path,
    *,
    host: str = LOOPBACK,
    port: int | None = None,
    has_browser: bool = True,
    on_start: Callable[[Started], None],
) -> None:
    """Serve the workbench until it is interrupted.

    Args:
        folder: What it reads and writes; made where it is missing.
        host: The address to listen on; others than loopback are reached by other machines.
        port: The port; the usual one, or any other that is free, without it.
        has_browser: Whether to open a browser.
        on_start: Told where it answers, as soon as it does.

    Raises:
        UserError: The extra `app` is missing, the folder cannot be used, or the port is taken.
    """
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise UserError(f"the workbench needs {' and '.join(missing)}: pip install 'monodesign[app]'")
    context = open_context(folder)
    listener = _listen(host, port)
    keys = Keys(host=host, port=listener.getsockname()[1])
    server = _make_server(build_app(context, keys))
    started = _describe(keys)

    def begin() -> None:
        on_start(started)
        if has_browser:
            webbrowser.open(started.once)
        warm_up(context)

    threading.Thread(target=_once_started, args=(server, begin), daemon=True).start()
    with listener:
        server.run(sockets=[listener])


def _describe(keys: Keys) -> Started:
    """Return the addresses of a workbench that listens."""
    shown = LOOPBACK if keys.host in {"0.0.0.0", "::"} else keys.host  # noqa: S104  # what --host may name
    place = f"http://{f'[{shown}]' if ':' in shown else shown}:{keys.port}/?token="
    return Started(
        address=place + keys.token,
        once=place + keys.add_ticket(),
        is_open=keys.host not in {LOOPBACK, "localhost", "::1"},
    )


def _listen(host: str, port: int | None) -> socket.socket:
    """Return a socket that listens.

    Raises:
        UserError: The host is unknown, or the port is taken.
    """
    wanted = [PORT, 0] if port is None else [port]
    for number in wanted:
        try:
            family = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0][0]
            return socket.create_server((host, number), family=family, backlog=128)
        except socket.gaierror as error:
            raise UserError(f"--host {host}: unknown; name an address of this machine") from error
        except (OSError, OverflowError) as error:
            if number == wanted[-1]:
                raise UserError(f"port {number} of {host}: {_reason(error)}; give another --port") from error
    raise AssertionError("unreachable")


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _make_server(app: ASGIApp) -> uvicorn.Server:
    """Return a server for few users: no log of requests, which would hold what was drawn."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        http="h11",
        ws="none",
        lifespan="off",
        limit_concurrency=200,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def _once_started(server: uvicorn.Server, begin: Callable[[], None]) -> None:
    """Wait until the server answers, then call a function."""
    wait = threading.Event().wait
    while not server.started:
        if server.should_exit:
            return
        wait(0.01)
    begin()
