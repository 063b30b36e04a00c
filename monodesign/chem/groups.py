"""Functional groups that a cell or a radical polymerisation does not tolerate, by name and SMARTS."""

from __future__ import annotations

from typing import Final, NamedTuple

from rdkit import Chem

from monodesign.chem.molecules import pattern

# Hydrogens that lithium metal and LiPF6 take: O–H, S–H, amine N–H and the acidic N–H of imides and
# sulfonamides. The N–H of amides, carbamates and ureas is allowed: the paper's AAPC and AAEO carry one.
# C–H counts where it is as acidic as a sulfonamide's N–H (pKa 16 to 17 in dimethyl sulfoxide; Bordwell 1988,
# doi 10.1021/ar00156a004): between two acceptors, as in malononitrile 11, acetylacetone 13, ethyl
# cyanoacetate 13, ethyl acetoacetate 14, disulfones 12 to 15, diethyl malonate 16, diethyl
# cyanomethylphosphonate 16. Alkylated malonates and phosphonoacetates (19), amides of malonic acid and
# single ketones (26) do not count.
_KETONE: Final = "$([CX3](=O)([#6])[#6]),$([CX3H1]=O)"
_ESTER: Final = "$(C(=O)[OX2]),$(C(=O)NC=O)"
_NITRILE: Final = "$(C#N)"
_SULFONYL: Final = "$(S(=O)(=O)[#6,#7,#8])"
_STRONG: Final = f"[{_KETONE},{_NITRILE},{_SULFONYL}]"
_PHOSPHORYL: Final = "[$([PX4]=[OX1])]"
_ACCEPTOR: Final = f"[{_KETONE},{_ESTER},{_NITRILE},{_SULFONYL}]"
_ACYLOXY: Final = "[OX2][$(C=O),$(S=O),$(P=O)]"
# A ring nitrogen whose ring holds a second one: its anion leaves an acyl or sulfonyl group.
_AZOLE: Final = (
    "[nX3;$(n1cncc1),$(n1nccc1),$(n1cnnc1),$(n1nncc1),$(n1nccn1),$(n1ncnc1),$(n1cnnn1),$(n1nncn1)]"
)
_ACTIVE_ESTER: Final = "[CX3](=O)[OX2]c1c(F)c(F)cc(F)c1F"

_LETTERS: Final = {
    "H": "[!#6;!#1;!H0]",
    "X": "[F,Cl,Br,I]",
    "M": "[!#1;!#6;!#7;!#8;!#16;!F;!Cl;!Br;!I]",
    "N": "[#7]",
    "O": "[#8]",
    "P": "[#15]",
    "S": "[#16]",
}


class Group(NamedTuple):
    """A functional group: its name, what a molecule must hold to have it, and its SMARTS.

    `needs` spares most substructure searches. Its letters, all of which must be there: `H` a hydrogen on an
    atom other than carbon, `X` a halogen, `M` an element other than H, C, N, O, S and halogens, `N`, `O`,
    `P`, `S` the element.
    """

    name: str
    needs: str
    smarts: str


PROTIC: Final = (
    Group("carboxylic acid", "H", "C(=O)[OX2H1]"),
    Group("alcohol", "H", "[OX2H1][CX4]"),
    Group("phenol or enol", "H", "[OX2H1][$(c),$(C=C)]"),
    Group("N–OH", "H", "[OX2H1][#7]"),
    Group("hydroperoxide", "H", "[OX2H1][OX2]"),
    Group("acidic S–OH, P–OH, B–OH or Si–OH", "H", "[OX2H1][#16,#15,#5,#14]"),
    Group("water", "H", "[OH2]"),
    Group("thiol", "H", "[SX2H1]"),
    Group("amine N–H", "H", "[NX3;H1,H2,H3;!$(N[#6,#16,#15]=[#8,#16]);!$(N-C=[#7]);!$(N-[#7,#8])]"),
    Group("amidine or guanidine N–H", "H", "[#7;H1,H2;$([#7]C=[#7]),$([#7]=C[#7])]"),
    Group("hydrazine or hydroxylamine N–H", "H", "[NX3;H1,H2][#7,#8]"),
    Group("imine N–H", "H", "[NX2H1]=[#6;!$(C[#7])]"),
    Group("sulfoximine or phosphazene N–H", "H", "[NX2H1]=[#16,#15]"),
    Group("imide N–H", "H", "[NX3H1](C=[O,S])C=[O,S]"),
    Group("sulfonamide or phosphoramide N–H", "H", "[NX3;H1,H2]-[$(S(=O)=O),$(P=O)]"),
    Group("azole N–H", "H", "[nH1]"),
    Group("ammonium", "H", "[NX4;H1,H2,H3,H4;+]"),
    Group("acidic C–H between two keto, cyano or sulfonyl groups", "", f"{_STRONG}[CX4;!H0]{_STRONG}"),
    Group("acidic C–H of a cyano, keto or sulfonyl ester", "O", f"{_STRONG}[CX4;!H0][{_ESTER}]"),
    Group("acidic C–H of a cyano, keto or sulfonyl phosphonate", "P", f"{_STRONG}[CX4;!H0]{_PHOSPHORYL}"),
    Group("acidic C–H of a malonate", "O", f"[{_ESTER}][$([CX4H2]),$([CX4H](C=O)(C=O)C=O)][{_ESTER}]"),
    Group("acidic C–H of an alkylated Meldrum's or barbituric acid", "O", "[CX4H]1C(=O)[O,N][#6][O,N]C1=O"),
    Group("acidic C–H of a cyclopentadiene or fluorene", "", "[CX4;R;!H0]1[#6]=,:[#6][#6]=,:[#6]1"),
)

