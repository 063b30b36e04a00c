"""What is known of a drawn monomer: filters, potentials, hold on Li⁺, conductivity, route."""

from __future__ import annotations

from typing import Final

from monodesign.app.context import Context
from monodesign.app.routes import Route

ROUTES: Final[tuple[Route, ...]] = ()


def warm_up(context: Context) -> None:
    """Load what the first drawing needs."""
    context.load_model()
