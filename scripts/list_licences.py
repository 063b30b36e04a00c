"""List every package that monodesign installs, with version and licence; or write it as an SBOM.

    python scripts/list_licences.py [--extra dft --extra cluster …] [--sbom FILE.json]

Follows the requirements of the installed monodesign, so that what else is in the environment is left out.
The SBOM is CycloneDX 1.5 JSON. Exits with 1 where a package states no licence.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def collect(root: str, extras: set[str]) -> dict[str, metadata.Distribution]:
    """Return the distributions that `root` needs here, itself left out, by normalised name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [(root, extras)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, wanted = waiting.pop()
        key = (canonicalize_name(name), frozenset(wanted))
        if key in seen:
            continue
        seen.add(key)
        distribution = metadata.distribution(name)
        found[key[0]] = distribution
        for text in distribution.requires or []:
            requirement = Requirement(text)
            if applies(requirement, wanted):
                waiting.append((requirement.name, set(requirement.extras)))
    del found[canonicalize_name(root)]
    return dict(sorted(found.items()))


def applies(requirement: Requirement, extras: set[str]) -> bool:
    """Return whether a requirement holds on this machine with these extras."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras | {""})


def licence_of(distribution: metadata.Distribution) -> str:
    """Return the licence as the package states it: expression, classifiers, or the first line of its text."""
    fields = distribution.metadata
    if expression := fields.get("License-Expression"):
        return str(expression)
    classifiers = [line.rpartition("::")[2].strip() for line in fields.get_all("Classifier") or []
                   if line.startswith("License ::") and line.count("::") > 1]  # fmt: skip
    text = (str(fields.get("License") or "").strip().splitlines() or [""])[0].strip()
    return " / ".join(classifiers) or text or _first_line_of_file(distribution)


def _first_line_of_file(distribution: metadata.Distribution) -> str:
    for path in distribution.files or []:
        if re.search(r"licen[cs]e|copying", path.name, re.IGNORECASE):
            lines = [line.strip() for line in path.read_text().splitlines() if line.strip()]
            return lines[0] if lines else ""
    return ""


def sbom(packages: dict[str, metadata.Distribution]) -> str:
    """Return the packages as CycloneDX JSON."""
    components = [
        {
            "type": "library",
            "name": name,
            "version": package.version,
            "purl": f"pkg:pypi/{name}@{package.version}",
            "licenses": [{"license": {"name": licence_of(package)}}],
        }
        for name, package in packages.items()
    ]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Print the list and, where asked for, write the SBOM."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--extra", action="append", default=[], help="also what this extra installs")
    parser.add_argument("--sbom", type=Path, metavar="FILE.json")
    options = parser.parse_args()
    packages = collect("monodesign", set(options.extra))
    for name, package in packages.items():
        print(f"{name}\t{package.version}\t{licence_of(package) or 'NOT STATED'}")
    if options.sbom is not None:
        options.sbom.write_text(sbom(packages), encoding="utf-8")
    return 0 if all(licence_of(package) for package in packages.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
