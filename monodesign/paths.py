"""Where the data that travels with monodesign lies, in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _data_root() -> Path:
    """Return the folder of `libraries` and `models`: inside an installed wheel, else the checkout."""
    inside = _PACKAGE / "_data"
    return inside if inside.is_dir() else _PACKAGE.parent


LIBRARIES: Path = _data_root() / "libraries"
MODELS: Path = _data_root() / "models"
