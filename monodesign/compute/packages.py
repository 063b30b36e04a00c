"""Versions of the installed packages."""

from __future__ import annotations

from importlib import metadata


def version_of(package: str) -> str:
    """Return the version of a package; empty where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
