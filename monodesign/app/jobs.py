"""What takes longer than an answer: each job is a process, and writes the files that a command writes.

A job goes on when the browser is closed, and when the workbench ends: its process reports to a file. Its work
is named by kind (`KINDS` in `job_process.py`).
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from monodesign.errors import UserError

MOST_RUNNING: Final = 4  # each may use all cores
_LONGEST_REPORT: Final = 10_000_000  # bytes of progress that are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A process at work.

    Attributes:
        job_id: Its name in addresses.
        kind: What it does, a key of `KINDS`.
        target: The file or folder it writes, as a name inside the workbench's folder.
        title: What it does, for the reader.
        started_utc: When it began, ISO 8601.
        process: The process.
        report: The file of its progress.
    """

    job_id: str
    kind: str
    target: str
    title: str
    started_utc: str
    process: subprocess.Popen[bytes]
    report: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """The jobs that this workbench has started, the newest last."""

    _jobs: dict[str, Job] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, kind: str, task: Mapping[str, Any], *, target: str, title: str) -> Job:
        """Start a process.

        Args:
            kind: A key of `KINDS` in `job_process.py`.
            task: What it is given, as JSON can hold it.
            target: The file or folder it writes, as a name inside the workbench's folder.
            title: What it does, for the reader.

        Raises:
            UserError: One with that target is running, or too many are.
        """
        with self._lock:
            running = [job for job in self._jobs.values() if job.process.poll() is None]
            if any(job.target == target for job in running):
                raise UserError(f"{target}: being worked on; wait for it, or stop it")
            if len(running) >= MOST_RUNNING:
                raise UserError(f"{len(running)} jobs are running; wait for one, or stop one")
            job = _start(kind, task, target=target, title=title)
            self._jobs[job.job_id] = job
        return job

    def find(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            UserError: There is none of that name.
        """
        job = self._jobs.get(job_id)
        if job is None:
            raise UserError(f"{job_id[:40]!r}: no such job; reload the page")
        return job

    def list(self) -> tuple[Job, ...]:
        """Return all jobs, the newest last."""
        return tuple(self._jobs.values())


def stop(job: Job) -> None:
    """Interrupt a job as Ctrl-C interrupts a command: finished work is kept."""
    if job.process.poll() is None:
        job.process.send_signal(signal.SIGINT)


def describe_job(job: Job) -> dict[str, Any]:
    """Return a job's state as the page shows it.

    `state` is running, done, failed or stopped; `stages` holds what is done of each stage, in order; `result`
    is what it returned and `error` why it failed.
    """
    code = job.process.poll()
    stages: dict[str, dict[str, Any]] = {}
    end: dict[str, Any] = {}
    notes: list[str] = []
    for line in _read_report(job.report):
        if "stage" in line:
            stages[line["stage"]] = line
        elif "note" in line:
            notes.append(line["note"])
        else:
            end = line
    state = "running" if code is None else end.get("state", "failed")
    if state == "failed" and "error" not in end:
        end["error"] = f"the process ended with code {code}; its results so far are kept, start it again"
    return {
        "job_id": job.job_id,
        "kind": job.kind,
        "target": job.target,
        "title": job.title,
        "started_utc": job.started_utc,
        "state": state,
        "stages": list(stages.values()),
        "notes": notes,
        "result": end.get("result"),
        "error": end.get("error", "") if code is not None else "",
    }


def _start(kind: str, task: Mapping[str, Any], *, target: str, title: str) -> Job:
    job_id = secrets.token_hex(6)
    handle, name = tempfile.mkstemp(prefix=f"monodesign-{job_id}-", suffix=".jsonl")
    with os.fdopen(handle, "wb") as report:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and module; the task goes through stdin
            [sys.executable, "-m", "monodesign.app.job_process", kind],
            stdin=subprocess.PIPE,
            stdout=report,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the workbench's terminal ends the workbench only
        )
    assert process.stdin is not None
    with process.stdin as stream:
        stream.write(json.dumps(task).encode())
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Job(
        job_id=job_id, kind=kind, target=target, title=title, started_utc=now, process=process,
        report=Path(name),
    )  # fmt: skip


def _read_report(path: Path) -> list[dict[str, Any]]:
    """Return the lines that are finished."""
    with path.open("rb") as stream:
        text = stream.read(_LONGEST_REPORT).decode(errors="replace")
    whole, _, _ = text.rpartition("\n")
    return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]
