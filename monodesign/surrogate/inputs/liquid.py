"""What solvents and salts say about ion transport: library properties, or estimates from structure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem import Descriptors, Mol, rdMolDescriptors

from monodesign.formulation.components import SaltMixture, SolventMixture
from monodesign.formulation.solvents_and_salts import load_solvents
from monodesign.formulation.species import Salt, Solvent

# Group, SMARTS. Each becomes a column: how many of them 100 g of the solvent holds, in mol.
SOLVENT_GROUPS: Final = {
    "cyclic_carbonate": "O=C1OC~CO1",
    "linear_carbonate": "[#6;!R]OC(=O)O[#6;!R]",
    "ether": "[OX2;!$(O~*=[O,N,S])]([#6])[#6]",
    "glyme": "[OX2][CX4][CX4][OX2]",
    "ester": "[#6][CX3](=O)[OX2][#6]",
    "lactone": "O=C1OCCC1",
    "sulfur_oxide": "S(=O)",
    "nitrile": "C#N",
    "amide": "[NX3]C=O",
    "nitrogen": "[#7]",
    "hydroxyl": "[OX2H]",
    "phosphorus_silicon_boron": "[P,Si,B]",
    "fluorine": "F",
    "heavy_halogen": "[Cl,Br]",
    "alicyclic": "[A;R]",
    "aromatic": "a",
    "double_bond": "C=C",
    "methyl": "[CH3]",
    "methylene": "[CH2]",
    "branch": "[CX4;H1,H0]",
}
SOLVENT_SHAPES: Final = {
    "log_mass": "natural logarithm of the molar mass in g/mol",
    "polar_area_a2_g": "topological polar surface area in Å² per g/mol",
    "log_p": "Crippen log P per 100 g/mol",
    "refractivity": "Crippen molar refractivity in mL per 10 g",
    "rotatable_share": "rotatable bonds per heavy atom",
    "ionic_share": "1 for an ionic liquid, 0 for a molecular one",
}
# Column, meaning. From libraries/solvents.csv; where it is blank, a ridge estimate from the structure.
SOLVENT_PROPERTIES: Final = {
    "log_dielectric_constant": "natural logarithm of the dielectric constant",
    "log_viscosity": "natural logarithm of the viscosity in mPa·s",
    "donor_number": "Gutmann donor number in kcal/mol",
    "melting_point_c": "melting point in °C",
    "boiling_point_c": "boiling point in °C",
    "density_g_ml": "density in g/mL",
}
SOLVENT_COLUMNS: Final = (*SOLVENT_PROPERTIES, *SOLVENT_GROUPS, *SOLVENT_SHAPES)

# Cross-validated on the library, penalties from 0.1 to 20 suit one property or another; this one suits all.
_RIDGE_PENALTY: Final = 4.0

# Group, SMARTS. Counts per Li⁺ in the anion.
ANION_GROUPS: Final = {
    "fluorine": "F",
    "sulfonyl": "S(=O)(=O)",
    "nitrogen": "[#7]",
    "oxygen": "[#8]",
    "boron": "[#5]",
    "nitrile": "C#N",
    "sulfur": "[#16]",
    "aromatic": "a",
    "carboxylate": "C(=O)[O-]",
    "halide": "[Cl-,Br-,I-]",
    "pnictogen": "[P,As,Sb]",
    "aluminium": "[Al]",
}
SALT_COLUMNS: Final = (
    *ANION_GROUPS,
    "heavy_atoms",
    "mass_g_mol",
    "refractivity_ml_mol",
    "volume_a3",
    "oxygen_charge",
    "is_absent",
)


def describe_mixture(mixture: SolventMixture) -> NDArray[np.float64]:
    """Average the solvents' features by mole fraction, in the order of `SOLVENT_COLUMNS`.

    Logarithms of viscosities mix by mole (Grunberg & Nissan, Nature 164, 799 (1949), doi:10.1038/164799b0): a
    thinner of small molecules does more than its weight.
    """
    rows = np.array([describe_solvent(solvent) for solvent in mixture.solvents])
    return np.asarray(mole_fractions(mixture) @ rows)


def split_mixtures(
    mixtures: Sequence[SolventMixture],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the distinct solvents' features, shape (k, m), and their mole fractions, shape (n + 1, k).

    The last row of fractions, all zero, is no solvent.
    """
    places = {solvent: place for place, solvent in enumerate(_distinct(mixtures))}
    shares = np.zeros((len(mixtures) + 1, len(places)))
    for row, mixture in zip(shares, mixtures, strict=False):
        for solvent, share in zip(mixture.solvents, mole_fractions(mixture), strict=True):
            row[places[solvent]] += share
    features = np.array([describe_solvent(solvent) for solvent in places])
    return features.reshape(-1, len(SOLVENT_COLUMNS)), shares


def _distinct(mixtures: Sequence[SolventMixture]) -> list[Solvent]:
    return list(dict.fromkeys(solvent for mixture in mixtures for solvent in mixture.solvents))


def estimated_share(mixture: SolventMixture) -> float:
    """Return the mole fraction of solvents of which no viscosity is known, so that it is estimated."""
    is_estimated = ~np.isfinite([solvent.viscosity_mpa_s for solvent in mixture.solvents])
    return float(mole_fractions(mixture) @ is_estimated)


