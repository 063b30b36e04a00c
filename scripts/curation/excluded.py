"""A row of a public table that a rule keeps out of the curated one."""

from __future__ import annotations

from monodesign.errors import UserError


class ExcludedRow(UserError):
    """A row of a public table falls under a rule that keeps it out of the curated one."""
