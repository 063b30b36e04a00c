"""A table of formulations as arrays: what polymers, solvents and salts are in it, and how much of each.

A formulation is looked at twice, as the liquid it would be if solvent took the polymer's place, and as the
dry
polymer it would be if polymer took the solvent's place; the salt stays.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from hashlib import sha256
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monodesign.formulation.formulations import Formulations
from monodesign.formulation.species import DISSOLVED_ML_MOL_PER_A3
from monodesign.surrogate.inputs import hold, hold_sums
from monodesign.surrogate.inputs import liquid as features_liquid
from monodesign.surrogate.inputs import polymer as features_polymer
from monodesign.surrogate.inputs.affinity import homogeneous_probabilities
from monodesign.surrogate.inputs.hold import (
    HOLD_COLUMNS,
    Energies,
    count_solvent_donors,
    describe_holds,
    hold_model,
    shell_share,
)
from monodesign.surrogate.inputs.liquid import (
    SALT_COLUMNS,
    SOLVENT_COLUMNS,
    describe_mixture,
    describe_salt,
    describe_salts,
    estimated_share,
    split_mixtures,
)
from monodesign.surrogate.inputs.polymer import COLUMNS, describe_polymer
from monodesign.units import ZERO_CELSIUS_K

# Column, meaning. How much lithium a dry polymer holds, and how long its chains are.
DRY_STATES: Final = {
    "log_molality": "log10 of mol Li⁺ per kg polymer",
    "log_lithium_per_donor": "log10 of Li⁺ per donor atom of the polymer",
    "log_polymer_mass": "log10 of the polymer's molar mass in g/mol, the median where it is not known",
    "is_mass_unknown": "1 where the polymer's molar mass is not known",
}
LIQUID_STATES: Final = {"log_concentration": "natural logarithm of 1 + mol Li⁺ per litre of solution"}
# Bounds that keep logarithms finite: 1 mmol/kg, 0.3 mol/kg of stray donors, chains between 200 and 5e6 g/mol.
_LEAST_MOLALITY: Final = 1e-3
_STRAY_DONORS_MOL_KG: Final = 0.3
_MASS_RANGE_G_MOL: Final = (200.0, 5e6)
_TYPICAL_MASS_G_MOL: Final = 65_000.0  # median of the dry polymers measured
_LEAST_SOLVENT: Final = 1e-9  # weight fraction; keeps the molality of no solvent finite
LEAST_DENSITY_G_ML: Final = 0.6  # of an estimated density, and of no solvent; no electrolyte's is lower
# mol/L; 30 of 12,558 liquids measured are stronger, too few to learn from: they count as that strong.
_STRONGEST_MOL_L: Final = 5.0
# What a model learns departures from (`model.expected`); another date, and earlier models are refused.
_EXPECTATIONS: Final = "2026-11-30, salt shared by all ethers, gels in the cold"
_ETHERS: Final = COLUMNS.index("ether_mol_kg")  # mol of ether oxygens per kg of polymer
# mol of donors per kg. A solvent with fewer holds no salt of its own beside a polyether, it thins the
# polymer's solution; so it counts as one with as many.
_FEWEST_SHARING: Final = 5.0
# What no index of a formulation points into.
_SHARED: Final = frozenset({"pure_solvents"})
# Which tables of `Inputs` an index points into; the last row of each is no component.
_COMPONENTS: Final = {
    "polymer_index": ("polymers", "holds"),
    "solvent_index": ("solvents", "solvents_estimated", "solvent_shares", "solvent_donors_mol_kg"),
    "salt_index": ("salts", "salts_second"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Formulations as arrays; components once each, rows pointing to them.

    Attributes:
        polymers: Features of the distinct polymers (`features_polymer.COLUMNS`); the last row is no polymer.
        solvents: Features of the distinct solvent mixtures; the last row, all zero, is no solvent.
        salts: Features of the distinct salts; the last row is no salt.
        salts_second: For each of `salts`, the share of its Li⁺ that all but the main salt bring.
        solvents_estimated: For each of `solvents`, the share of which the viscosity is estimated.
        pure_solvents: Features of the distinct solvents that the mixtures are made of.
        solvent_shares: Mole fractions of the `pure_solvents` in each of `solvents`; of no solvent all zero.
        holds: For each of `polymers`, the columns of `hold.HOLD_COLUMNS`; 0 where no row has a solvent.
        solvent_donors_mol_kg: For each of `solvents`, donor groups per kg.
        polymer_index: Row of `polymers` for each formulation, shape (n,).
        solvent_index: Row of `solvents`.
        salt_index: Row of `salts`.
        w_polymer: Weight fraction.
        w_solvent: Weight fraction.
        lithium_salt_mol_kg: Li⁺ of the salt in mol per kg of formulation.
        lithium_polymer_mol_kg: Li⁺ that balances the polymer's anions, in mol per kg of polymer.
        donors_mol_kg: Donor atoms in mol per kg of polymer.
        polymer_mw_g_mol: Molar mass of the polymer, NaN where unknown.
        temperature_k: Temperature in K.
        simulated_share: Polymer's share of Li⁺'s first shell where it was simulated, else NaN.
        homogeneous: Probability that polymer and solvent make one clear gel, NaN where it is not known.
    """

    polymers: NDArray[np.float64]
    solvents: NDArray[np.float64]
    salts: NDArray[np.float64]
    salts_second: NDArray[np.float64]
    solvents_estimated: NDArray[np.float64]
    pure_solvents: NDArray[np.float64]
    solvent_shares: NDArray[np.float64]
    holds: NDArray[np.float64]
    solvent_donors_mol_kg: NDArray[np.float64]
    polymer_index: NDArray[np.int64]
    solvent_index: NDArray[np.int64]
    salt_index: NDArray[np.int64]
    w_polymer: NDArray[np.float64]
    w_solvent: NDArray[np.float64]
    lithium_salt_mol_kg: NDArray[np.float64]
    lithium_polymer_mol_kg: NDArray[np.float64]
    donors_mol_kg: NDArray[np.float64]
    polymer_mw_g_mol: NDArray[np.float64]
    temperature_k: NDArray[np.float64]
    simulated_share: NDArray[np.float64]
    homogeneous: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of formulations."""
        return len(self.temperature_k)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Inputs:
        """Return the chosen formulations; components are shared."""
        per_row = {
            field.name: getattr(self, field.name)[rows]
            for field in fields(self)
            if field.name not in _SHARED.union(chain.from_iterable(_COMPONENTS.values()))
        }
        return replace(self, **per_row)

    def compact(self) -> Inputs:
        """Return the same formulations without components that do not occur."""
        kept: dict[str, Any] = {}
        for name, tables in _COMPONENTS.items():
            last = len(getattr(self, tables[0])) - 1
            used, index = np.unique([*getattr(self, name), last], return_inverse=True)
            kept[name] = index[:-1]
            kept |= {table: getattr(self, table)[used] for table in tables}
        return replace(self, **kept)

    @property
    def estimated_share(self) -> NDArray[np.float64]:
        """Mole fraction of each formulation's solvents of which the viscosity is estimated."""
        return self.solvents_estimated[self.solvent_index]

    @property
    def second_salt_share(self) -> NDArray[np.float64]:
        """Share of each formulation's salt's Li⁺ that all but the main salt bring."""
        return self.salts_second[self.salt_index]

    @property
    def polymer_share(self) -> NDArray[np.float64]:
        """Weight of polymer per weight of polymer and solvent."""
        return self.w_polymer / (self.w_polymer + self.w_solvent)

    @property
    def shell_share_estimate(self) -> NDArray[np.float64]:
        """Share of Li⁺'s first shell that the polymer takes by `hold.shell_share`."""
        return shell_share(
            self.holds[self.polymer_index, 0],
            self.solvent_donors_mol_kg[self.solvent_index],
            self.polymer_share,
        )

    @property
    def shell_share(self) -> NDArray[np.float64]:
        """The same where it was simulated as simulated."""
        is_simulated = np.isfinite(self.simulated_share)
        return np.where(is_simulated, self.simulated_share, self.shell_share_estimate)

    @property
    def heads(self) -> NDArray[np.float64]:
        """Columns of `hold_sums.HEADS`: acrylic, amide_head, nh_head and substituted_head, shape (n, 4)."""
        return self.holds[self.polymer_index, 2:6]

    @property
    def dry_molality(self) -> NDArray[np.float64]:
        """Mol Li⁺ per kg polymer if polymer took the solvent's place."""
        return self.lithium_salt_mol_kg / (self.w_polymer + self.w_solvent) + self.lithium_polymer_mol_kg

    @property
    def diluted_molality(self) -> NDArray[np.float64]:
        """Mol Li⁺ per kg solvent if solvent took the polymer's place."""
        return self._liquid_lithium / (self.w_polymer + self.w_solvent)

    @property
    def own_molality(self) -> NDArray[np.float64]:
        """Mol Li⁺ per kg of the solvent that is there."""
        return np.asarray(self._liquid_lithium / np.maximum(self.w_solvent, _LEAST_SOLVENT))

    @property
    def held_molality(self) -> NDArray[np.float64]:
        """Mol Li⁺ that the solvent holds per kg of it beside the polymer's ethers, shape (n,).

        A polyether dissolves salt and carries Li⁺ along, so its ethers and the solvent's donors share the
        salt alike, as many Li⁺ to each. Other donors of a polymer take places in the shells of the solvent's
        Li⁺ (`hold`) and no salt of their own, so that holding more never leaves a better liquid. Without
        ethers it is the own molality. It falls when polymer with more ethers than the solvent has donors
        takes solvent's place: ethylene oxide takes salt out of ethylene carbonate.
        """
        ethers = self.polymers[self.polymer_index, _ETHERS] * self.polymer_share
        donors = np.maximum(self.solvent_donors_mol_kg[self.solvent_index], _FEWEST_SHARING)
        of_solvent = donors * (1 - self.polymer_share)
        left = of_solvent / np.maximum(ethers + of_solvent, _LEAST_SOLVENT)
        return np.asarray(self.own_molality * np.where(ethers > 0, left, 1.0))

    @property
    def held_salt_molality(self) -> NDArray[np.float64]:
        """The same without the Li⁺ that the polymer brings, which stays with its anions, shape (n,)."""
        return (
            self.held_molality * self.lithium_salt_mol_kg / np.maximum(self._liquid_lithium, _LEAST_SOLVENT)
        )

    @property
    def _liquid_lithium(self) -> NDArray[np.float64]:
        return self.lithium_salt_mol_kg + self.lithium_polymer_mol_kg * self.w_polymer

    def concentration(self, molality: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return mol Li⁺ per litre of a liquid of the given molality (mol Li⁺ per kg solvent), shape (n,).

        The solvent keeps its volume and the salt adds its own (`DISSOLVED_ML_MOL_PER_A3`): 4.5 mol/kg are
        2.8 mol/L of LiTFSI in tetraglyme and 4.4 mol/L of LiPF6 in ethylene carbonate. At most 5 mol/L.
        """
        density = np.maximum(self.solvents[:, SOLVENT_COLUMNS.index("density_g_ml")], LEAST_DENSITY_G_ML)
        salt_l_mol = self.salts[:, SALT_COLUMNS.index("volume_a3")] * DISSOLVED_ML_MOL_PER_A3 / 1000
        per_litre_solvent = molality * density[self.solvent_index]
        concentration = per_litre_solvent / (1 + per_litre_solvent * salt_l_mol[self.salt_index])
        return np.asarray(np.minimum(concentration, _STRONGEST_MOL_L))

    def dry_states(self) -> NDArray[np.float64]:
        """Return the columns of `DRY_STATES`, shape (n, 4)."""
        molality = self.dry_molality + _LEAST_MOLALITY
        unknown = ~np.isfinite(self.polymer_mw_g_mol)
        mass = np.where(unknown, _TYPICAL_MASS_G_MOL, self.polymer_mw_g_mol)
        columns = (
            np.log10(molality),
            np.log10(molality / (self.donors_mol_kg + _STRAY_DONORS_MOL_KG)),
            np.log10(np.clip(mass, *_MASS_RANGE_G_MOL)),
            unknown.astype(float),
        )
        return np.column_stack(columns)


def features_version() -> str:
    """Return a short hash of features and expectations; a model with another hash cannot use them."""
    said = (
        _EXPECTATIONS,
        hold_sums.HEADS, hold.SELECTIVITY_KCAL_MOL, hold.POLARISATION_KCAL_MOL,
        features_polymer.GROUPS, features_polymer.SHAPES, features_polymer.DONORS,
        features_liquid.SOLVENT_GROUPS, features_liquid.SOLVENT_SHAPES, features_liquid.SOLVENT_PROPERTIES,
        features_liquid.ANION_GROUPS, features_liquid.SALT_COLUMNS,
    )  # fmt: skip
    return sha256(repr(said).encode()).hexdigest()[:12]


def featurise(formulations: Formulations, *, energies: Energies | None = None) -> Inputs:
    """Turn checked formulations into arrays; rows with errors hold NaN and must be left out.

    Args:
        formulations: The table.
        energies: One-armed binding energies of capped units that take the place of estimates, as in `hold`.
    """
    polymers = [describe_polymer(polymer) for polymer in formulations.polymers]
    solvents = [describe_mixture(mixture) for mixture in formulations.solvents]
    pure_solvents, solvent_shares = split_mixtures(formulations.solvents)
    salts = [*map(describe_salts, formulations.salts), np.array(describe_salt(None))]
    per_gram = np.array([*(mixture.lithium_mol_g for mixture in formulations.salts), 0.0])
    second = np.array([*(1 - max(mixture.lithium_shares) for mixture in formulations.salts), 0.0])
    bound = np.array([*(polymer.lithium_mol_kg for polymer in polymers), 0.0])
    donors = np.array([*(polymer.donors_mol_kg for polymer in polymers), 0.0])
    polymer_index, solvent_index, salt_index = (
        np.where(index < 0, count, index)
        for index, count in (
            (formulations.polymer_index, len(polymers)),
            (formulations.solvent_index, len(solvents)),
            (formulations.salt_index, len(salts) - 1),
        )
    )
    in_gel = np.unique(formulations.polymer_index[(formulations.w_solvent > 0)])
    in_gel = in_gel[in_gel >= 0]
    holds = np.zeros((len(formulations.polymers) + 1, len(HOLD_COLUMNS)))
    if in_gel.size:
        holds[in_gel] = describe_holds([formulations.polymers[at] for at in in_gel], hold_model(energies))
    return Inputs(
        holds=holds,
        solvent_donors_mol_kg=np.array([*map(count_solvent_donors, formulations.solvents), 0.0]),
        simulated_share=formulations.simulated_share,
        homogeneous=homogeneous_probabilities(formulations),
        polymers=np.array([*(polymer.numbers for polymer in polymers), np.zeros(len(COLUMNS))]),
        solvents=np.array([*solvents, np.zeros(len(SOLVENT_COLUMNS))]),
        salts=np.array(salts),
        salts_second=second,
        solvents_estimated=np.array([*map(estimated_share, formulations.solvents), 0.0]),
        pure_solvents=pure_solvents,
        solvent_shares=solvent_shares,
        polymer_index=polymer_index,
        solvent_index=solvent_index,
        salt_index=salt_index,
        w_polymer=formulations.w_polymer,
        w_solvent=formulations.w_solvent,
        lithium_salt_mol_kg=formulations.w_salt * per_gram[salt_index] * 1000,
        lithium_polymer_mol_kg=bound[polymer_index],
        donors_mol_kg=donors[polymer_index],
        polymer_mw_g_mol=formulations.polymer_mw_g_mol,
        temperature_k=formulations.temperature_c + ZERO_CELSIUS_K,
    )
