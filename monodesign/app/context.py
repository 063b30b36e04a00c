"""What every call of the workbench may use: its folder, the jobs that run, and the loaded model."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from monodesign.app.files import locate
from monodesign.app.jobs import Jobs
from monodesign.errors import UserError

if TYPE_CHECKING:
    from monodesign.surrogate.trained import Surrogate

# Campaigns lie beside each other in the folder; the workbench's own files lie in this one.
OWN_FOLDER = "workbench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One running workbench.

    Attributes:
        folder: The folder it may read and write, resolved.
        jobs: What runs in the background.
        is_warm: Set when models are loaded; calls that need one wait for it rather than load it twice.
    """

    folder: Path
    jobs: Jobs = field(init=False)
    is_warm: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Look for jobs in the workbench's own folder."""
        object.__setattr__(self, "jobs", Jobs(folder=self.folder / OWN_FOLDER / "jobs"))

    def locate(self, name: str) -> Path:
        """Return the path of a name inside the folder.

        Raises:
            UserError: It leads out of the folder, or through a link.
        """
        return locate(self.folder, name)

    def load_model(self, name: str = "default") -> Surrogate:
        """Return a conductivity model, once the models that are being loaded are."""
        self.is_warm.wait()
        return load_kept_model(name)


def load_kept_model(name: str) -> Surrogate:
    """Return a conductivity model; the process keeps those it has loaded, until their file changes."""
    from monodesign.surrogate.storage import FILE_NAME, find_model  # so heavy that pages would wait for it

    status = (find_model(name) / FILE_NAME).stat()
    return _load(name, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _load(name: str, _changed_ns: int, _size: int) -> Surrogate:
    from monodesign.surrogate.storage import load_model

    return load_model(name)


def open_context(folder: Path) -> Context:
    """Return the context of a folder, which is made where it is missing; models are not loaded yet.

    Raises:
        UserError: It cannot be made, or is a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder}: cannot be used as a folder ({error.strerror}); name another") from error
    return Context(folder=folder.resolve())
