"""The workbench's server: pages, static files and the functions of each topic behind one guard."""

from __future__ import annotations

import json
import logging
import math
import os
import threading
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount
from starlette.routing import Route as HttpRoute
from starlette.staticfiles import StaticFiles

from monodesign.app import bench, campaigns, draw, formulation, job_calls, rankings, selection
from monodesign.app.campaign_files import find_campaign
from monodesign.app.context import Context
from monodesign.app.pages import LIBRARIES, PAGES, STATIC, Page, render_page
from monodesign.app.routes import Answer, Asked, Download, Route
from monodesign.app.security import REPORTS, BodyTooLarge, Guard, Keys, refuse, too_large
from monodesign.errors import MonodesignError, UserError
from monodesign.safe_files import is_own

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp


LOG: Final = logging.getLogger(__name__)
# Each topic's own; a new topic is a module with ROUTES, and a line here.
TOPICS: Final = (
    draw.ROUTES, formulation.ROUTES, job_calls.ROUTES, campaigns.ROUTES, rankings.ROUTES, selection.ROUTES,
    bench.ROUTES,
)  # fmt: skip


def build_app(context: Context, keys: Keys) -> ASGIApp:
    """Return the application.

    Args:
        context: The folder and what runs in it.
        keys: Who may ask.
    """
    # Calls compute, so that more at once than cores would only make each slower.
    limiter = CapacityLimiter(max(2, os.cpu_count() or 1))
    calls = [_http_route(route, context, limiter) for topic in TOPICS for route in topic]
    pages = [HttpRoute(page.path, partial(_answer_page, page), methods=["GET"]) for page in PAGES]
    files = [
        HttpRoute(f"{REPORTS}{{name}}", partial(_answer_report, context), methods=["GET"]),
        Mount("/static/libraries", StaticFiles(directory=LIBRARIES)),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(
        routes=[*calls, *pages, *files],
        exception_handlers={404: _not_found, 405: _not_found, BodyTooLarge: _too_large, Exception: _fault},
    )
    return Guard(app, keys=keys)  # outside of everything, so that faults are answered under its policy too


def warm_up(context: Context) -> threading.Thread:
    """Load in the background what the first drawing needs, some seconds, and return the thread."""
    thread = threading.Thread(target=draw.warm_up, args=(context,), name="warm-up", daemon=True)
    thread.start()
    return thread


def _http_route(route: Route, context: Context, limiter: CapacityLimiter) -> HttpRoute:
    endpoint = partial(_answer_call, route, context, limiter)
    return HttpRoute(f"/api/{route.path}", endpoint, methods=[route.method])


async def _answer_page(page: Page, _: Request) -> Response:
    return HTMLResponse(render_page(page))


async def _answer_report(context: Context, request: Request) -> Response:
    """Answer with a campaign's report, one file that asks for nothing else."""
    try:
        path = find_campaign(context, request.path_params["name"]) / "report.html"
    except UserError as error:
        return refuse(404, str(error))
    if not is_own(path):
        return refuse(404, f"{path.parent.name}: no report yet; run the campaign, or monodesign report")
    return FileResponse(path, media_type="text/html")


async def _answer_call(
    route: Route, context: Context, limiter: CapacityLimiter, request: Request
) -> Response:
    try:
        asked = await _read(request)
        answer = await to_thread.run_sync(route.answer, context, asked, limiter=limiter)
    except UserError as error:
        return refuse(400, str(error))
    except (MonodesignError, OSError) as error:
        return refuse(500, str(error))
    return _respond(answer)


async def _read(request: Request) -> Asked:
    """Return what was asked: the query or the JSON object, and the parts of the path.

    Raises:
        UserError: The body is no JSON object.
    """
    parts = dict(request.path_params)
    if request.method != "POST":
        return {**request.query_params, **parts}
    body = await request.body()
    try:
        asked = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise UserError("body: not JSON; send a JSON object") from error
    if not isinstance(asked, dict):
        raise UserError("body: not a JSON object; send one in braces")
    return {**asked, **parts}


def _respond(answer: Answer) -> Response:
    if isinstance(answer, Download):
        kept = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(answer.name)}"}
        return Response(answer.content, media_type=answer.media_type, headers=kept)
    return JSONResponse(plain(answer))


def plain(value: Any) -> Any:  # noqa: ANN401  # anything that JSON can hold
    """Return a value as JSON can hold it: NaN and infinity become None, NumPy's numbers Python's."""
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


async def _not_found(request: Request, _: Exception) -> Response:
    return refuse(404, f"{request.url.path[:80]}: no such address; start from the first page")


async def _too_large(_request: Request, _: Exception) -> Response:
    return too_large()


async def _fault(request: Request, error: Exception) -> Response:
    LOG.error("fault while answering %s", request.url.path, exc_info=error)
    return refuse(500, "a fault of monodesign; its terminal says more")
