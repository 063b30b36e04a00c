"""Energies and gradients behind one narrow protocol: the only doors to xtb-python, tblite and PySCF."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from monodesign.errors import UnknownName

if TYPE_CHECKING:
    from monodesign.engines.base import Engine, Method

EngineName = Literal["default", "xtb", "tblite", "fake"]


@cache
def load_engine(name: EngineName = "default") -> Engine:
    """Return the engine of that name; `default` is xtb-python where it is installed, else tblite.

    The package behind an engine is imported when its first calculation is prepared.

    Raises:
        UnknownName: There is no such engine, or its package is not installed.
    """
    from importlib.util import find_spec

    if name == "default":
        name = "xtb" if find_spec("xtb") else "tblite"
    if name in {"xtb", "tblite"} and find_spec(name) is None:
        raise UnknownName(f"engine {name!r} is not installed: `pip install {name}`, or use another engine")
    if name == "xtb":
        from monodesign.engines.xtb import XtbEngine

        return XtbEngine()
    if name == "tblite":
        from monodesign.engines.tblite import TbliteEngine

        return TbliteEngine()
    if name == "fake":
        from monodesign.engines.fake import FakeEngine

        return FakeEngine()
    raise UnknownName(f"no engine {name!r}; choose from default, xtb, tblite, fake")


def load_engine_for(method: Method, *, preferred: Engine) -> Engine:
    """Return the preferred engine if it knows the method, else tblite, which knows them all."""
    return preferred if method in preferred.methods else load_engine("tblite")
