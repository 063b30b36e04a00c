"""How a topic of the workbench answers: plain functions from what was asked to what JSON can hold.

A topic (`draw.py`, `formulation.py`…) knows nothing of HTTP: it lists its `ROUTES`, which `server.py` serves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from monodesign.app.context import Context

# What was asked: the query of a GET or the JSON object of a POST, with the path's own parts.
Asked: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file as an answer, to be saved by the browser and never shown or run by it.

    Attributes:
        name: What the file is called.
        content: Its bytes.
        media_type: Its kind, such as `text/csv`.
    """

    name: str
    content: bytes
    media_type: str


Answer: TypeAlias = "dict[str, Any] | list[Any] | Download"
Answering: TypeAlias = Callable[[Context, Asked], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address of the workbench's interface.

    Attributes:
        method: GET changes nothing; every change is a POST.
        path: Below `/api/`; `{name}` is a part that comes back in what was asked.
        answer: The function that answers. A `UserError` becomes one line with status 400.
    """

    method: Literal["GET", "POST"]
    path: str
    answer: Answering


def list_routes(
    *, get: Mapping[str, Answering] | None = None, post: Mapping[str, Answering] | None = None
) -> tuple[Route, ...]:
    """Return the routes of a topic from their paths and functions."""
    return (
        *(Route(method="GET", path=path, answer=answer) for path, answer in (get or {}).items()),
        *(Route(method="POST", path=path, answer=answer) for path, answer in (post or {}).items()),
    )
