"""A formulation's boxes: parameters of all that is in it, and as many molecules as its weights ask for."""

from __future__ import annotations

import pandas as pd

from monodesign.chem.named_monomers import load_named_monomers
from monodesign.errors import MonodesignError
from monodesign.formulation.components import repeat_unit_of
from monodesign.simulation.box import Box, Species
from monodesign.simulation.composition import Counts, Recipe, count_molecules, draw_sequences
from monodesign.simulation.ions import load_anion, load_lithium
from monodesign.simulation.settings import SimulationSettings
from monodesign.simulation.stored import ParameterStore


def assemble(recipe: Recipe, settings: SimulationSettings, store: ParameterStore, *, number: int) -> Box:
    """Return the box number `number` of a formulation, from 0; boxes differ in tacticity and sequence.

    Raises:
        UserError: A salt has no parameters, or the box would hold too little of something.
        CalculationError: A molecule gets no parameters.
    """
    lithium = load_lithium(settings.lithium).scale_charges(settings.ion_scale)
    salts = {salt.name: salt for salt in recipe.salts.salts}
    anions = {name: load_anion(name).scale_charges(settings.ion_scale) for name in salts}
    counts = count_molecules(recipe, n_atoms=settings.n_atoms, chain_length=settings.chain_length)
    chains = _chains(counts, store, seed=settings.seed + number)
    smiles = {one.name: one.smiles for one in recipe.solvents.solvents} if recipe.solvents else {}
    solvents = [
        Species(parameters=store.molecule(smiles[name], name=name), count=count, role="solvent")
        for name, count in counts.solvents.items()
    ]
    n_lithium = sum(count * salts[name].n_lithium for name, count in counts.salts.items())
    ions = (
        Species(parameters=lithium, count=n_lithium, role="lithium"),
        *(
            Species(parameters=anions[name], count=count, role="anion")
            for name, count in counts.salts.items()
        ),
    )
    return Box(species=(*chains, *solvents, *ions))


def _chains(counts: Counts, store: ParameterStore, *, seed: int) -> list[Species]:
    """Return the chains of a box; those of a homopolymer share one tacticity and conformer."""
    names = {unit: name_unit(unit) for unit in counts.units}
    sequences: dict[tuple[str, ...], int] = {}
    for sequence in draw_sequences(counts, seed=seed):
        sequences[tuple(sequence)] = sequences.get(tuple(sequence), 0) + 1
    return [
        Species(parameters=store.chain(sequence, names, seed=seed), count=count, role="polymer")
        for sequence, count in sequences.items()
    ]


def name_unit(psmiles: str) -> str:
    """Return the short name of a repeat unit's monomer, or its PSMILES.

    >>> name_unit("*CC(*)C(=O)OCC1COC(=O)O1")
    'DOA'
    """
    for monomer in load_named_monomers():
        try:
            if repeat_unit_of(monomer.smiles) == psmiles:
                return monomer.name
        except MonodesignError:
            continue  # a comparator that does not polymerise
    return psmiles


def list_molecules(recipe: Recipe, box: Box) -> pd.DataFrame:
    """Return the contents of a box: `species`, `role`, `count`, `weight_fraction`, and the requested ones."""
    wanted = {"polymer": recipe.w_polymer, "solvent": recipe.w_solvent}
    rows = [
        {
            "species": one.parameters.name, "role": one.role, "count": one.count,
            "weight_fraction": one.count * one.parameters.mass_g_mol / box.mass_g_mol,
            "row_weight_fraction": wanted.get(one.role, recipe.w_salt),
            "charge_e": one.parameters.charge_e, "source": one.parameters.source,
        }
        for one in box.species
    ]  # fmt: skip
    return pd.DataFrame(rows)


def list_guesses(box: Box) -> pd.DataFrame:
    """Return the bonded terms that had to be estimated by analogy: `species`, `term`."""
    rows = [(one.parameters.name, term) for one in box.species for term in one.parameters.guessed]
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=["species", "term"])
