"""Energies and gradients behind one narrow protocol: the only doors to xtb-python, tblite and PySCF."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import Literal

from monodesign.engines.base import Engine, Method
from monodesign.engines.fake import FakeEngine
from monodesign.engines.tblite import TbliteEngine
from monodesign.engines.xtb import XtbEngine
from monodesign.errors import UnknownName

EngineName = Literal["default", "xtb", "tblite", "fake"]


@cache
def load_engine(name: EngineName = "default") -> Engine:
    """Return the engine of that name; `default` is tblite.

    The package behind an engine is imported when its first calculation is prepared.

    Raises:
        UnknownName: There is no such engine, or its package is not installed.
    """
    if name in {"xtb", "tblite"} and find_spec(name) is None:
        raise UnknownName(f"engine {name!r} is not installed: `pip install {name}`, or use another engine")
    if name == "xtb":
        return XtbEngine()
    if name in {"default", "tblite"}:
        return TbliteEngine()
    if name == "fake":
        return FakeEngine()
    raise UnknownName(f"no engine {name!r}; choose from default, xtb, tblite, fake")


def load_engine_for(method: Method, *, preferred: Engine) -> Engine:
    """Return the preferred engine if it knows the method, else tblite, which knows them all."""
    return preferred if method in preferred.methods else load_engine("tblite")
