"""Energies that every exchange of one solvent shares: its full shell, and its free molecule.

The shells of common solvents are shipped in `libraries/reference/shells.csv` (made by
`scripts/reference_shells.py`); others are computed when first asked for.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from monodesign.chem.conformers import SEED, embed_conformers
from monodesign.descriptors.shells import relax_shells
from monodesign.engines import EngineName, load_engine
from monodesign.engines.optimise import Optimised, optimise
from monodesign.errors import CalculationError, NotConverged, StructureChanged
from monodesign.paths import LIBRARIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monodesign.engines.base import Engine
    from monodesign.records import Geometry

SHELLS_FILE: Final = LIBRARIES / "reference" / "shells.csv"
REFERENCE_STARTS: Final = 12
REFERENCE_SEED: Final = 1
FREE_CONFORMERS: Final = 20
FREE_SEEDS: Final = (SEED, 0, 1, 2)
FREE_RELAXED: Final = 8
ROUGH_EV_A: Final = 0.3
TIGHT_EV_A: Final = 0.05
# Both doors give the same GFN2 and GBSA energies, so one table serves them.
GFN2_ENGINES: Final = frozenset({"xtb", "tblite"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellReference:
    """The lowest full shell of a solvent.

    Attributes:
        energy_eh: Of the shell, in the implicit solvent.
        n_valid: Relaxed starts behind it.
    """

    energy_eh: float
    n_valid: int


def find_reference_shell(smiles: Sequence[str], *, engine: Engine, implicit_solvent: str) -> ShellReference:
    """Return the lowest shell of these solvent molecules, shipped or computed.

    Raises:
        StructureChanged: No start gave a valid shell.
        CalculationError: No start could be built.
    """
    key = ("|".join(sorted(smiles)), implicit_solvent)
    shipped = _load_shipped() if engine.name in GFN2_ENGINES else {}
    if key in shipped:
        return shipped[key]
    return _find_shell(tuple(sorted(smiles)), cast("EngineName", engine.name), implicit_solvent)


def find_free_energy_eh(smiles: str, *, engine: Engine, implicit_solvent: str) -> float:
    """Return the energy of a free molecule's lowest conformer in the implicit solvent, in Eh, computed once.

    Raises:
        NotConverged: No conformer could be relaxed.
        EmbeddingFailed: There is no conformer.
    """
    return _find_free(smiles, cast("EngineName", engine.name), implicit_solvent)


@lru_cache(maxsize=64)
def _find_shell(smiles: tuple[str, ...], engine_name: EngineName, implicit_solvent: str) -> ShellReference:
    engine = load_engine(engine_name)
    return compute_reference_shell(smiles, engine=engine, implicit_solvent=implicit_solvent)


@lru_cache(maxsize=256)
def _find_free(smiles: str, engine_name: EngineName, implicit_solvent: str) -> float:
    return compute_free_energy_eh(smiles, engine=load_engine(engine_name), implicit_solvent=implicit_solvent)


def compute_reference_shell(
    smiles: tuple[str, ...], *, engine: Engine, implicit_solvent: str
) -> ShellReference:
    """Relax several starts of a shell of solvent molecules only and return the lowest.

    Raises:
        StructureChanged: No start gave a valid shell.
        CalculationError: No start could be built.
    """
    shells, _ = relax_shells(
        smiles, engine=engine, solvent=implicit_solvent, count=REFERENCE_STARTS, seed=REFERENCE_SEED
    )
    if not shells:
        raise StructureChanged(f"Li⁺ with {', '.join(smiles)}: no start kept all four molecules in the shell")
    return ShellReference(energy_eh=min(shell.energy_eh for shell in shells), n_valid=len(shells))


def compute_free_energy_eh(smiles: str, *, engine: Engine, implicit_solvent: str) -> float:
    """Return the energy of a free molecule's lowest conformer in the implicit solvent, in Eh.

    Conformers of several seeds are relaxed roughly and the lowest of them tightly, because MMFF94s orders
    them otherwise: from the eight lowest of one seed, units of the paper came out up to 1.5 kcal/mol too
    high, and one conformer 2.6 kcal/mol lower was seen from one seed in four only.

    Raises:
        NotConverged: No conformer could be relaxed.
        EmbeddingFailed: There is no conformer.
    """
    starts = [
        conformer
        for seed in FREE_SEEDS
        for conformer in embed_conformers(smiles, n_conformers=FREE_CONFORMERS, seed=seed)
    ]
    rough = _relax_all(starts, engine=engine, implicit_solvent=implicit_solvent, fmax_ev_a=ROUGH_EV_A)
    lowest = [relaxed.geometry for relaxed in rough[:FREE_RELAXED]]
    found = _relax_all(lowest, engine=engine, implicit_solvent=implicit_solvent, fmax_ev_a=TIGHT_EV_A)
    if not found:
        raise NotConverged(f"{smiles}: no conformer could be relaxed in {implicit_solvent}")
    return found[0].energy_eh


def _relax_all(
    starts: Sequence[Geometry], *, engine: Engine, implicit_solvent: str, fmax_ev_a: float
) -> list[Optimised]:
    """Relax what can be relaxed, the lowest energy first."""
    relaxed = []
    for start in starts:
        try:
            relaxed.append(optimise(engine, start, solvent=implicit_solvent, fmax_ev_a=fmax_ev_a))
        except CalculationError:
            # One conformer that fails is no loss while another does not.
            continue
    return sorted(relaxed, key=lambda outcome: outcome.energy_eh)


@lru_cache(maxsize=1)
def _load_shipped() -> dict[tuple[str, str], ShellReference]:
    if not SHELLS_FILE.is_file():
        return {}
    with SHELLS_FILE.open(encoding="utf-8", newline="") as handle:
        return {
            (row["molecules"], row["implicit_solvent"]): ShellReference(
                energy_eh=float(row["energy_eh"]), n_valid=int(row["n_valid"])
            )
            for row in csv.DictReader(handle)
        }
