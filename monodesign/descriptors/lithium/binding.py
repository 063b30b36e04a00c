"""How strongly a molecule holds one Li⁺: site by site, raw and calibrated.

Raw GFN2 overbinds Li⁺, by an amount that depends on the donor's class: it puts esters above ethylene
carbonate. The calibration repairs that against ωB97X-D3(BJ)/def2-TZVPD energies at the GFN2 geometries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from rdkit.Chem import Mol

from monodesign.chem.donors import Donor, family_of, find_donors, find_strong, merge_equivalent
from monodesign.chem.filters import name_charges
from monodesign.chem.molecules import pattern
from monodesign.descriptors.calibration import estimate, load_calibration
from monodesign.descriptors.lithium.sites import Site, find_sites
from monodesign.descriptors.minima import Minima
from monodesign.descriptors.search_scatter import BINDING_KCAL_MOL, widen
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines.base import Engine
from monodesign.engines.optimise import Optimised, compute_single_point
from monodesign.errors import NotConverged
from monodesign.geometry.complexes import without_lithium
from monodesign.geometry.conformers import hydrogenated
from monodesign.geometry.contacts import Contact
from monodesign.records import Geometry
from monodesign.units import KCAL_MOL_PER_HARTREE

# Of classes wider than their references, what is alike to them: nitrates, phosphoric amides, isocyanates,
# acyl halides and oxygens beside C=S or C=N share a class with nitromethane, trimethylphosphine oxide,
# vinylene carbonate and ethers, and nothing else.
REFERENCED_KINDS: Final = {
    "acyl_other": "O=c(o)o",
    "phosphoryl_other": "O=[PX4]([#6,#1])([#6,#1])[#6,#1]",
    "nitro": "[$(O=[NX3+]([OX1-])[#6]),$([OX1-][NX3+](=O)[#6])]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundSite:
    """One binding site of Li⁺ and its energy.

    Attributes:
        site: Donor classes with their atom numbers (1-based, canonical order), joined by ` + `.
        denticity: Number of donors that Li⁺ touches.
        li_binding_kcal_mol: Gas phase, calibrated, negative = bound, against the lowest free molecule; NaN
            where the references hold no such class or chelate.
        li_binding_std_kcal_mol: Its standard error.
        li_binding_gfn2_kcal_mol: Raw GFN2.
        deformation_kcal_mol: GFN2 energy that bending the molecule into the complex costs.
        li_charge_e: GFN2 charge of Li⁺.
        note: Says so where the references hold no such class or chelate; the first site's also names strong
            donors on which no one-armed site was found.
        geometry: The complex, Li⁺ last.
    """

    site: str
    denticity: int
    li_binding_kcal_mol: float
    li_binding_std_kcal_mol: float
    li_binding_gfn2_kcal_mol: float
    deformation_kcal_mol: float
    li_charge_e: float
    note: str
    geometry: Geometry


def describe_lithium(
    smiles: str, minima: Minima, *, engine: Engine, settings: DescribeSettings
) -> tuple[BoundSite, ...]:
    """Find the sites of Li⁺ and return them, the most bound first.

    The order is that of the calibrated energies, also where a site's is not shown for want of a reference.

    Args:
        smiles: The molecule.
        minima: Its free minima.
        engine: For GFN2.
        settings: How thoroughly to search.

    Raises:
        NotConverged: A single point failed, or no complex converged although there are donors.
        UnsupportedElement: The engine lacks parameters for an element.
    """
    ion_eh = lithium_energy_eh(engine)
    sites = find_sites(smiles, minima, engine=engine, settings=settings)
    if not sites and find_donors(hydrogenated(smiles)):
        raise NotConverged(f"{smiles}: no Li⁺ complex converged on any donor; try another seed")
    mol = hydrogenated(smiles)
    found = [_describe_site(site, mol, minima.lowest, ion_eh=ion_eh, engine=engine) for site in sites]
    bound = [site for _, site in sorted(found, key=lambda one: one[0])]
    missing = _note_missing(find_donors(mol), sites)
    return tuple(_add_note(one, missing) if one is bound[0] else one for one in bound)


def _note_missing(donors: Sequence[Donor], sites: Sequence[Site]) -> str:
    """Name the strong donors on which no one-armed site was found; empty if each has one."""
    found = {site.touched[0].rank for site in sites if site.denticity == 1}
    missing = [donor for donor in merge_equivalent(find_strong(donors)) if donor.rank not in found]
    return f"no one-armed site found on {', '.join(map(_label, missing))}" if missing else ""


def _label(donor: Donor) -> str:
    return f"{donor.donor_class}:{donor.index + 1}"


def _label_contact(contact: Contact) -> str:
    return f"{contact.kind}:{contact.index + 1}"


def _add_note(site: BoundSite, note: str) -> BoundSite:
    return replace(site, note="; ".join(filter(None, (site.note, note))))


def lithium_energy_eh(engine: Engine) -> float:
    """Return the energy of the bare ion: a constant of the method, +0.166 Eh in GFN2."""
    ion = Geometry(numbers=np.array([3]), positions=np.zeros((1, 3)), charge=1)
    return compute_single_point(engine, ion).energy_eh


def _describe_site(
    site: Site, mol: Mol, free: Optimised, *, ion_eh: float, engine: Engine
) -> tuple[float, BoundSite]:
    """Return a site, and the calibrated energy by which it is ordered."""
    relaxed = site.complex
    raw = (relaxed.energy_eh - free.energy_eh - ion_eh) * KCAL_MOL_PER_HARTREE
    bent = compute_single_point(engine, without_lithium(relaxed.geometry))
    deformation = (bent.energy_eh - free.energy_eh) * KCAL_MOL_PER_HARTREE
    features = binding_features(
        site.touched,
        relaxed.geometry,
        raw_kcal_mol=raw,
        deformation_kcal_mol=deformation,
        complex_charges_e=relaxed.charges_e,
        free_charges_e=bent.charges_e,
    )
    group = donor_group(site.touched, site.contacts)
    binding = estimate(load_calibration("li_binding_kcal_mol"), features, group=group)
    unknown = name_unlike(mol, site.touched) if binding.is_known_group else _plain(group)
    if free.geometry.charge or name_charges(mol):
        # Every reference is a molecule without charges.
        unknown = "an ion's sites" if free.geometry.charge else "a zwitterion's sites"
    return binding.value, BoundSite(
        site=" + ".join((*map(_label, site.touched), *map(_label_contact, site.contacts))),
        denticity=site.denticity,
        li_binding_kcal_mol=float("nan") if unknown else binding.value,
        li_binding_std_kcal_mol=float("nan") if unknown else widen(binding.std, scatter=BINDING_KCAL_MOL),
        li_binding_gfn2_kcal_mol=raw,
        deformation_kcal_mol=deformation,
        li_charge_e=float(relaxed.charges_e[-1]),
        note=f"no reference for {unknown}: GFN2 value only" if unknown else "",
        geometry=relaxed.geometry,
    )


def donor_group(touched: Sequence[Donor], contacts: Sequence[Contact] = ()) -> str:
    """Return the class of a site as `family/class`, the arms of a chelate joined in alphabetical order."""
    arms = [*map(_calibrated_class, touched), *(one.kind for one in contacts)]
    return "+".join(sorted(f"{family_of(name)}/{name}" for name in arms))


def _calibrated_class(donor: Donor) -> str:
    """Return a donor's class; an epoxide holds Li⁺ by 5 kcal/mol less than ethers would tell (oxirane)."""
    return "epoxide" if donor.donor_class == "ether" and donor.is_in_three_ring else donor.donor_class


