"""Why a disconnection would not work in the flask: competing groups and reactants that do not last."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from rdkit import Chem

from monodesign.chem.molecules import pattern
from monodesign.chem.polymerisation import count_polymerisable
from monodesign.synthesis.reactions import Reaction

Selectivity: TypeAlias = Literal["single", "equal", "graded", "none", "wrong"]

# The reactive groups that a reactant may bring. An amine is one that is basic or nucleophilic: no amide.
GROUPS: Final = {
    "alcohol": "[OX2H][#6;!$([#6]=[O,S,N])]",
    "acid": "[CX3](=O)[OX2H]",
    "amine": "[NX3;H1,H2;!$(N[#6]=[O,S,N]);!$(N[S,P]);!$(NC#N)]",
    "thiol": "[SX2H]",
    "acyl chloride": "[C,S,P;$(*=O)][Cl,Br]",
    "isocyanate": "[NX2]=[CX2]=[OX1]",
    "alkyl halide": "[CX4;!$(C(F)(F)[Br,I])][Br,I]",
    "mineral acid": "[S,P][OX2H]",
}
# Every one of these adds strong nucleophiles to its C=C (Michael addition).
MICHAEL_ACCEPTOR: Final = "[CX3;H1,H2]=[CX3][C,S,P;$(*=O),$(C#N)]"
# An amine is slow to add to an acrylamide, and reacts elsewhere first.
AMINE_ACCEPTOR: Final = "[CX3;H1,H2]=[CX3][C,S,P;$(*=O),$(C#N);!$(C(=O)N)]"
CYCLIC_CARBONATE: Final = "[OX2;R][CX3;R](=O)[OX2;R]"

# Reactants that cannot be kept in a bottle, by SMARTS; a listed reagent is exempt, since suppliers keep it.
UNSTABLE: Final = (
    ("a hemiacetal or geminal halohydrin", "[OX2H][CX4][OX2,F,Cl,Br,I,SX2]"),
    ("a hemiaminal", "[OX2H][CX4][NX3;!$(N[#6,S]=O)]"),
    ("an enol", "[OX2H][CX3]=[CX3]"),
    ("a β-hydroxy carbonate, which closes to a cyclic carbonate", "[OX2H][CX4][CX4][OX2][CX3;!R](=O)[OX2]"),
    ("an aminoalkyl ester, which becomes an amide", "[NX3;H1,H2;!$(N[#6,S,P]=O)][CX4][CX4][OX2][CX3]=O"),
    ("an aminoalkyl ester, which becomes an amide", "[NX3;H1,H2;!$(N[#6,S,P]=O)][CX4][CX4][CX4][OX2][CX3]=O"),
    ("an aminal or α-halo amine", "[NX3;H1,H2;!$(N[#6,S,P]=O)][CX4][OX2,NX3,F,Cl,Br,SX2]"),
    ("formyl chloride", "[CX3;H1](=O)[Cl,Br]"),
    ("an acyl cyanide chloride", "ClC(=O)C#N"),
    ("a β-keto acid or its chloride", "[OX2H,Cl][CX3](=O)[CX4][CX3](=O)[#6]"),
    ("a carbonic or carbamic acid", "[OX2H][CX3](=O)[OX2,NX3]"),
    ("an acyl isocyanate", "[CX3](=O)[NX2]=C=O"),
    ("an α-halo ether, ester or amine", "[CX4]([Br,Cl,I])[OX2,NX3,SX2]"),
    ("a tertiary alkyl chloroformate", "[CX4;H0;!$(C(F)(F)F);!$(CC(F)(F)F)][OX2]C(=O)Cl"),
    (
        "an acid chloride beside a basic nitrogen",
        "[C,S,P;$(*=O)]Cl.[$([NX3;H0;!$(N[#6]=[O,S,N]);!$(N[S,P]);!$(Nc)]),$([nX2])]",
    ),
    ("a strained or peroxidic ring", "[O,N]1[O,N][#6]1"),
)  # fmt: skip

# What may stand free beside the group that reacts, since it is slower by far under the stated conditions.
_TOLERATED: Final = {
    ("acyl chloride", "amine"): {"alcohol"},
    ("isocyanate", "amine"): {"alcohol"},
    ("acid", "amine"): {"alcohol"},
    ("anhydride", "amine"): {"alcohol"},
    ("alcohol to activate", "amine"): {"alcohol"},
    ("alkyl halide", "acid"): {"alcohol"},
    ("alkyl halide", "nitrogen acid"): {"alcohol"},
    ("alkyl halide", "amine"): {"alcohol"},
    ("alkyl halide", "sulfinate"): {"alcohol"},
    ("alkyl halide", "cyanide"): {"alcohol"},
    ("alkyl halide", "thiol"): {"alcohol"},
    ("aldehyde", "amine"): {"alcohol"},
    ("epoxide", "amine"): {"alcohol"},
    ("cyclic carbonate", "amine"): {"alcohol"},
    ("carbonate", "diol"): {"alcohol"},
    ("acyl chloride", "diol"): {"alcohol"},
}
# Groups that the first reactant may carry beside the one that reacts.
_TOLERATED_IN_ELECTROPHILE: Final = {
    "acyl chloride": {"alkyl halide"},
    "alkyl halide": {"alcohol"},
    "epoxide": {"alcohol"},
    "dichloride": {"acyl chloride"},
    "dibromide": {"alkyl halide"},
}
# Strong nucleophiles and bases that would add to a polymerisable C=C before they react as meant.
_ADDING: Final = frozenset({"amine", "nitrogen acid", "sulfinate", "cyanide", "carbon acid", "thiol"})
# Larger unlisted starting materials are no building blocks but problems of their own.
MAX_UNLISTED_HEAVY_ATOMS: Final = 16
# Groups of which one of two may be made to react.
_PAIRED: Final = frozenset({"alcohol", "amine"})
# Electrophiles fast enough at 0 °C that an amine takes them first.
_FAST: Final = frozenset({"acyl chloride", "isocyanate"})


def count_group(mol: Chem.Mol, group: str) -> int:
    """Return how many reactive groups of a kind a molecule has."""
    return len(mol.GetSubstructMatches(pattern(GROUPS[group])))


def find_instability(mol: Chem.Mol) -> str | None:
    """Say why a reactant cannot be kept, or return None."""
    for reason, smarts in UNSTABLE:
        if mol.HasSubstructMatch(pattern(smarts)):
            return reason
    if mol.HasSubstructMatch(pattern(GROUPS["amine"])):
        for reason, smarts in (
            ("a Michael acceptor", MICHAEL_ACCEPTOR),
            ("a cyclic carbonate", CYCLIC_CARBONATE),
        ):
            if mol.HasSubstructMatch(pattern(smarts)):
                return f"an amine that attacks {reason} of its own"
    return None


def find_conflict(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    """Say which group would react instead of the intended one, or return None."""
    return (
        _conflict_in_electrophile(reaction, electrophile)
        or _conflict_in_nucleophile(reaction, nucleophile)
        or _addition_conflict(reaction, electrophile, nucleophile)
    )


def is_building_block(mol: Chem.Mol) -> bool:
    """Say whether an unlisted starting material is one to look for.

    It is small. Acid chlorides, isocyanates and polymerisable molecules that nobody lists would have to be
    made.
    """
    is_made = any(count_group(mol, group) for group in ("acyl chloride", "isocyanate"))
    return mol.GetNumHeavyAtoms() <= MAX_UNLISTED_HEAVY_ATOMS and not is_made and not count_polymerisable(mol)


def selectivity(nucleophile: Chem.Mol, product: Chem.Mol, *, group: str) -> Selectivity:
    """Say how two hydroxyl or amino groups are told apart when one of them is to react.

    Returns:
        `single` where there is one, `equal` for two that symmetry makes equal, `graded` where the hydroxyl
        group left free is the more hindered one (tertiary, secondary, primary), `none` where the reagent
        cannot tell them apart, and `wrong` where it would take the other one, or the two amines are not
        equal.
    """
    sites = _sites(nucleophile, group)
    if len(sites) < 2:
        return "single"
    ranks = list(Chem.CanonicalRankAtoms(nucleophile, breakTies=False))
    if len({ranks[index] for index in sites}) == 1:
        return "equal"
    free, ordered = list(_sites(product, group).values()), sorted(sites.values())
    if group == "amine" or len(free) != 1:
        return "wrong"
    if ordered[0] == ordered[1]:
        return "none"
    return "graded" if free[0] == ordered[1] else "wrong"


def _sites(mol: Chem.Mol, group: str) -> dict[int, int]:
    """Return the atoms of a group with the number of carbons on its carbon (1 for a primary alcohol)."""
    found: dict[int, int] = {}
    for match in mol.GetSubstructMatches(pattern(GROUPS[group])):
        atom = mol.GetAtomWithIdx(match[0])
        carbon = next(neighbour for neighbour in atom.GetNeighbors() if neighbour.GetAtomicNum() == 6)
        found[match[0]] = sum(neighbour.GetAtomicNum() == 6 for neighbour in carbon.GetNeighbors())
    return found


def _conflict_in_electrophile(reaction: Reaction, mol: Chem.Mol) -> str | None:
    own = "alcohol" if reaction.electrophile == "alcohol to activate" else reaction.electrophile
    if own in GROUPS and count_group(mol, own) > 1:
        return f"the electrophile has more than one {own}"
    tolerated = _TOLERATED_IN_ELECTROPHILE.get(reaction.electrophile, set())
    for group in GROUPS:
        if group != own and group not in tolerated and count_group(mol, group):
            return f"the electrophile also has a free {group}"
    return None


def _conflict_in_nucleophile(reaction: Reaction, mol: Chem.Mol) -> str | None:
    tolerated = _TOLERATED.get((reaction.electrophile, reaction.nucleophile), set())
    for group in GROUPS:
        count = count_group(mol, group)
        if group in reaction.nucleophile.split(" or "):
            # Whether two of them can be told apart is asked with the product at hand.
            if count > 2 or (count == 2 and group not in _PAIRED):
                return f"the nucleophile has more than one {group}"
        elif count and group not in tolerated:
            return f"the nucleophile also has a free {group}"
    return None


def _addition_conflict(reaction: Reaction, electrophile: Chem.Mol, nucleophile: Chem.Mol) -> str | None:
    if reaction.nucleophile not in _ADDING:
        return None
    is_amine = reaction.nucleophile == "amine"
    accepting = (
        ("C=C", AMINE_ACCEPTOR if is_amine else MICHAEL_ACCEPTOR),
        ("cyclic carbonate", CYCLIC_CARBONATE),
    )
    # Opening ethylene carbonate is what that reaction is for; a fast electrophile is taken first.
    is_spared = is_amine and reaction.electrophile in {*_FAST, "cyclic carbonate"}
    for mol in (nucleophile,) if is_spared else (electrophile, nucleophile):
        for name, smarts in accepting:
            if mol.HasSubstructMatch(pattern(smarts)):
                return f"the {reaction.nucleophile} would attack the {name}"
    return None