def mole_fractions(mixture: SolventMixture) -> NDArray[np.float64]:
    """Return the mole fraction of each solvent of a mixture, in its order."""
    masses = np.exp(
        [describe_solvent(solvent)[SOLVENT_COLUMNS.index("log_mass")] for solvent in mixture.solvents]
    )
    moles = np.array(mixture.weight_fractions) / masses
    return np.asarray(moles / moles.sum())


@lru_cache(maxsize=4096)
def describe_solvent(solvent: Solvent) -> tuple[float, ...]:
    """Return a solvent's features; unknown properties are estimated from its structure."""
    structure = _describe_structure(solvent.smiles)
    known = np.array(_known_properties(solvent))
    coefficients, intercepts, centre, scale = _property_estimator()
    estimated = (np.array(structure) - centre) / scale @ coefficients + intercepts
    return (*np.where(np.isfinite(known), known, estimated).tolist(), *structure)


def _known_properties(solvent: Solvent) -> tuple[float, ...]:
    return (
        float(np.log(solvent.dielectric_constant)),
        float(np.log(solvent.viscosity_mpa_s)),
        solvent.donor_number,
        solvent.melting_point_c,
        solvent.boiling_point_c,
        solvent.density_g_ml,
    )


@lru_cache(maxsize=1)
def _property_estimator() -> tuple[NDArray[np.float64], ...]:
    """Fit the library's properties to structure; return coefficients, intercepts, centre and scale."""
    records = load_solvents().records
    structure = np.array([_describe_structure(record.smiles) for record in records])
    known = np.array([_known_properties(record) for record in records])
    centre, scale = structure.mean(axis=0), structure.std(axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    scaled = (structure - centre) / scale
    fits = [_fit_ridge(scaled[has], values[has]) for values in known.T if (has := np.isfinite(values)).any()]
    return np.array([fit[0] for fit in fits]).T, np.array([fit[1] for fit in fits]), centre, scale


def _fit_ridge(
    columns: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Return coefficients and intercept of a ridge regression."""
    middle = columns.mean(axis=0)
    centred = columns - middle
    normal = centred.T @ centred + _RIDGE_PENALTY * np.eye(columns.shape[1])
    coefficients = np.linalg.solve(normal, centred.T @ (values - values.mean()))
    return coefficients, float(values.mean() - middle @ coefficients)


@lru_cache(maxsize=1)
def _patterns() -> tuple[dict[str, Mol], dict[str, Mol]]:
    solvents = {group: Chem.MolFromSmarts(smarts) for group, smarts in SOLVENT_GROUPS.items()}
    anions = {group: Chem.MolFromSmarts(smarts) for group, smarts in ANION_GROUPS.items()}
    return solvents, anions


@lru_cache(maxsize=4096)
def _describe_structure(smiles: str) -> tuple[float, ...]:
    mol = Chem.MolFromSmiles(smiles)
    mass = float(Descriptors.MolWt(mol))  # type: ignore[attr-defined]  # RDKit's stubs leave it out
    log_p, refractivity = rdMolDescriptors.CalcCrippenDescriptors(mol)
    groups = [len(mol.GetSubstructMatches(pattern)) / mass * 100 for pattern in _patterns()[0].values()]
    shapes = (
        math.log(mass),
        rdMolDescriptors.CalcTPSA(mol) / mass,
        log_p / mass * 100,
        refractivity / mass * 10,
        rdMolDescriptors.CalcNumRotatableBonds(mol) / mol.GetNumHeavyAtoms(),
        float("." in smiles),
    )
    return (*groups, *shapes)


def describe_salts(mixture: SaltMixture) -> NDArray[np.float64]:
    """Average the salts' features by the Li⁺ that each brings, in the order of `SALT_COLUMNS`.

    All are per Li⁺, so the volumes and groups of a mixture are exact. That σ is the one of a salt with this
    mean anion is an approximation: no mixture of salts was measured here, and what one anion does to the
    other's pairs with Li⁺ is left out.
    """
    rows = np.array([describe_salt(salt) for salt in mixture.salts])
    return np.asarray(np.array(mixture.lithium_shares) @ rows)


@lru_cache(maxsize=4096)
def describe_salt(salt: Salt | None) -> tuple[float, ...]:
    """Return a salt's features in the order of `SALT_COLUMNS`; without a salt all are 0 but `is_absent`."""
    if salt is None:
        return (*(0.0 for _ in SALT_COLUMNS[:-1]), 1.0)
    anion = Chem.MolFromSmiles(salt.anion_smiles)
    count = salt.n_lithium
    groups = [len(anion.GetSubstructMatches(pattern)) / count for pattern in _patterns()[1].values()]
    _, refractivity = rdMolDescriptors.CalcCrippenDescriptors(anion)
    # A charge on oxygen sits closer to Li⁺ than one spread over an imide or a fluorinated centre.
    on_oxygen = sum(atom.GetAtomicNum() == 8 and atom.GetFormalCharge() < 0 for atom in anion.GetAtoms())
    return (
        *groups,
        anion.GetNumHeavyAtoms() / count,
        salt.molar_mass_g_mol / count,
        refractivity / count,
        salt.anion_volume_a3 / count,
        on_oxygen / count,
        0.0,
    )
