"""How many molecules of each kind a box holds, from a formulation's weight fractions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from rdkit import Chem

from monodesign.chem.molecules import parse
from monodesign.errors import InvalidFormulation
from monodesign.formulation.components import Polymer, SaltMixture, SolventMixture
from monodesign.formulation.repeat_units import net_charge, unit_mass_g_mol

LEAST_SALT: Final = 3  # Li⁺ in a box; fewer tell nothing
LARGEST_GROWTH: Final = 1.5  # of a box that has to hold one chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One row of a table of formulations.

    Attributes:
        polymer: Repeat units and their shares, or `None`.
        solvents: Solvents and their shares by weight, or `None`.
        salts: Salts and their shares by weight.
        w_polymer: Weight fractions; the three sum to 1.
        w_solvent: The same of all solvents.
        w_salt: The same of all salts.
        temperature_k: The row's own temperature, K.
    """

    polymer: Polymer | None
    solvents: SolventMixture | None
    salts: SaltMixture
    w_polymer: float
    w_solvent: float
    w_salt: float
    temperature_k: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Molecules of a box.

    Attributes:
        units: Number of each repeat unit, by PSMILES.
        n_chains: Chains that they are spread over.
        solvents: Number of each solvent, by its name.
        salts: Formula units of each salt, by its name.
    """

    units: dict[str, int]
    n_chains: int
    solvents: dict[str, int]
    salts: dict[str, int]

    @property
    def n_salt(self) -> int:
        """Formula units of all salts."""
        return sum(self.salts.values())


def count_molecules(recipe: Recipe, *, n_atoms: int, chain_length: int) -> Counts:
    """Return how many molecules make a box of about `n_atoms` atoms with the row's weights.

    The number of chains is rounded first and sets the size, so that the polymer's weight is right; solvents
    and salt are rounded to whole molecules, which changes weights by half a molecule at most.

    Raises:
        InvalidFormulation: The polymer is charged, a solvent is made of ions, one chain makes the box far
            larger than asked for, or the box would hold too little of something.
    """
    _require_molecules(recipe)
    wanted_g_mol = mass_g_mol = n_atoms / _atoms_per_g_mol(recipe)
    units: dict[str, int] = {}
    n_chains = 0
    if recipe.polymer is not None:
        unit_g_mol = _mean_unit_mass(recipe.polymer)
        n_chains = max(1, round(mass_g_mol * recipe.w_polymer / (chain_length * unit_g_mol)))
        mass_g_mol = n_chains * chain_length * unit_g_mol / recipe.w_polymer
        if mass_g_mol > LARGEST_GROWTH * wanted_g_mol:
            raise InvalidFormulation(
                f"one chain of {chain_length} units at w_polymer {recipe.w_polymer:g} needs a box of "
                f"{n_atoms * mass_g_mol / wanted_g_mol:.0f} atoms, not {n_atoms}; use a larger box, shorter "
                "chains or more polymer"
            )
        units = share_out(recipe.polymer, n_chains * chain_length)
    solvents = {}
    if recipe.solvents is not None:
        for solvent, share in zip(recipe.solvents.solvents, recipe.solvents.weight_fractions, strict=True):
            solvents[solvent.name] = round(mass_g_mol * recipe.w_solvent * share / solvent.molar_mass_g_mol)
    salts = {
        salt.name: round(mass_g_mol * recipe.w_salt * share / salt.molar_mass_g_mol)
        for salt, share in zip(recipe.salts.salts, recipe.salts.weight_fractions, strict=True)
    }
    counts = Counts(units=units, n_chains=n_chains, solvents=solvents, salts=salts)
    _require_enough(counts, n_atoms)
    return counts


def _require_molecules(recipe: Recipe) -> None:
    """Raise where a solvent is an ionic liquid: its ions would get one molecule's parameters."""
    for solvent in recipe.solvents.solvents if recipe.solvents else ():
        if "." in solvent.smiles:
            raise InvalidFormulation(
                f"solvent {solvent.name} is made of ions; only solvents of neutral molecules can be simulated"
            )


def _atoms_per_g_mol(recipe: Recipe) -> float:
    """Return how many atoms a formulation has per g/mol."""
    parts: list[tuple[float, str, float]] = [
        (recipe.w_salt * share, salt.smiles, salt.molar_mass_g_mol)
        for salt, share in zip(recipe.salts.salts, recipe.salts.weight_fractions, strict=True)
    ]
    if recipe.polymer is not None:
        masses = [unit_mass_g_mol(unit) for unit in recipe.polymer.units]
        whole = _mean_unit_mass(recipe.polymer)
        parts += [
            (recipe.w_polymer * share * mass / whole, unit, mass)
            for unit, share, mass in zip(
                recipe.polymer.units, recipe.polymer.mole_fractions, masses, strict=True
            )
        ]
    if recipe.solvents is not None:
        parts += [
            (recipe.w_solvent * share, one.smiles, one.molar_mass_g_mol)
            for one, share in zip(recipe.solvents.solvents, recipe.solvents.weight_fractions, strict=True)
        ]
    return sum(weight * count_atoms(smiles) / mass for weight, smiles, mass in parts)


def count_atoms(smiles: str) -> int:
    """Return the number of atoms, hydrogens counted and attachment points not.

    >>> count_atoms("O=C1OCCO1"), count_atoms("*CC(*)C(=O)OC")
    (10, 12)
    """
    mol = Chem.AddHs(parse(smiles))
    return sum(atom.GetAtomicNum() > 0 for atom in mol.GetAtoms())


def _mean_unit_mass(polymer: Polymer) -> float:
    if polymer.is_anionic or any(net_charge(unit) for unit in polymer.units):
        raise InvalidFormulation("the polymer is charged; only neutral polymers can be simulated")
    masses = map(unit_mass_g_mol, polymer.units)
    return sum(share * mass for share, mass in zip(polymer.mole_fractions, masses, strict=True))


def _require_enough(counts: Counts, n_atoms: int) -> None:
    if counts.n_salt < LEAST_SALT:
        raise InvalidFormulation(
            f"a box of {n_atoms} atoms would contain {counts.n_salt} Li⁺, but at least {LEAST_SALT} are "
            "needed; use a larger box or more salt"
        )
    amounts = {**counts.units, **counts.solvents, **counts.salts}
    if missing := [name for name, count in amounts.items() if count == 0]:
        raise InvalidFormulation(f"a box of {n_atoms} atoms would contain no {missing[0]}; use a larger box")


def share_out(polymer: Polymer, n_units: int) -> dict[str, int]:
    """Return how many of `n_units` units are of each kind, by largest remainder.

    >>> share_out(Polymer(units=("*CC*", "*CCO*"), mole_fractions=(0.25, 0.75)), 6)
    {'*CC*': 2, '*CCO*': 4}
    """
    exact = np.array(polymer.mole_fractions) * n_units
    counts = np.floor(exact).astype(int)
    counts[np.argsort(counts - exact, kind="stable")[: n_units - counts.sum()]] += 1
    return {unit: int(count) for unit, count in zip(polymer.units, counts, strict=True)}


def draw_sequences(counts: Counts, *, seed: int) -> list[list[str]]:
    """Return the units of every chain in order, drawn at random from all units of the box."""
    pool = [unit for unit, count in counts.units.items() for _ in range(count)]
    order = np.random.default_rng(seed).permutation(len(pool))
    length = len(pool) // max(counts.n_chains, 1)
    return [[pool[index] for index in order[n * length : (n + 1) * length]] for n in range(counts.n_chains)]