def name_unlike(mol: Mol, touched: Sequence[Donor]) -> str:
    """Name the donors that share a class with references and are unlike them; empty where there are none."""
    names = []
    for donor in touched:
        kind = REFERENCED_KINDS.get(donor.donor_class)
        if kind and (donor.index,) not in {match[:1] for match in mol.GetSubstructMatches(pattern(kind))}:
            names.append(f"{_label(donor)}, unlike the {donor.donor_class} of the references")
    return " + ".join(names)


def _plain(group: str) -> str:
    """Return a group without its families, as chemists name it."""
    return " + ".join(arm.split("/")[1] for arm in group.split("+"))


def binding_features(
    touched: Sequence[Donor],
    geometry: Geometry,
    *,
    raw_kcal_mol: float,
    deformation_kcal_mol: float,
    complex_charges_e: np.ndarray,
    free_charges_e: np.ndarray,
) -> dict[str, float]:
    """Return the features of the calibration of Li⁺ binding.

    Args:
        touched: The donors that Li⁺ touches.
        geometry: The complex, Li⁺ last.
        raw_kcal_mol: GFN2 binding energy.
        deformation_kcal_mol: GFN2 energy of bending the molecule.
        complex_charges_e: GFN2 charges in the complex.
        free_charges_e: GFN2 charges of the molecule at the same geometry without Li⁺.
    """
    indices = [donor.index for donor in touched]
    distance = np.linalg.norm(geometry.positions[:-1] - geometry.positions[-1], axis=1)
    shift = complex_charges_e[:-1] - free_charges_e
    is_hydrogen = geometry.numbers[:-1] == 1
    # Charge–potential energy of Li⁺ in the field of the free molecule's charges, e²/Å.
    potential = float((free_charges_e / distance).sum())
    return {
        "raw_kcal_mol": raw_kcal_mol,
        "deformation_kcal_mol": deformation_kcal_mol,
        "denticity": float(len(indices)),
        "ring_share": float(np.mean([donor.is_on_ring for donor in touched])),
        "li_charge_e": float(complex_charges_e[-1]),
        "donor_charge_e": float(free_charges_e[indices].mean()),
        "donor_charge_complex_e": float(complex_charges_e[indices].mean()),
        "donor_distance_a": float(distance[indices].mean()),
        "potential_e_per_a": potential,
        "polarisation_e": float(np.abs(shift).sum()),
        # GFN2 draws charge from nearby C–H bonds too readily: its error grows with the ion's field there.
        "hydrogen_field_per_a2": float(np.sqrt((distance[is_hydrogen] ** -4.0).sum())),
        "log_n_heavy": float(np.log((geometry.numbers[:-1] > 1).sum())),
    }
