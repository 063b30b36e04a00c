"""Does the polymer win over the solvent? Li(S)4⁺ + unit → Li(S)3(unit)⁺ + S, in implicit solvent.

GFN2-xTB with GBSA: the default engine has no other solvation model, and free molecules and shells,
geometries and energies, all see the same one. Several starts are relaxed; those whose molecules changed or
left the shell are discarded. Negative means that the unit replaces a solvent molecule willingly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np
from annotated_types import Ge, Le
from numpy.typing import NDArray

from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.descriptors.exchange.correction import load_exchange_correction
from monodesign.descriptors.exchange.desolvation import compute_desolvation_ev
from monodesign.descriptors.exchange.references import find_free_energy_eh, find_reference_shell
from monodesign.descriptors.exchange.shells import relax_shell
from monodesign.descriptors.named_molecules import read_shell
from monodesign.engines.base import Engine
from monodesign.errors import CalculationError, StructureChanged
from monodesign.geometry.shell_starts import Cluster, start_clusters
from monodesign.units import GAS_CONSTANT_KCAL_MOL_K, KCAL_MOL_PER_HARTREE, ZERO_CELSIUS_K

THERMAL_KCAL_MOL: Final = GAS_CONSTANT_KCAL_MOL_K * (25.0 + ZERO_CELSIUS_K)
BOOTSTRAP_SAMPLES: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSettings:
    """How thoroughly exchange is looked for.

    Attributes:
        n_starts: Shells relaxed per unit; see `scripts/compare_exchange.py` for what more of them change.
        implicit_solvent: Around the shell, by the engine's name; xTB has no carbonates.
        seed: Of the starts.
    """

    n_starts: Annotated[int, Ge(1), Le(1000)] = 5
    implicit_solvent: str = "acetonitrile"
    seed: Annotated[int, Ge(0)] = 20251


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A molecule that takes a solvent molecule's place.

    Attributes:
        molecules: The shell after the exchange, SMILES, the unit first.
        leaving: The solvent molecule that is replaced.
        reference_eh: Energy of the solvent's shell and the free unit less the free solvent molecule.
        implicit_solvent: Around everything.
    """

    molecules: tuple[str, ...]
    leaving: str
    reference_eh: float
    implicit_solvent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeStart:
    """One relaxed start.

    Attributes:
        raw_kcal_mol: Exchange energy, GFN2.
        value_kcal_mol: Exchange energy, corrected where there is a correction for the donor, else raw.
        std_kcal_mol: Standard error of the correction; NaN for a raw value.
        contacts: Donor classes of the unit that touch Li⁺.
        desolvation_ev: De-solvation energy of its cluster, gas phase, raw GFN2.
    """

    raw_kcal_mol: float
    value_kcal_mol: float
    std_kcal_mol: float
    contacts: tuple[str, ...]
    desolvation_ev: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What several starts say together.

    Attributes:
        lowest_kcal_mol: The lowest value.
        boltzmann_kcal_mol: The mean, weighted by the Boltzmann factors at 25 °C.
        spread_kcal_mol: Standard deviation of the starts; NaN for one.
        error_kcal_mol: Bootstrap standard error of the Boltzmann value; NaN for one.
    """

    lowest_kcal_mol: float
    boltzmann_kcal_mol: float
    spread_kcal_mol: float
    error_kcal_mol: float


def compute_exchange(
    unit_smiles: str, *, solvent: str, engine: Engine, settings: ExchangeSettings | None = None
) -> tuple[tuple[ExchangeStart, ...], int]:
    """Relax the unit in the solvent's shell from several starts.

    Returns:
        The valid starts in the order of their seeds, and the number of discarded ones.

    Raises:
        StructureChanged: No start stayed a shell.
        CalculationError: A free molecule or the solvent's own shell failed.
        UserError: A SMILES or a solvent cannot be used.
    """
    settings = settings or ExchangeSettings()
    exchange = prepare_exchange(
        unit_smiles, solvent=solvent, engine=engine, implicit_solvent=settings.implicit_solvent
    )
    starts = []
    clusters = start_clusters(exchange.molecules, count=settings.n_starts, seed=settings.seed)
    for cluster in clusters:
        try:
            starts.append(relax_exchange(exchange, cluster, engine=engine))
        except CalculationError:
            # A start whose shell broke is counted, and no loss while another holds.
            continue
    if not starts:
        raise StructureChanged(
            f"{unit_smiles}: none of {len(clusters)} starts kept the shell; the molecule does not fit in"
        )
    return tuple(starts), len(clusters) - len(starts)


def prepare_exchange(unit_smiles: str, *, solvent: str, engine: Engine, implicit_solvent: str) -> Exchange:
    """Return an exchange with the energies that all its starts share.

    Raises:
        CalculationError: A free molecule or the solvent's own shell failed.
        UserError: A SMILES or a solvent cannot be used.
    """
    unit = canonical_smiles(parse(unit_smiles))
    *kept, leaving = read_shell(solvent)
    reference = find_reference_shell(
        (*kept, leaving), engine=engine, implicit_solvent=implicit_solvent
    ).energy_eh
    reference += find_free_energy_eh(unit, engine=engine, implicit_solvent=implicit_solvent)
    reference -= find_free_energy_eh(leaving, engine=engine, implicit_solvent=implicit_solvent)
    return Exchange(
        molecules=(unit, *kept), leaving=leaving, reference_eh=reference, implicit_solvent=implicit_solvent
    )


def relax_exchange(exchange: Exchange, cluster: Cluster, *, engine: Engine) -> ExchangeStart:
    """Relax one start of an exchange.

    Raises:
        CalculationError: It failed, or its molecules changed or left the shell.
    """
    shell = relax_shell(cluster, engine=engine, solvent=exchange.implicit_solvent)
    raw = (shell.energy_eh - exchange.reference_eh) * KCAL_MOL_PER_HARTREE
    shift, std = load_exchange_correction().shift(shell.contacts[0], leaving=exchange.leaving)
    return ExchangeStart(
        raw_kcal_mol=raw,
        value_kcal_mol=raw + shift,
        std_kcal_mol=std,
        contacts=shell.contacts[0],
        desolvation_ev=compute_desolvation_ev(shell.geometry, engine=engine),
    )


def summarise(values_kcal_mol: NDArray[np.float64], *, seed: int = 0) -> Summary:
    """Return lowest and Boltzmann value of several starts with spread and bootstrap error.

    >>> summarise(np.array([-2.0, -2.0])).boltzmann_kcal_mol
    -2.0
    """
    n = len(values_kcal_mol)
    picks = np.random.default_rng(seed).integers(n, size=(BOOTSTRAP_SAMPLES, n))
    return Summary(
        lowest_kcal_mol=float(values_kcal_mol.min()),
        boltzmann_kcal_mol=float(average_boltzmann(values_kcal_mol)),
        spread_kcal_mol=float(values_kcal_mol.std(ddof=1)) if n > 1 else float("nan"),
        error_kcal_mol=float(average_boltzmann(values_kcal_mol[picks]).std()) if n > 1 else float("nan"),
    )


def average_boltzmann(
    values_kcal_mol: NDArray[np.float64], of: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return the Boltzmann average over the last axis, of the energies themselves or of another quantity."""
    weights = np.exp(-(values_kcal_mol - values_kcal_mol.min(axis=-1, keepdims=True)) / THERMAL_KCAL_MOL)
    quantity = values_kcal_mol if of is None else of
    return np.asarray((weights * quantity).sum(axis=-1) / weights.sum(axis=-1))


