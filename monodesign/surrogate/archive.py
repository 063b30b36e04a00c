"""A model's archive with equal bytes for equal models.

skops writes the time into every member, and names members and parts by their place in memory. Here members
are named by what they hold, parts are numbered in order, and no member has a time.
"""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_SCHEMA: Final = "schema.json"
_ID: Final = "__id__"
_LEVEL: Final = 9


def strip_circumstances(data: bytes) -> bytes:
    """Return an archive of skops without the time and the memory addresses of its making.

    Args:
        data: What `skops.io.dumps` returned.
    """
    with ZipFile(io.BytesIO(data)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    names = {name: _name(name, content) for name, content in contents.items()}
    schema = _renumber(json.loads(contents.pop(_SCHEMA)), names, [0])
    members = {names[name]: content for name, content in contents.items()}
    members[_SCHEMA] = json.dumps(schema, indent=2).encode()
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name in sorted(members):
            about = ZipInfo(name)  # its time is 1980
            about.compress_type = ZIP_DEFLATED
            archive.writestr(about, members[name], compresslevel=_LEVEL)
    return made.getvalue()


def _name(name: str, content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()[:24]}.{name.rpartition('.')[2]}"


def _renumber(node: Any, names: dict[str, str], count: list[int]) -> Any:  # noqa: ANN401  any part of JSON
    """Return a part of the schema, its own and its parts' numbers given in order and its file renamed."""
    if isinstance(node, list):
        return [_renumber(part, names, count) for part in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Any] = {}
    for key, value in node.items():
        if key == _ID:
            count[0] += 1
            made[key] = count[0]
        elif key == "file" and value in names:
            made[key] = names[value]
        else:
            made[key] = _renumber(value, names, count)
    return made
