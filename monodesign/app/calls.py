"""The interface below `/api/`: each topic's functions, asked and answered in JSON.

Topics load pandas, RDKit and the models, some seconds; pages are answered before that, and calls wait for it.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from functools import cache, partial
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as HttpRoute
from starlette.routing import Router

from monodesign.app.asked import FieldFault
from monodesign.app.context import Context
from monodesign.app.routes import Answer, Asked, Download, Route
from monodesign.app.security import refuse
from monodesign.errors import MonodesignError, UserError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

# Modules of this folder that have ROUTES.
TOPICS: Final = ("draw", "formulation", "job_calls", "campaigns", "rankings", "selection", "bench")
_LOADING: Final = Lock()


def load_topics() -> tuple[Route, ...]:
    """Return the routes of all topics; whoever asks while they are being loaded waits."""
    with _LOADING:
        return _load_topics()


@cache
def _load_topics() -> tuple[Route, ...]:
    modules = [import_module(f"monodesign.app.{topic}") for topic in TOPICS]
    return tuple(route for module in modules for route in module.ROUTES)


class Calls:
    """The application that answers calls; it runs no more of them at once than there are cores."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._router: Router | None = None
        # Calls compute, so that more at once than cores would only make each slower.
        self._limiter = CapacityLimiter(max(2, os.cpu_count() or 1))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if self._router is None:
            routes = await to_thread.run_sync(load_topics)
            self._router = Router([self._serve(route) for route in routes])
        await self._router(scope, receive, send)

    def _serve(self, route: Route) -> HttpRoute:
        endpoint = partial(_answer_call, route, self._context, self._limiter)
        return HttpRoute(f"/{route.path}", endpoint, methods=[route.method])


async def _answer_call(
    route: Route, context: Context, limiter: CapacityLimiter, request: Request
) -> Response:
    try:
        asked = await _read(request)
        answer = await to_thread.run_sync(route.answer, context, asked, limiter=limiter)
    except UserError as error:
        return refuse(400, str(error), field=error.field if isinstance(error, FieldFault) else "")
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
