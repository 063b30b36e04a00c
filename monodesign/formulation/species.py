"""What a solvent and a salt are: their records, and how their SMILES are read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rdkit import Chem
from rdkit.Chem import Mol, rdMolDescriptors, rdMolHash

from monodesign.chem import molecules
from monodesign.chem.molecules import parse_chemistry, pattern
from monodesign.errors import InvalidSmiles

# Van der Waals volume of an atom, Å³ (Zhao et al., J. Org. Chem. 68, 7368 (2003), doi:10.1021/jo034808o,
# table 2). Al and Sb are spheres of the radii 1.84 and 2.06 Å (Mantina et al. 2009, doi:10.1021/jp8111556).
_ATOM_VOLUME_A3: Final = {
    "H": 7.24, "C": 20.58, "N": 15.60, "O": 14.71, "F": 13.31, "Cl": 22.45, "Br": 26.52, "I": 32.52,
    "P": 24.43, "S": 24.43, "As": 26.52, "B": 40.48, "Si": 38.79, "Se": 28.73, "Te": 36.62, "Al": 26.09,
    "Sb": 36.62,
}  # fmt: skip
# A carbanion, but for ylides, isonitriles, cyclopentadienides and those held by two groups like C#N or SO2.
_CARBANION: Final = (
    "[#6-;!r5;!$([#6-]~[#7+,#8+,#15+,#16+]);!$([#6-]#[#7]);!$([#6-](*=,#[#7,#8,#16])*=,#[#7,#8,#16])]"
)
_BOND_VOLUME_A3: Final = 5.92  # overlap taken away for each bond (same source)
_AROMATIC_RING_A3: Final = 14.7
_OTHER_RING_A3: Final = 3.8
# What a dissolved lithium salt adds to a solution's volume, per van der Waals volume of its anion: LiTFSI in
# PC and LiPF6 in carbonates take up about 140 and 58 mL/mol, the anions 97 and 41. The second factor is
# Avogadro's number times 1e-24.
DISSOLVED_ML_MOL_PER_A3: Final = 1.42 * 0.602214076


@dataclass(frozen=True, slots=True, kw_only=True)
class Solvent:
    """A liquid component of an electrolyte.

    A property is NaN where it is not known. Values hold at 25 °C unless `note` says otherwise.

    Attributes:
        name: The one spelling used in tables; the canonical SMILES when the library has no such solvent.
        smiles: Canonical SMILES (an ionic liquid has two parts).
        aliases: Other spellings that are understood.
        molar_mass_g_mol: Computed from the SMILES.
        properties_source: Where density, dielectric constant, viscosity and phase changes were taken from.
        donor_source: Where the donor number was taken from.
    """

    name: str
    smiles: str
    aliases: tuple[str, ...] = ()
    molar_mass_g_mol: float
    density_g_ml: float = float("nan")
    dielectric_constant: float = float("nan")
    viscosity_mpa_s: float = float("nan")
    donor_number: float = float("nan")
    melting_point_c: float = float("nan")
    boiling_point_c: float = float("nan")
    properties_source: str = ""
    donor_source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Salt:
    """A lithium salt.

    Attributes:
        name: The one spelling used in tables; the canonical SMILES when the library has no such salt.
        smiles: Canonical SMILES with Li⁺ as ions.
        anion_smiles: Canonical SMILES of everything but Li⁺.
        aliases: Other spellings that are understood.
        n_lithium: Li⁺ per formula unit.
        molar_mass_g_mol: Computed from the SMILES.
        anion_volume_a3: Van der Waals volume of the anion, Å³ (doi:10.1021/jo034808o).
    """

    name: str
    smiles: str
    anion_smiles: str
    aliases: tuple[str, ...] = ()
    n_lithium: int = 1
    molar_mass_g_mol: float
    anion_volume_a3: float


def parse_species(smiles: str) -> Mol:
    """Read the SMILES of a small molecule or an ion pair, isotopes left out: they change no property.

    Raises:
        InvalidSmiles: It does not parse, is empty or too large, or has attachment points.
    """
    mol = parse_chemistry(smiles)
    if any(atom.GetAtomicNum() == 0 for atom in mol.GetAtoms()):
        raise InvalidSmiles(f"{smiles[:60]!r} has an attachment point *; only a polymer may have one")
    return mol


def canonical_species(smiles: str) -> str:
    """Return the canonical SMILES of a solvent or an ion.

    >>> canonical_species("C1COC(=O)O1") == canonical_species("O=C1OCCO1")
    True
    """
    return str(Chem.MolToSmiles(parse_species(smiles)))


def find_fault(mol: Mol) -> str:
    """Return why a molecule is a part of no electrolyte that was ever measured, empty if it may be one."""
    symbols, radical = set(), 0
    for atom in mol.GetAtoms():
        symbols.add(atom.GetSymbol())
        radical += atom.GetNumRadicalElectrons()
    if foreign := sorted(symbols - {*_ATOM_VOLUME_A3, "Li", "*"}):
        return f"contains {', '.join(foreign)}, an element that occurs in no shipped measurement"
    if radical:
        return "is a radical: a bond or a hydrogen is missing at an atom"
    if mol.HasSubstructMatch(pattern(_CARBANION)):
        return "is a carbanion, which would react with the electrolyte"
    return ""


def structure_key(smiles: str) -> str:
    """Return what all drawings of a solvent or an anion share: atoms, bonds, hydrogens and charge.

    Bond orders and the places of charges are left out, so that `S=O` and `[S+][O-]` are one and so are the
    resonance forms of an anion; isotopes too, and a single stereocentre, whose two forms are one liquid.
    More of them make diastereomers, which are not. An anion's charge drawn on P stays there: the collection
    has a row with one, and what training reads must not change.

    >>> structure_key("CS(=O)C") == structure_key("C[S+]([O-])C([2H])([2H])[2H]")
    True
    """
    mol = parse_species(smiles)
    for atom in mol.GetAtoms():
        atom.SetIsotope(0)
    mol = Chem.RemoveHs(mol)
    centres = [atom for atom in mol.GetAtoms() if atom.GetChiralTag() != Chem.ChiralType.CHI_UNSPECIFIED]
    if len(centres) == 1:
        Chem.RemoveStereochemistry(mol)
    central = [atom for atom in mol.GetAtoms() if atom.GetSymbol() == "P" and atom.GetFormalCharge() < 0]
    return f"{rdMolHash.MolHash(mol, rdMolHash.HashFunction.Mesomer)} {len(central)}"


def free_lithium(mol: Mol) -> Mol:
    """Return the molecule with covalently drawn Li as separate ions."""
    if not mol.HasSubstructMatch(pattern("[Li;!D0]")):
        return mol
    freed = Chem.RWMol(mol)
    for lithium in [atom for atom in freed.GetAtoms() if atom.GetSymbol() == "Li" and atom.GetDegree()]:
        lithium.SetFormalCharge(lithium.GetFormalCharge() + lithium.GetDegree())
        for neighbour in lithium.GetNeighbors():
            freed.RemoveBond(lithium.GetIdx(), neighbour.GetIdx())
            neighbour.SetFormalCharge(neighbour.GetFormalCharge() - 1)
    freed.UpdatePropertyCache(strict=False)
    return freed.GetMol()


def split_lithium(smiles: str) -> tuple[str, int]:
    """Return a salt's anion as canonical SMILES and its number of Li⁺.

    Li drawn with a covalent bond is read as Li⁺, and an anion alone is completed with Li⁺.

    >>> split_lithium("[Li]N(S(=O)(=O)F)S(=O)(=O)F") == split_lithium("[N-](S(=O)(=O)F)S(=O)(=O)F")
    True

    Raises:
        InvalidSmiles: It does not parse, its charges cannot be balanced by Li⁺, or it holds more than ions or
            an ion that no electrolyte has.
    """
    mol = Chem.RWMol(free_lithium(parse_species(smiles)))
    lithium = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetSymbol() == "Li"]
    for index in sorted(lithium, reverse=True):
        mol.RemoveAtom(index)
    anion = mol.GetMol()
    charge = Chem.GetFormalCharge(anion)
    if anion.GetNumAtoms() == 0 or charge >= 0 or (lithium and len(lithium) != -charge):
        raise InvalidSmiles(f"{smiles[:60]!r} is not a lithium salt: Li⁺ does not balance its charges")
    anion.UpdatePropertyCache(strict=False)
    canonical = canonical_species(Chem.MolToSmiles(anion))
    for part in canonical.split("."):
        if Chem.GetFormalCharge(parse_species(part)) >= 0:
            raise InvalidSmiles(f"{smiles[:60]!r} contains {part!r} besides Li⁺ and its anion")
    if fault := find_fault(parse_species(canonical)):
        raise InvalidSmiles(f"{smiles[:60]!r} {fault}")
    return canonical, -charge


@lru_cache(maxsize=4096)
def molar_mass_g_mol(smiles: str) -> float:
    """Return the average molar mass in g/mol.

    >>> round(molar_mass_g_mol("O=C1OCCO1"), 2)
    88.06
    """
    return molecules.molar_mass_g_mol(parse_species(smiles))


def van_der_waals_volume_a3(smiles: str) -> float:
    """Return the van der Waals volume in Å³ by atom and bond contributions (doi:10.1021/jo034808o).

    >>> round(van_der_waals_volume_a3("c1ccccc1"), 1)  # the source's own example: 81.2
    81.2

    Raises:
        InvalidSmiles: It holds an element without a tabulated volume.
    """
    mol = Chem.AddHs(parse_species(smiles))
    symbols = [atom.GetSymbol() for atom in mol.GetAtoms()]
    unknown = sorted(set(symbols) - set(_ATOM_VOLUME_A3))
    if unknown:
        raise InvalidSmiles(f"{smiles[:60]!r}: no van der Waals volume for {', '.join(unknown)}")
    aromatic = rdMolDescriptors.CalcNumAromaticRings(mol)
    other = rdMolDescriptors.CalcNumRings(mol) - aromatic
    atoms = sum(_ATOM_VOLUME_A3[symbol] for symbol in symbols)
    return float(
        atoms - _BOND_VOLUME_A3 * mol.GetNumBonds() - _AROMATIC_RING_A3 * aromatic - _OTHER_RING_A3 * other
    )


def make_solvent(smiles: str) -> Solvent:
    """Return the record of a solvent that no library holds, all properties but its mass unknown."""
    canonical = canonical_species(smiles)
    return Solvent(name=canonical, smiles=canonical, molar_mass_g_mol=molar_mass_g_mol(canonical))


def make_salt(smiles: str, *, name: str = "", aliases: tuple[str, ...] = ()) -> Salt:
    """Return the record of a lithium salt from its SMILES.

    Raises:
        InvalidSmiles: It is not a lithium salt.
    """
    anion, n_lithium = split_lithium(smiles)
    canonical = canonical_species(f"{'.'.join(['[Li+]'] * n_lithium)}.{anion}")
    return Salt(
        name=name or canonical, smiles=canonical, anion_smiles=anion, aliases=aliases, n_lithium=n_lithium,
        molar_mass_g_mol=molar_mass_g_mol(canonical), anion_volume_a3=van_der_waals_volume_a3(anion),
    )  # fmt: skip
