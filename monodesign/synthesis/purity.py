"""What to look for in a monomer before it goes into a cell (`libraries/purity.csv`), by how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from monodesign.chem.molecules import parse, pattern
from monodesign.errors import InvalidTable
from monodesign.paths import LIBRARIES
from monodesign.synthesis.amounts import WeighedStep, polymerises
from monodesign.synthesis.groups import count_group
from monodesign.synthesis.situations import has_motif
from monodesign.synthesis.wash_amounts import BASES
from monodesign.synthesis.washes import is_base_labile
from monodesign.synthesis.work_up import describe_work_up
from monodesign.synthesis.work_up_substances import find_work_up_substances
from monodesign.tables.shipped import read_rows

_ACIDIC: Final = frozenset({"acid", "anhydride", "acyl chloride"})
_HIGH_BOILING: Final = frozenset({"dimethylformamide", "dimethyl sulfoxide"})
_PEROXIDISED: Final = frozenset({"tetrahydrofuran", "diethyl ether", "dioxane"})
_ALCOHOLS: Final = frozenset({"methanol", "ethanol"})
_HYDROXYL_AND_HEAD: Final = "[OX2H][CX4].[CH2]=[#6]C(=O)"
_PHOSPHORUS_CHLORIDE: Final = "[PX4](=O)Cl"
_ESTER_HEAD: Final = "[CH2]=[#6]C(=O)[OX2]"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurityCheck:
    """One thing to look for.

    Attributes:
        check: What it is.
        when: The word that calls for it, such as `chloride`; `always`.
        limit: The usual limit, and why.
        method: How it is found.
        source: Where the limit is from.
    """

    check: str
    when: str
    limit: str
    method: str
    source: str


WHEN: Final = frozenset(
    {
        "always", "alcohol", "acid", "chloride", "bromide", "amine", "imidazole", "tin", "palladium",
        "iodide", "alkali", "cyanide", "isocyanate", "high-boiling solvent", "peroxide", "crosslinker",
        "inhibitor",
        "inhibitor of a base-labile monomer", "vinyl sulfone", "phosphorus chloride", "phosphite",
    }
)  # fmt: skip


@lru_cache(maxsize=4)
def load_purity_checks(path: Path | None = None) -> tuple[PurityCheck, ...]:
    """Load the checks in file order.

    Raises:
        InvalidTable: A word of `when` is unknown; the message names all of them.
    """
    path = path or LIBRARIES / "purity.csv"
    checks = tuple(PurityCheck(**row) for row in read_rows(path))
    faults = [f"'{check.when}'" for check in checks if check.when not in WHEN]
    if faults:
        raise InvalidTable(f"{path.name}: when {', '.join(faults)}: choose from {', '.join(sorted(WHEN))}")
    return checks


def find_purity_checks(weighed: Sequence[WeighedStep]) -> tuple[PurityCheck, ...]:
    """Return what to look for in the product of a route, in the order of the file."""
    made = weighed[-1].step.product
    words = {"always"}.union(*(_words(step, made) for step in weighed))
    return tuple(check for check in load_purity_checks() if check.when in words)


def _words(weighed: WeighedStep, product: str) -> set[str]:
    """Return the words for which a step calls on the way to a product."""
    step, names = weighed.step, {amount.name for amount in weighed.amounts}
    used = names | {amount.reagent.carrier for amount in weighed.amounts}
    used |= find_work_up_substances(describe_work_up(weighed)).keys()
    smiles = {amount.smiles for amount in weighed.amounts if amount.role != "product"}
    nucleophile, is_labile = parse(step.nucleophile), is_base_labile(parse(product))
    tests = {
        "alcohol": bool(count_group(nucleophile, "alcohol") or used & _ALCOHOLS),
        "acid": step.reaction.electrophile in _ACIDIC or step.reaction.nucleophile == "acid",
        "chloride": any("Cl" in text and text != "ClCCl" for text in smiles),
        "bromide": any("Br" in text for text in smiles),
        "iodide": any("[I-]" in text for text in smiles),
        "amine": bool(names & BASES or count_group(nucleophile, "amine") or "EDC hydrochloride" in names),
        "imidazole": "1,1'-carbonyldiimidazole" in names,
        "tin": any("Sn" in text for text in smiles),
        "palladium": "palladium on carbon" in names,
        "alkali": any(ion in text for text in smiles for ion in ("[Na+]", "[K+]", "[Cs+]")),
        "phosphorus chloride": parse(step.electrophile).HasSubstructMatch(pattern(_PHOSPHORUS_CHLORIDE)),
        "phosphite": "phosphite" in step.reaction.nucleophile,
        "cyanide": step.reaction.nucleophile == "cyanide",
        "isocyanate": step.reaction.electrophile == "isocyanate",
        "high-boiling solvent": step.reaction.solvent in _HIGH_BOILING,
        "peroxide": bool(used & _PEROXIDISED),
        "crosslinker": _may_crosslink(weighed),
        "inhibitor": polymerises(step) and not is_labile,
        "inhibitor of a base-labile monomer": polymerises(step) and is_labile,
        "vinyl sulfone": has_motif(parse(step.product), "2-sulfonylethyl ester"),
    }
    return {word for word, is_called_for in tests.items() if is_called_for}


def _may_crosslink(weighed: WeighedStep) -> bool:
    """Say whether a molecule with two C=C may come along.

    It may from a diol carried over or acylated twice, from a bought alcohol, from carbonyldiimidazole left
    beside an alcohol with a head, from a hydroxyethyl ester with a head, which shuffles, and from a
    3-sulfonylpropionate, which base makes an acrylate.
    """
    step = weighed.step
    is_doubled = step.selectivity != "single" and step.doubled != "amine"
    if is_doubled or (polymerises(step) and has_motif(parse(step.product), "3-sulfonylpropionyl")):
        return True
    molecules = [parse(smiles) for smiles in (*step.precursors, step.product)]
    is_joined = step.reaction.name.endswith("carbonyldiimidazole")
    return polymerises(step) and any(
        mol.HasSubstructMatch(pattern(_HYDROXYL_AND_HEAD))
        and (
            is_joined or has_motif(mol, "2-hydroxyethyl ester") or mol.HasSubstructMatch(pattern(_ESTER_HEAD))
        )
        for mol in molecules
    )
