"""Compare ways from xTB to ionisation energies and write models/calibration/redox_routes.md.

    python scripts/compare_redox_routes.py

Every route gets the same kind of calibration (curation.fitting); what differs is the raw energy
that is corrected and the features that go with it. The one that is shipped is the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from curation.fitting import Held, Reference, fit_calibration, leave_out
from fit_calibration import IONISATION_BASE, IONISATION_FEATURES
from fit_references import describe_ionisation, list_ionisation_rows

from monodesign.chem.molecules import parse
from monodesign.descriptors.calibration import FOLDER

# Route, raw energy, features of the correction.
ROUTES = (
    ("ΔSCF of the whole molecule, GFN2", "gfn2_ie_ev", ("gfn2_ie_ev", "inverse_n_heavy")),
    ("ΔSCF of the whole molecule, IPEA1", "ipea1_ie_ev", ("ipea1_ie_ev", "inverse_n_heavy")),
    ("ΔSCF of the weakest group on its own, IPEA1", "ipea1_site_ie_ev", ("ipea1_site_ie_ev",)),
    (
        "the same with the neighbours, seen in the whole molecule's orbital",
        "ipea1_site_ie_ev",
        ("ipea1_site_ie_ev", "ipea1_site_relaxation_ev", "gfn2_site_relaxation_ev"),
    ),
    (
        "orbital of the whole molecule, relaxed as its weakest group (shipped)",
        IONISATION_BASE,
        IONISATION_FEATURES,
    ),
)
LARGE_HEAVY_ATOMS = 10

HEAD = """# Ways to an ionisation energy

{n} references ({large} of {size} or more heavy atoms). Mean absolute errors in eV, each route calibrated in
the same way (Gaussian process with class offsets), the kernel fitted again without what is left out; last,
the raw energy less its mean error.

| route | one molecule left out | one class left out | large molecules left out | raw |
|---|---|---|---|---|
"""


def with_site_energy(reference: Reference) -> Reference:
    """Add the energy of the weakest group on its own: the whole molecule's orbital less the relaxation."""
    features = dict(reference.features)
    features["ipea1_site_ie_ev"] = features["ipea1_homo_ev"] - features["ipea1_site_relaxation_ev"]
    return replace(reference, features=features)


def mean_error(held: Sequence[Held]) -> float:
    """Return the mean absolute error in eV."""
    return float(np.mean([abs(one.predicted - one.reference) for one in held]))


def is_large(reference: Reference) -> bool:
    """Return whether a reference is of the size of a library's units."""
    return parse(reference.molecule).GetNumHeavyAtoms() >= LARGE_HEAVY_ATOMS


def compare(references: Sequence[Reference]) -> str:
    """Return the table in Markdown."""
    large = {one.name for one in references if is_large(one)}
    lines = []
    for name, base, features in ROUTES:
        fitted = fit_calibration(references, task=base, base=base, features=features)
        by_molecule = leave_out(references, fitted, by="molecule")
        by_group = leave_out(references, fitted, by="group")
        raw = np.array([one.features[base] - one.reference for one in references])
        figures = (
            mean_error(by_molecule),
            mean_error(by_group),
            mean_error([one for one in by_molecule if one.name in large]),
            float(np.abs(raw - raw.mean()).mean()),
        )
        lines.append(f"| {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")
    head = HEAD.format(n=len(references), large=len(large), size=LARGE_HEAVY_ATOMS)
    return head + "\n".join(lines) + "\n"


def main() -> None:
    """Compare and write."""
    references = [with_site_energy(describe_ionisation(row)) for row in list_ionisation_rows()]
    text = compare(references)
    (FOLDER / "redox_routes.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
