"""Long work as jobs: each is a process of its own and writes the same files as the command.

A job goes on when the browser is closed, and when the workbench ends: its process reports to a file of the
workbench's folder, where the next workbench finds it. The process locks its report while it lives. Its work
is named by kind (`KINDS` in `job_process.py`).
"""

from __future__ import annotations

import builtins
import json
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from monodesign.app.files import interrupt
from monodesign.compute.locks import is_locked
from monodesign.errors import UserError
from monodesign.safe_files import is_own

MOST_RUNNING: Final = 4  # each may use all cores
_LONGEST_REPORT: Final = 10_000_000  # bytes of progress that are read
_MOST_KEPT: Final = 100  # reports of earlier jobs
_ABOUT: Final = ("job_id", "kind", "target", "title", "started_utc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A process at work.

    Attributes:
        job_id: Its name in addresses.
        kind: What it does, a key of `KINDS`.
        target: The file or folder it writes, as a name inside the workbench's folder.
        title: What it does, for the reader.
        started_utc: When it began, ISO 8601.
        process: The process; None where an earlier workbench started it.
        report: The file of its progress.
        was_stopped: Set once this workbench has interrupted it.
    """

    job_id: str
    kind: str
    target: str
    title: str
    started_utc: str
    process: subprocess.Popen[bytes] | None
    report: Path
    was_stopped: threading.Event = field(default_factory=threading.Event, init=False)

    @property
    def is_running(self) -> bool:
        """Whether its process lives."""
        return is_locked(self.report) if self.process is None else self.process.poll() is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """The jobs of a workbench's folder, the newest last.

    Attributes:
        folder: Where their reports lie.
    """

    folder: Path
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
            running = [job for job in self.list() if job.is_running]
            if any(job.target == target for job in running):
                raise UserError(f"{target}: being worked on; wait for it, or stop it")
            if len(running) >= MOST_RUNNING:
                raise UserError(f"{len(running)} jobs are running; wait for one, or stop one")
            self._drop_oldest()
            job = _start(kind, task, self.folder, target=target, title=title)
            self._jobs[job.job_id] = job
        return job

    def find(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            UserError: The name is not known.
        """
        for job in self.list():
            if job.job_id == job_id:
                return job
        raise UserError(f"{job_id[:40]!r}: no such job; reload the page")

    def list(self) -> tuple[Job, ...]:
        """Return all jobs, the newest last, those of earlier workbenches too."""
        for report in self._list_reports():
            if report.stem not in self._jobs and (job := _read_job(report)) is not None:
                self._jobs[job.job_id] = job
        return tuple(sorted(self._jobs.values(), key=lambda job: job.started_utc))

    def _list_reports(self) -> builtins.list[Path]:
        """Return the reports in the folder; none where the folder is a link."""
        if self.folder.is_symlink() or self.folder.parent.is_symlink():
            return []
        return [report for report in sorted(self.folder.glob("*.jsonl")) if is_own(report)]

    def _drop_oldest(self) -> None:
        """Forget the oldest jobs that have ended, so that reports do not fill the folder."""
        ended = [job for job in self.list() if not job.is_running]
        for job in ended[: max(0, len(ended) + 1 - _MOST_KEPT)]:
            job.report.unlink(missing_ok=True)
            del self._jobs[job.job_id]


def stop(job: Job) -> None:
    """Interrupt a job as Ctrl-C interrupts a command: finished work is kept."""
    if job.process is None:
        interrupt(job.report, name=job.title)
    elif job.process.poll() is None:
        job.was_stopped.set()
        job.process.send_signal(signal.SIGINT)


def describe_job(job: Job) -> dict[str, Any]:
    """Return a job's state as the page shows it.

    `state` is running, done, failed or stopped; `stages` holds what is done of each stage, in order; `result`
    is what it returned and `error` why it failed.
    """
    is_running = job.is_running
    stages: dict[str, dict[str, Any]] = {}
    end: dict[str, Any] = {}
    notes: list[str] = []
    for line in _read_report(job.report):
        if "stage" in line:
            stages[str(line["stage"])] = line
        elif "note" in line:
            notes.append(str(line["note"]))
        elif "state" in line:
            end = line
    state = "running" if is_running else end.get("state", _unsaid_end(job))
    if state == "failed" and "error" not in end:
        code = f" with code {job.process.returncode}" if job.process is not None else ""
        end["error"] = f"the process ended{code}; its results so far are kept, start it again"
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
        "error": "" if is_running else end.get("error", ""),
    }


def _unsaid_end(job: Job) -> str:
    """Return how a process ended that said nothing of it: an interrupt may come before it can hear one.

    While Python starts an interrupt ends it with code 1, as a fault does.
    """
    is_interrupted = job.process is not None and job.process.returncode == -signal.SIGINT
    return "stopped" if is_interrupted or job.was_stopped.is_set() else "failed"


def _start(kind: str, task: Mapping[str, Any], folder: Path, *, target: str, title: str) -> Job:
    about = {
        "job_id": secrets.token_hex(6), "kind": kind, "target": target, "title": title,
        "started_utc": datetime.now(UTC).isoformat(timespec="microseconds"),
    }  # fmt: skip
    if folder.is_symlink() or folder.parent.is_symlink():
        raise UserError(f"{folder}: passes through a link; remove the link")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{about['job_id']}.jsonl"
    with path.open("xb") as report:
        report.write(json.dumps(about, ensure_ascii=False).encode() + b"\n")
        report.flush()
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
    return Job(**about, process=process, report=path)


def _read_job(report: Path) -> Job | None:
    """Return the job that an earlier workbench started; None where a file is no report."""
    about = next(iter(_read_report(report)), {})
    texts = {name: str(about.get(name, "")) for name in _ABOUT}
    if not all(texts.values()) or texts["job_id"] != report.stem:
        return None
    return Job(**texts, process=None, report=report)


def _read_report(path: Path) -> list[dict[str, Any]]:
    """Return the lines that are finished."""
    try:
        with path.open("rb") as stream:
            text = stream.read(_LONGEST_REPORT).decode(errors="replace")
    except FileNotFoundError:  # somebody tidied up
        return []
    whole, _, _ = text.rpartition("\n")
    return [line for text in whole.splitlines() if isinstance(line := _read_line(text), dict)]


def _read_line(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None
