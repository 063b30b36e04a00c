"""Who may ask the workbench for what: host, origin, key and size of every request, and the pages' policies.

The page is on the user's own machine, where any web page that the user has open could try to reach it. So
each request must name this server as its host (a name that was rebound to 127.0.0.1 does not), carry the
cookie that the opened address was exchanged for, and, where it can change something, come from our own pages.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, JSONResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES: Final = 1_000_000  # of a request's body; no call of the workbench needs a tenth of it
SKETCHER: Final = "/static/sketcher/"
_OPEN: Final = (
    "/static/",
)  # files that everybody has who has monodesign; the sketcher's frame sends no cookie
_WILDCARDS: Final = ("0.0.0.0", "::")  # noqa: S104  # what `--host` may name, never a default
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
# The sketcher evaluates its own code and writes styles in place. Its frame is sandboxed: it has no origin and
# no cookie, and reaches nothing but its own files.
_SKETCHER_POLICY: Final = (
    "sandbox allow-scripts; default-src 'none'; script-src {origin} 'unsafe-inline' 'unsafe-eval'; "
    "style-src {origin} 'unsafe-inline'; img-src {origin} data:; frame-ancestors {origin}"
)
# A report runs its own scripts, named by hash in the page itself. It has no origin and no cookie here.
REPORTS: Final = "/reports/"
_REPORT_POLICY: Final = (
    "sandbox allow-scripts allow-downloads allow-popups; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-ancestors {origin}"
)
_ENTRANCE: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>monodesign</title>
<link rel="icon" href="data:,">
<meta http-equiv="refresh" content="0;url=/"><p>Opening the <a href="/">workbench</a>…</p></html>"""
_LOCKED: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>monodesign: locked</title>
<link rel="icon" href="data:,">
<h1>This workbench is locked</h1><p>Open the whole address that <code>monodesign app</code> printed in its
terminal; it ends in a key. A browser keeps the key until it is closed.</p></html>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The secrets of one running workbench, made at its start.

    Attributes:
        host: The host it listens on.
        port: Its port.
        token: In the address that the terminal shows.
        tickets: Each opens the workbench once: in the address that is given to the browser, which other users
            of the machine could see among its processes.
        session: The cookie's value.
    """

    host: str
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    tickets: set[str] = field(default_factory=set)

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers share cookies between the ports of a host."""
        return f"monodesign_{self.port}"

    def add_ticket(self) -> str:
        """Return a key that opens the workbench once."""
        ticket = secrets.token_urlsafe(24)
        self.tickets.add(ticket)
        return ticket

    def admits(self, key: str) -> bool:
        """Return whether a key opens the workbench; a ticket is used up."""
        if _equal(key, self.token):
            return True
        if key in self.tickets:
            self.tickets.discard(key)
            return True
        return False

    def knows_host(self, host: str) -> bool:
        """Return whether a `Host` header names this server."""
        name, _, port = host.rpartition(":")
        if port != str(self.port):
            return False
        name = name.removeprefix("[").removesuffix("]").lower()
        if self.host in _WILDCARDS:  # any address of the machine, but no name: those can be rebound
            return name == "localhost" or _is_address(name)
        return name in {"localhost", "127.0.0.1", "::1", self.host.lower()}


class Guard:
    """Refuses requests that are not from the workbench's own pages; it stands before everything else."""

    def __init__(self, app: ASGIApp, *, keys: Keys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request and hand it on, or answer why not."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        send = _with_policy(send, scope)
        if (refusal := self._refuse(scope)) is not None:
            await refusal(scope, receive, send)
            return
        await self._app(scope, _limited(receive), send)

    def _refuse(self, scope: Scope) -> Response | None:
        """Return the answer to a request that is not let through."""
        headers = Headers(scope=scope)
        if not self._keys.knows_host(headers.get("host", "")):
            return refuse(
                421, "Host: not this server's address; open the address that monodesign app printed"
            )
        if scope["method"] not in {"GET", "HEAD", "POST"}:
            return refuse(405, f"{scope['method'][:20]}: unknown method; use GET or POST")
        if key := self._key_in(scope):
            return self._admit(key)
        path = scope["path"]
        if path.startswith(_OPEN) and scope["method"] != "POST":
            return None
        if not _equal(_read_cookie(headers, self._keys.cookie), self._keys.session):
            return _locked(path)
        return _refuse_writing(headers) if scope["method"] == "POST" else None

    def _key_in(self, scope: Scope) -> str:
        if scope["path"] != "/" or scope["method"] != "GET":
            return ""
        return parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]

    def _admit(self, key: str) -> Response:
        """Exchange a key for the cookie, and leave the address that holds it.

        A page that moves on by itself, not a redirect: a strict cookie is not sent on a redirect that another
        site's link began.
        """
        if not self._keys.admits(key):
            return _locked("/")
        response = HTMLResponse(_ENTRANCE)
        response.set_cookie(self._keys.cookie, self._keys.session, httponly=True, samesite="strict", path="/")
        return response


def refuse(status: int, message: str, *, field: str = "") -> Response:
    """Return a refusal of one line, and which value of what was asked it is about, if one."""
    named = {"field": field} if field else {}
    return JSONResponse({"error": " ".join(message.split()), **named}, status_code=status)


def _locked(path: str) -> Response:
    if path.startswith("/api/"):
        return refuse(403, "no key: open the address that monodesign app printed in its terminal")
    return HTMLResponse(_LOCKED, status_code=403)


def _refuse_writing(headers: Headers) -> Response | None:
    """Refuse what may change something unless one of our own pages sent it, as JSON of a usual size."""
    if headers.get("origin") != f"http://{headers['host']}":
        return refuse(403, "Origin: not one of the workbench's pages; nothing was changed")
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return refuse(403, "Sec-Fetch-Site: not same-origin; nothing was changed")
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return refuse(415, "Content-Type: not application/json; send JSON")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 9 or int(length) > MOST_BYTES:
        return too_large()
    return None


def too_large() -> Response:
    """Return the answer to a body above the limit."""
    return refuse(413, f"request too large; send at most {MOST_BYTES // 1000} kB")


class BodyTooLarge(Exception):
    """A request's body went on beyond the limit."""


def _limited(receive: Receive) -> Receive:
    """Count the bytes of a body whose length the headers did not say."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            raise BodyTooLarge
        return message

    return counted


def _with_policy(send: Send, scope: Scope) -> Send:
    """Add to every answer what a browser may do with it."""
    host = Headers(scope=scope).get("host", "")
    is_sketcher = scope["path"].startswith(SKETCHER)
    policy = _SKETCHER_POLICY.format(origin=f"http://{host}") if is_sketcher else _POLICY
    if scope["path"].startswith(REPORTS):
        policy = _REPORT_POLICY.format(origin=f"http://{host}")

    async def with_policy(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_sketcher else "same-origin"
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return with_policy


def _read_cookie(headers: Headers, name: str) -> str:
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return cookie.value if cookie else ""


def _equal(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode(), secret.encode())


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
