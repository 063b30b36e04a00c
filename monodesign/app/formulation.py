"""What a gel, liquid or dry polymer conducts, and how that changes with temperature, polymer and salt."""

from __future__ import annotations

from typing import Final

from monodesign.app.routes import Route

ROUTES: Final[tuple[Route, ...]] = ()
