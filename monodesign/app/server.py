"""The workbench's server: pages, static files and the functions of each topic behind one guard."""

from __future__ import annotations

import logging
import threading
from functools import partial
from typing import TYPE_CHECKING, Final

from anyio import to_thread
from starlette.applications import Starlette
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount
from starlette.routing import Route as HttpRoute
from starlette.staticfiles import StaticFiles

from monodesign.app.calls import Calls, load_topics
from monodesign.app.context import Context
from monodesign.app.pages import LIBRARIES, PAGES, STATIC, Page, render_page
from monodesign.app.security import REPORTS, BodyTooLarge, Guard, Keys, refuse, too_large
from monodesign.errors import UserError
from monodesign.safe_files import is_own

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp


LOG: Final = logging.getLogger(__name__)


def build_app(context: Context, keys: Keys) -> ASGIApp:
    """Return the application.

    Args:
        context: The folder and what runs in it.
        keys: Who may ask.
    """
    pages = [HttpRoute(page.path, partial(_answer_page, page), methods=["GET"]) for page in PAGES]
    files = [
        HttpRoute("/state", partial(_answer_state, context), methods=["GET"]),
        HttpRoute(f"{REPORTS}{{name}}", partial(_answer_report, context), methods=["GET"]),
        Mount("/static/libraries", StaticFiles(directory=LIBRARIES)),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(
        routes=[Mount("/api", Calls(context)), *pages, *files],
        exception_handlers={404: _not_found, 405: _not_found, BodyTooLarge: _too_large, Exception: _fault},
    )
    return Guard(app, keys=keys)  # outside of everything, so that faults are answered under its policy too


def warm_up(context: Context) -> threading.Thread:
    """Load in the background what the first drawing needs, some seconds, and return the thread."""
    thread = threading.Thread(target=_warm_up, args=(context,), name="warm-up", daemon=True)
    thread.start()
    return thread


def _warm_up(context: Context) -> None:
    try:
        load_topics()
        from monodesign.app import draw, formulation  # topics, which pages need not wait for

        draw.warm_up()
    finally:  # what is missing then is said by the call that needs it
        context.is_warm.set()
    formulation.warm_up()


async def _answer_page(page: Page, _: Request) -> Response:
    return HTMLResponse(render_page(page))


async def _answer_state(context: Context, _: Request) -> Response:
    """Say at once, topics loaded or not, whether the models are loaded."""
    return JSONResponse({"is_warm": context.is_warm.is_set()})


async def _answer_report(context: Context, request: Request) -> Response:
    """Answer with a campaign's report, one file that asks for nothing else."""
    await to_thread.run_sync(load_topics)
    from monodesign.app.campaign_files import find_campaign  # as heavy as the topics

    try:
        path = find_campaign(context, request.path_params["name"]) / "report.html"
    except UserError as error:
        return refuse(404, str(error))
    if not is_own(path):
        return refuse(404, f"{path.parent.name}: no report yet; run the campaign, or monodesign report")
    return FileResponse(path, media_type="text/html")


async def _not_found(request: Request, _: Exception) -> Response:
    return refuse(404, f"{request.url.path[:80]}: no such address; start from the first page")


async def _too_large(_request: Request, _: Exception) -> Response:
    return too_large()


async def _fault(request: Request, error: Exception) -> Response:
    LOG.error("fault while answering %s", request.url.path, exc_info=error)
    return refuse(500, "a fault of monodesign; its terminal says more")