def exchange_columns(
    unit_smiles: str, *, solvent: str = "EC", engine: Engine, settings: ExchangeSettings | None = None
) -> dict[str, object]:
    """Return the exchange and de-solvation columns of a saturated unit (or any molecule with a donor).

    Args:
        unit_smiles: The molecule that enters the shell.
        solvent: `EC`, or a mass ratio such as `EC:1|DEC:1`, whose last solvent leaves.
        engine: Of the energies.
        settings: Number and seed of the starts, implicit solvent.

    Returns:
        `li_exchange_kcal_mol` (lowest), `li_exchange_boltzmann_kcal_mol`, `li_exchange_std_kcal_mol` (starts
        and correction together), `li_exchange_spread_kcal_mol`, `li_exchange_gfn2_kcal_mol` (raw, of the same
        start), `li_exchange_site`, `li_exchange_basis` (`calibrated` or `raw GFN2`), `desolvation_ev`,
        `exchange_solvent`, `n_exchange_starts`, `n_exchange_discarded`.

    Raises:
        StructureChanged: No start stayed a shell.
        CalculationError: A free molecule or the solvent's own shell failed.
        UserError: A SMILES or a solvent cannot be used.
    """
    starts, n_discarded = compute_exchange(unit_smiles, solvent=solvent, engine=engine, settings=settings)
    values = np.array([start.value_kcal_mol for start in starts])
    summary = summarise(values)
    best = starts[int(np.argmin(values))]
    is_calibrated = bool(np.isfinite(best.std_kcal_mol))
    desolvation = np.array([start.desolvation_ev for start in starts])
    errors = np.array([summary.error_kcal_mol, best.std_kcal_mol])
    std = float(np.sqrt(np.nansum(errors**2))) if np.isfinite(errors).any() else float("nan")
    return {
        "li_exchange_kcal_mol": summary.lowest_kcal_mol,
        "li_exchange_std_kcal_mol": std,
        "li_exchange_boltzmann_kcal_mol": summary.boltzmann_kcal_mol,
        "li_exchange_spread_kcal_mol": summary.spread_kcal_mol,
        "li_exchange_gfn2_kcal_mol": best.raw_kcal_mol,
        "li_exchange_site": " + ".join(best.contacts),
        "li_exchange_basis": "calibrated" if is_calibrated else "raw GFN2",
        "desolvation_ev": float(average_boltzmann(values, desolvation)),
        "exchange_solvent": solvent,
        "n_exchange_starts": len(starts),
        "n_exchange_discarded": n_discarded,
    }
