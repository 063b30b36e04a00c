"""What a page asks about jobs: list them, show the progress of one, stop one."""

from __future__ import annotations

from typing import Any, Final

from monodesign.app.asked import text_of
from monodesign.app.context import Context
from monodesign.app.jobs import describe_job, stop
from monodesign.app.routes import Asked, list_routes


def _list(context: Context, _: Asked) -> list[Any]:
    return [describe_job(job) for job in context.jobs.list()]


def _show(context: Context, asked: Asked) -> dict[str, Any]:
    return describe_job(context.jobs.find(text_of(asked, "job_id")))


def _stop(context: Context, asked: Asked) -> dict[str, Any]:
    job = context.jobs.find(text_of(asked, "job_id"))
    stop(job)
    return describe_job(job)


ROUTES: Final = list_routes(
    get={
        "jobs": _list,
        "jobs/{job_id}": _show,
    },
    post={
        "jobs/{job_id}/stop": _stop,
    },
)
