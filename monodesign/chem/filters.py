"""The filters a monomer must pass, each named and configurable; a rejection says which and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Final, Literal

from annotated_types import Ge, Le
from rdkit import Chem
from rdkit.Chem import rdMolDescriptors

from monodesign.chem.ethers import find_ethers, has_peroxide, has_silyl_ether
from monodesign.chem.groups import PROTIC, REACTIVE, find_groups
from monodesign.chem.head_kinds import load_head_kinds
from monodesign.chem.molecules import molar_mass_g_mol, pattern
from monodesign.chem.polymerisation import Alkene, find_alkenes
from monodesign.chem.synthetic_accessibility import sa_score
from monodesign.chem.toxic_release import find_poisons, load_releases
from monodesign.errors import InvalidConfig, InvalidSmiles

# How the reason begins that a copolymer takes away.
NO_HOMOPOLYMER: Final = "no homopolymer"
# Atoms below their valence: SMARTS has no word for an unpaired electron.
RADICAL: Final = "[$([#6;v0,v1,v2,v3;+0]),$([#7;v0,v1,v2;+0]),$([#8;v0,v1;+0])]"


# Of groups, rotors or ring atoms: no molecule that is read has more.
Count = Annotated[int, Ge(0), Le(1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterSettings:
    """Which monomers are kept; the table `[filters]` of a campaign file.

    Attributes:
        allow_ethers: Keep ethers. They oxidise first: PEGMA above about 4.0 V.
        allow_silyl_ethers: Keep silyl ethers (Si–O–C).
        allow_peroxides: Keep peroxides (O–O).
        allowed_protic: Protic groups to keep, by their names in `reasons`.
        allowed_reactive: Reactive groups to keep, by their names in `reasons`.
        allowed_releases: Poisons that a monomer may release, by their names in `reasons`
            (`libraries/toxic_release.csv`): fluoroacetate and what the body turns into it.
        heads: `acrylic` requires CH2=C(R)C(=O)–O or –N; `any` accepts every polymerisable C=C.
        heads_without_homopolymer: What to do with heads that do not homopolymerise by radicals, or that
            lithium polymerises on contact (libraries/polymerisation.csv): `reject` them, or `keep` them with
            a warning. A monomer named in `[copolymers]` is kept for that copolymer only.
        min_polymerisable: Minimum number of polymerisable C=C.
        max_polymerisable: Maximum number of polymerisable C=C; two or more make a crosslinker.
        max_other_alkenes: Maximum number of C=C that do not polymerise; residual C=C oxidises at 4.3–4.5 V.
        allow_charges: Keep ions and zwitterions; nitro groups do not count as charged.
        elements: Symbols of the elements that a monomer may contain.
        min_mw_g_mol: Lowest molar mass in g/mol.
        max_mw_g_mol: Highest molar mass in g/mol.
        max_rotors: Maximum number of rotatable single bonds between non-terminal atoms outside rings.
        min_ring_size: Smallest ring allowed. Rings of three and four atoms have about 25 kcal/mol of strain
            (Wiberg 1986, doi 10.1002/anie.198603121).
        max_ring_size: Largest ring allowed. Rings of 8 to 11 atoms are strained too.
        max_sa_score: Highest synthetic accessibility score, from 1 (easy) to 10 (doi 10.1186/1758-2946-1-8).
        require_smarts: SMARTS patterns that must all match.
        exclude_smarts: SMARTS patterns that must not match.

    Raises:
        InvalidConfig: A limit or SMARTS makes no sense; all such faults are named.
    """

    allow_ethers: bool = False
    allow_silyl_ethers: bool = False
    allow_peroxides: bool = False
    allowed_protic: tuple[str, ...] = ()
    allowed_reactive: tuple[str, ...] = ()
    allowed_releases: tuple[str, ...] = ()
    heads: Literal["acrylic", "any"] = "acrylic"
    heads_without_homopolymer: Literal["reject", "keep"] = "reject"
    min_polymerisable: Count = 1
    max_polymerisable: Count = 1
    max_other_alkenes: Count = 0
    allow_charges: bool = False
    elements: tuple[str, ...] = ("H", "B", "C", "N", "O", "F", "Si", "P", "S")
    min_mw_g_mol: Annotated[float, Ge(0), Le(1e6)] = 0.0
    max_mw_g_mol: Annotated[float, Ge(0), Le(1e6)] = 450.0
    max_rotors: Count = 20
    min_ring_size: Count = 5
    max_ring_size: Count = 7
    max_sa_score: Annotated[float, Ge(0), Le(100)] = 6.0
    require_smarts: tuple[str, ...] = ()
    exclude_smarts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        faults = _setting_faults(self)
        if faults:
            raise InvalidConfig("filters: " + "; ".join(faults))


def _setting_faults(settings: FilterSettings) -> list[str]:
    """Return everything that is wrong with the settings."""
    faults = [
        f"{low} = {getattr(settings, low)} is above {high} = {getattr(settings, high)}"
        for low, high in (
            ("min_polymerisable", "max_polymerisable"),
            ("min_mw_g_mol", "max_mw_g_mol"),
            ("min_ring_size", "max_ring_size"),
        )
        if getattr(settings, low) > getattr(settings, high)
    ]
    faults += _unknown_names(settings)
    if settings.heads not in {"acrylic", "any"}:
        faults.append(f"heads = '{settings.heads}': choose acrylic or any")
    if settings.heads_without_homopolymer not in {"reject", "keep"}:
        faults.append(
            f"heads_without_homopolymer = '{settings.heads_without_homopolymer}': choose reject or keep"
        )
    for name in ("require_smarts", "exclude_smarts"):
        faults += [f"{name}: {fault}" for fault in _smarts_faults(getattr(settings, name))]
    faults += [
        f"elements: '{symbol}' is not an element" for symbol in settings.elements if symbol not in _symbols()
    ]
    faults += [] if settings.elements else ["elements: give at least one"]
    return faults


def _unknown_names(settings: FilterSettings) -> Iterator[str]:
    """Yield a line for every name in a list of what to allow that is no name of a group or poison."""
    known = {
        "allowed_protic": {group.name for group in PROTIC},
        "allowed_reactive": {group.name for group in REACTIVE},
        "allowed_releases": {release.releases for release in load_releases() if release.is_rejected},
    }
    for name, names in known.items():
        unknown = sorted(set(getattr(settings, name)) - names)
        yield from (f"{name}: unknown group '{group}'" for group in unknown)


@cache
def _symbols() -> frozenset[str]:
    """Return the symbols of all elements."""
    table = Chem.GetPeriodicTable()
    return frozenset(table.GetElementSymbol(number) for number in range(1, 119))


def _smarts_faults(patterns: tuple[str, ...]) -> Iterator[str]:
    """Yield a line for every SMARTS that does not parse."""
    for smarts in patterns:
        try:
            pattern(smarts)
        except InvalidSmiles as error:
            yield str(error)


def find_reasons(mol: Chem.Mol, settings: FilterSettings | None = None) -> tuple[str, ...]:
    """Return every reason to reject a molecule; empty if it is kept.

    Each begins with the filter's name: `ether: dialkyl ether`, `protic: alcohol`, `no acrylic head: …`.
    """
    chosen = settings or FilterSettings()
    return tuple(reason for find in _FILTERS for reason in find(mol, chosen))


def _bound_oxygen(mol: Chem.Mol, settings: FilterSettings) -> Iterator[str]:
    """Find ethers, silyl ethers and peroxides."""
    if not settings.allow_ethers:
        yield from (f"ether: {kind}" for kind in find_ethers(mol))
    if not settings.allow_silyl_ethers and has_silyl_ether(mol):
        yield "silyl ether"
    if not settings.allow_peroxides and has_peroxide(mol):
        yield "peroxide"


def _groups(mol: Chem.Mol, settings: FilterSettings) -> Iterator[str]:
    """Find protic and reactive groups, and what releases a poison."""
    yield from (f"protic: {name}" for name in find_groups(mol, PROTIC, allowed=settings.allowed_protic))
    yield from (f"reactive: {name}" for name in find_groups(mol, REACTIVE, allowed=settings.allowed_reactive))
    yield from (f"releases: {name}" for name in find_poisons(mol, allowed=settings.allowed_releases))


def _heads(mol: Chem.Mol, settings: FilterSettings) -> Iterator[str]:
    """Check number and kind of the C=C."""
    alkenes = find_alkenes(mol)
    heads = [alkene for alkene in alkenes if alkene.is_polymerisable]
    if len(heads) < settings.min_polymerisable:
        yield f"no polymerisable C=C: {len(heads)} of {settings.min_polymerisable}"
    if len(heads) > settings.max_polymerisable:
        yield f"crosslinker: {len(heads)} polymerisable C=C, at most {settings.max_polymerisable}"
    if settings.heads == "acrylic" and heads and not any(alkene.is_acrylic for alkene in heads):
        yield from sorted({_not_acrylic(alkene) for alkene in heads})
    if settings.heads_without_homopolymer == "reject":
        yield from _no_homopolymer(heads)
    n_others = len(alkenes) - len(heads)
    if n_others > settings.max_other_alkenes:
        yield f"C=C that does not polymerise: {n_others}, at most {settings.max_other_alkenes}"


def _not_acrylic(alkene: Alkene) -> str:
    """Say what a head that is not acrylic is, and how far it polymerises."""
    kind = load_head_kinds()[alkene.kind]
    known = "conversion unknown"
    if kind.conversion_percent:
        known = f"polymerises to {kind.conversion_percent} % only ({kind.source})"
    elif kind.needs_partner:
        known = f"{kind.by_radicals} by radicals"
    return f"no acrylic head: {kind.name}, {known}"


def _no_homopolymer(heads: Sequence[Alkene]) -> Iterator[str]:
    """Say why heads make no homopolymer in a cell, where none of them does."""
    kinds = [load_head_kinds()[name] for name in sorted({head.kind for head in heads})]
    if kinds and all(kind.needs_partner for kind in kinds):
        yield from (
            f"{NO_HOMOPOLYMER}: {kind.name} {kind.by_radicals} by radicals (name it in [copolymers] pairs)"
            for kind in kinds
        )
    yield from (
        f"polymerises on contact: {kind.name}, by {kind.anionic_on}"
        for kind in kinds
        if kind.is_set_off_in_cell
    )


def _composition(mol: Chem.Mol, settings: FilterSettings) -> Iterator[str]:
    """Check pieces, radicals, charges, elements and mass."""
    n_pieces = len(Chem.GetMolFrags(mol))
    if n_pieces > 1:
        yield f"several molecules: {n_pieces}"
    if mol.HasSubstructMatch(pattern(RADICAL)):
        yield "radical"
    if not settings.allow_charges and (charge := name_charges(mol)):
        yield f"charge: {charge}"
    if mol.HasSubstructMatch(pattern("[#0]")):
        yield "open end (*): a repeat unit or fragment, not a monomer"
    foreign = mol.GetSubstructMatches(pattern(foreign_atoms(settings.elements)))
    if foreign:
        yield f"element: {', '.join(sorted({mol.GetAtomWithIdx(atom).GetSymbol() for (atom,) in foreign}))}"
    mass = molar_mass_g_mol(mol)
    if not settings.min_mw_g_mol <= mass <= settings.max_mw_g_mol:
        yield f"mass: {mass:.1f} g/mol outside {settings.min_mw_g_mol:g}–{settings.max_mw_g_mol:g}"


@cache
def foreign_atoms(symbols: tuple[str, ...]) -> str:
    """Return the SMARTS of an atom of any other element, open ends excluded."""
    table = Chem.GetPeriodicTable()
    return "[!#0;" + ";".join(f"!#{table.GetAtomicNumber(symbol)}" for symbol in symbols) + "]"


def name_charges(mol: Chem.Mol) -> str:
    """Say which net or unpaired formal charges a molecule carries; empty if none.

    A charge on a neighbour of opposite charge (nitro, isonitrile, azide) is a way of drawing, not an ion.
    """
    charged = [mol.GetAtomWithIdx(match[0]) for match in mol.GetSubstructMatches(pattern("[!+0]"))]
    net = sum(atom.GetFormalCharge() for atom in charged)
    if net:
        return f"{net:+d} e"
    lonely = [
        a for a in charged if not any(n.GetFormalCharge() * a.GetFormalCharge() < 0 for n in a.GetNeighbors())
    ]
    if not lonely:
        return ""
    pieces = Chem.GetMolFrags(mol, asMols=True, sanitizeFrags=False)
    return "salt" if any(Chem.GetFormalCharge(piece) for piece in pieces) else "zwitterion"


def _shape(mol: Chem.Mol, settings: FilterSettings) -> Iterator[str]:
    """Check rotors and ring sizes."""
    rotors = count_rotors(mol)
    if rotors > settings.max_rotors:
        yield f"rotors: {rotors}, at most {settings.max_rotors}"
    sizes = sorted({len(ring) for ring in mol.GetRingInfo().AtomRings()})
    for size in sizes:
        if not settings.min_ring_size <= size <= settings.max_ring_size:
            yield f"ring strain: a ring of {size}, allowed {settings.min_ring_size}–{settings.max_ring_size}"


def count_rotors(mol: Chem.Mol) -> int:
    """Return the number of single bonds outside rings between two non-terminal atoms, amides included."""
    return int(
        rdMolDescriptors.CalcNumRotatableBonds(mol, rdMolDescriptors.NumRotatableBondsOptions.NonStrict)
    )


def _user_smarts(mol: Chem.Mol, settings: FilterSettings) -> Iterator[str]:
    """Check the user's own SMARTS."""
    for smarts in settings.require_smarts:
        if not mol.HasSubstructMatch(pattern(smarts)):
            yield f"required SMARTS missing: {smarts}"
    for smarts in settings.exclude_smarts:
        if mol.HasSubstructMatch(pattern(smarts)):
            yield f"excluded SMARTS found: {smarts}"


def _synthesis(mol: Chem.Mol, settings: FilterSettings) -> Iterator[str]:
    """Check synthetic accessibility."""
    score = sa_score(mol)
    if score > settings.max_sa_score:
        yield f"synthetic accessibility: score {score:.1f}, at most {settings.max_sa_score:g}"


# In the order in which a rejected monomer's reasons are listed.
_FILTERS: Final[tuple[Callable[[Chem.Mol, FilterSettings], Iterator[str]], ...]] = (
    _bound_oxygen,
    _heads,
    _groups,
    _composition,
    _shape,
    _user_smarts,
    _synthesis,
)