REACTIVE: Final = (
    Group("acyl halide", "X", "[CX3](=[O,S])[F,Cl,Br,I]"),
    Group("sulfonyl or sulfinyl halide", "XS", "[SX3,SX4](=O)[F,Cl,Br,I]"),
    Group(
        "sulfenyl or sulfuranyl halide",
        "XS",
        "[$([SX4;v4]),$([SX3;!$(S=O)]),$([SX2]),$([SX5])][F,Cl,Br,I]",
    ),
    Group("phosphoryl halide", "XP", "[#15][F,Cl,Br,I]"),
    Group("silicon or boron halide", "XM", "[#14,#5;+0][F,Cl,Br,I]"),
    Group("alkyl chloride, bromide or iodide", "X", "[CX4][Cl,Br,I]"),
    Group("alkyl sulfonate (alkylating agent)", "OS", "[CX4][OX2][SX4](=O)(=O)[#6]"),
    Group("alkyl sulfate (alkylating agent)", "OS", "[CX4][OX2][SX4](=O)(=O)[OX2,OX1-]"),
    Group("oxonium or sulfonium (alkylating agent)", "", "[OX3+,SX3+;!$([S+][O-])]([#6])([#6])[#6]"),
    Group("cyclic sulfamidate (alkylating agent)", "NOS", "[CX4;R][OX2;R][SX4;R](=O)(=O)[#7;R]"),
    Group(
        "N-alkyl bis(fluorosulfonyl or perfluoroalkylsulfonyl)imide (alkylating agent)",
        "XNS",
        "[CX4][NX3]([SX4](=O)(=O)[F,$(C(F)F)])[SX4](=O)(=O)[F,$(C(F)F)]",
    ),
    Group("N-acyl azole (acylating agent)", "NO", f"{_AZOLE}C=O"),
    Group("N-sulfonyl azole (sulfonylating agent)", "NOS", f"{_AZOLE}S(=O)=O"),
    Group("azlactone or isoimide (acylating agent)", "NO", "[#6][#6X3](=[OX1])[#8X2][#6X3]=,:[#7X2]"),
    Group("acylsilane or acylphosphorus (splits in light, acylates)", "MO", "[#6][CX3](=[OX1])[Si,P]"),
    Group("β-acyloxy ketone (eliminates)", "O", "[#6][CX3](=O)[CX4;!H0][CX4][OX2][$(C=O),$(S=O),$(P=O)]"),
    Group(
        "β-acyloxy malonate or its like (eliminates)", "O", f"[CX4H]({_ACCEPTOR})({_ACCEPTOR})[CX4]{_ACYLOXY}"
    ),
    Group("enol ester", "O", "[CX3;!H2]=[CX3][OX2][$([CX3]=O),$(S(=O)=O),$(P=O)]"),
    Group("trifluoromethyl ester (releases carbonyl fluoride)", "XO", "[CX3](=O)[OX2]C(F)(F)F"),
    Group("α-fluoroalkyl ester (releases hydrogen fluoride)", "XO", "[#6][CX3](=O)[OX2][CX4;!$(C(F)(F)F)]F"),
    Group("ester of a tetra- or pentafluorophenol (acylating agent)", "XO", _ACTIVE_ESTER),
    Group("anhydride", "O", "[CX3](=[O,S])[OX2,SX2][CX3](=[O,S])"),
    Group("aldehyde", "O", "[CX3H1,CX3H2](=O)[#6,#1]"),
    Group("formate or N–H formamide", "O", "[CX3H1](=O)[OX2,NX3;!$(N([#6])([#6])[#6])]"),
    Group("isocyanate, isothiocyanate or carbodiimide", "N", "[NX2]=C=[O,S,N]"),
    Group("cyanate or thiocyanate", "N", "[O,S]C#N"),
    Group("acyl cyanide", "N", "[CX3](=O)C#N"),
    Group("ketene or allene", "", "[#6]=C=[#6,#8]"),
    Group("alkyne", "", "C#C"),
    Group("isonitrile", "N", "[NX2+]#[CX1-]"),
    Group("azide or diazo", "N", "[#6,#7]=,-[#7+]=,#[#7]"),
    Group("azo or triazene", "N", "[#7X2;!a;+0]=[#7X2;!a;+0]"),
    Group("hydrazine or N–N single bond", "N", "[NX3;!$(N=*);!a]-[NX3;!a]"),
    Group("nitro or nitrate", "N", "[$([NX3](=O)=O),$([NX3+](=O)[O-])]"),
    Group("nitroso or nitrite", "N", "[#6,#8,#7]-[NX2]=O"),
    Group("N-oxide or nitrone", "N", "[#7+;!$([#7](=O)[O-]);!$([#7]=[#7])][O-]"),
    Group("N–O single bond", "N", "[#7X3;!$([#7](=O)[O-]);!$([#7](=O)=O)]-[OX2]"),
    Group("oxime", "N", "[CX3]=[NX2]-[OX2]"),
    Group("hydrazone or azine", "N", "[CX3;!a]=[NX2;!a]-[#7]"),
    Group("tetrazine (adds to C=C)", "N", "c1nncnn1"),
    Group("imine", "N", "[CX3;!$(C[#7,#8,#16])]=[NX2;!$(N-[#7,#8])]"),
    Group("N–halogen or O–halogen", "X", "[#7,#8][F,Cl,Br,I]"),
    Group("disulfide", "S", "[#16X2][#16X2]"),
    Group("thiosulfonate or thiosulfinate", "S", "[SX2]-[SX3,SX4]=O"),
    Group("thiocarbonyl", "S", "[#6]=[SX1]"),
    Group("sulfenyl", "S", "[SX2;!a][O,N]"),
    Group("sulfoxide", "S", "[SX3](=O)([#6])[#6]"),
    Group("sulfinate or sulfinamide", "S", "[SX3](=O)([#6])[OX2,OX1-,NX3]"),
    Group("phosphorus or sulfur ylide", "", "[#6]=,#[#15,SX2,SX3,SX4]"),
    Group("nitrogen ylide, aminimide or mesoionic ring", "N", "[#7X3+,#7X4+]~[#6-,#7-]"),
    # Between two phosphorus atoms, or beside an acceptor, the nitrogen is no base.
    Group("iminophosphorane (base)", "P", "[CX4,CX3;!$([#6]=[O,S,N])][NX2]=[PX4]"),
    Group("sulfilimine", "NS", "[NX2]=[SX3]"),
    Group("phosphorus(III)", "P", "[PX3]"),
    Group("silazane or other Si–N", "MN", "[#14]-[#7]"),
    Group("Si–Si", "M", "[#14]-[#14]"),
    Group("thioester of phosphorus", "PS", "[#15]-[SX2]"),
    Group("P–H, Si–H or B–H", "M", "[#15,#14,#5;!H0]"),
    Group("boronic or boric acid ester", "M", "[$([BX3]),$([BX4-]([#8])[#7X4+])]"),
    Group("quinone", "O", "O=C1C=CC(=O)C=C1"),
    Group("1,2-diketone", "O", "[#6][CX3](=O)[CX3](=O)[#6]"),
    Group(
        "tertiary amine", "N", "[NX3;H0;!$(N[#6,#16,#15]=[#8,#16,#7]);!$(N-[#7,#8]);!$(NC#N)]([#6])([#6])[#6]"
    ),
    Group("amidine or guanidine", "N", "[NX2;!a;!$(N-[#7,#8])]=[CX3;!a][NX3;!a;!$(N[#6,#16,#15]=[#8,#16])]"),
    Group("thioether", "S", "[SX2;!a]([#6;!$(C=[O,S,N])])[#6;!$(C=[O,S,N])]"),
    Group("thioimidate", "NS", "[CX3](=[NX2])[SX2;!a]"),
    Group("thioester", "S", "[CX3](=O)[SX2]"),
    Group("aziridine", "N", "[NX3]1[CX4][CX4]1"),
    Group("metal", "M", "[Li,Na,K,Mg,Ca,Zn,Al,Fe,Cu,Sn]"),
)


def find_groups(
    mol: Chem.Mol, groups: tuple[Group, ...], *, allowed: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Return the names of the groups a molecule holds, in the table's order, without the allowed ones."""
    present = _letters(mol)
    return tuple(
        group.name
        for group in groups
        if present.issuperset(group.needs)
        and group.name not in allowed
        and mol.HasSubstructMatch(pattern(group.smarts))
    )


def _letters(mol: Chem.Mol) -> set[str]:
    """Return the letters of `Group.needs` that apply to a molecule."""
    return {letter for letter, smarts in _LETTERS.items() if mol.HasSubstructMatch(pattern(smarts))}
