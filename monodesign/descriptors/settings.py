"""What to compute for a molecule, and how thoroughly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from annotated_types import Ge, Le

# A library monomer and its unit take about twenty seconds on one core; what takes an hour has gone astray.
MINUTES_PER_MOLECULE: Final = 60.0
MOST_MINUTES: Final = 10_000.0  # a week
MOST_SEED: Final = 2**31 - 2  # RDKit holds seeds in 32 bits, and the one after this is drawn from too

Part = Literal["redox", "lithium", "exchange", "affinity"]
Level = Literal["xtb", "dft"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeSettings:
    """How to compute descriptors; the table `[describe]` of a campaign file.

    Attributes:
        what: Parts to compute: `redox`, `lithium`, `exchange`, `affinity`.
        level: `dft` adds ionisation energy and Li⁺ binding by DFT (PySCF) at the GFN2 geometries.
        implicit_solvent: Implicit solvent for redox potentials. xTB has no carbonates; acetonitrile (ε 36)
            lies between EC (90) and the linear carbonates (3).
        companion: A salt or a solvent. The oxidation potential is also computed in contact with its anion,
            or with the solvent. Empty: without contact.
        solvent: Solvent for exchange and affinity, by its name in solvents.csv.
        n_conformers: Number of force-field conformers to rank by xTB energy.
        n_relaxed: Number of these, the lowest first, to relax with xTB.
        n_chelates: Number of chelate complexes, the lowest first, to relax with xTB.
        seed: Seed of every random start.
    """

    what: tuple[Part, ...] = ("redox", "lithium")
    level: Level = "xtb"
    implicit_solvent: str = "acetonitrile"
    companion: str = ""
    solvent: str = "EC"
    n_conformers: Annotated[int, Ge(1), Le(100)] = 6
    n_relaxed: Annotated[int, Ge(1), Le(20)] = 3
    n_chelates: Annotated[int, Ge(0), Le(50)] = 3
    seed: Annotated[int, Ge(0), Le(MOST_SEED)] = 20251
