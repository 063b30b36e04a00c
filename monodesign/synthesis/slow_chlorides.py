"""How chlorides and isocyanates that a little water does not destroy, or turns into worse, are destroyed."""

from __future__ import annotations

from typing import Final

from monodesign.chem.molecules import parse, pattern
from monodesign.synthesis.amounts import WeighedStep
from monodesign.synthesis.groups import AMINE_ACCEPTOR, count_group
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.situations import has_motif
from monodesign.synthesis.wash_amounts import BASIC, WASH_L_MOL
from monodesign.synthesis.washes import find_harms

PHOSPHORUS: Final = "[PX4](=O)Cl"
SLOW: Final = "[$([CX3](=O)(Cl)[NX3]),$([SX4](=O)(=O)(Cl)[NX3])]"
# What an amine would take beside the chloride.
_TAKEN_BY_AMINES: Final = ("cyclic carbonate", "cyclic imide", "alkylating halide", "alkyl sulfonate")
_EQUIVALENTS: Final = 2.0
WATER_EQUIVALENTS: Final = 10.0
_ETHANOL_ML_MMOL: Final = 0.04607 / 0.789  # 46.07 g/mol, 0.789 g/mL
_PYRROLIDINE_ML_MMOL: Final = 0.07112 / 0.866  # 71.12 g/mol, 0.866 g/mL
METHANOL_ML_MMOL: Final = 0.03204 / 0.792  # 32.04 g/mol, 0.792 g/mL
WATER_ML_MMOL: Final = 0.018
# Of an isocyanate that the other reactant should have used up.
_TRACE: Final = 0.05


def destroy_phosphorus(weighed: WeighedStep, excess_mmol: float, *, before_washes: bool) -> str:
    """Say what takes a P–Cl left over; empty where the product stands nothing of it.

    A little water with amine makes a phosphate that attacks the chloride still there: the pyrophosphate
    inhibits cholinesterase, as TEPP does.
    """
    product = parse(weighed.step.product)
    harms = find_harms(product).keys()
    volume = f"{2.0 * WASH_L_MOL * (weighed.amounts[0].mmol or 0.0):.3g} mL"
    if "water" in harms:
        return ""
    if before_washes and not count_group(product, "acid"):
        bath = "0.5 M phosphate buffer of pH 7" if "bicarbonate" in harms else "saturated sodium bicarbonate"
        return (
            f"pour into {bath} ({volume}; little water makes a pyrophosphate; glassware into the same) and "
            "stir hard for 2 h, until 31P NMR shows no chloride"
        )
    ethanol = show_volume(_EQUIVALENTS * excess_mmol * _ETHANOL_ML_MMOL)
    return f"stir for 2 h with ethanol ({ethanol}), until 31P NMR shows no chloride"


def destroy_slow(weighed: WeighedStep, excess_mmol: float) -> str:
    """Say what takes a carbamoyl or sulfamoyl chloride left over; cold water does not."""
    product = parse(weighed.step.product)
    harms = find_harms(product).keys()
    if "water" in harms:
        return ""
    is_taken = product.HasSubstructMatch(pattern(AMINE_ACCEPTOR)) or any(
        has_motif(product, motif) for motif in _TAKEN_BY_AMINES
    )
    if harms <= {"acid"} and not is_taken and not product.HasSubstructMatch(pattern(BASIC)):
        amine = show_volume(_EQUIVALENTS * excess_mmol * _PYRROLIDINE_ML_MMOL)
        return (
            f"stir for 4 h at 25 °C with pyrrolidine ({amine}; look for the chloride by gas chromatography)"
        )
    warm = "35 °C" if weighed.step.reaction.solvent == "dichloromethane" else "50 °C"
    water = show_volume(WATER_EQUIVALENTS * excess_mmol * WATER_ML_MMOL)
    return f"stir for 12 h at {warm} with water ({water}; look for the chloride by gas chromatography)"


def take_isocyanate(weighed: WeighedStep) -> str:
    """Say what takes an isocyanate left over: more of the amine, or methanol beside the tin."""
    step, mmol = weighed.step, {amount.smiles: amount.mmol or 0.0 for amount in weighed.amounts}
    excess = max(mmol[step.electrophile] - mmol[step.nucleophile], _TRACE * (weighed.amounts[0].mmol or 0.0))
    name = load_reagents().describe(step.nucleophile).shown
    if count_group(parse(step.nucleophile), "amine"):
        return f"add more {name} drop by drop in the cold (about {excess:.2g} mmol) and measure again"
    if not find_harms(parse(step.product)).keys() <= {"acid", "alumina"}:
        return f"stir overnight with more {name} ({excess:.2g} mmol) and measure again"
    methanol = show_volume(_EQUIVALENTS * excess * METHANOL_ML_MMOL)
    return f"stir overnight with methanol ({methanol}) and measure again"


def show_volume(millilitres: float) -> str:
    """Return a volume in two digits, in mL."""
    return f"{float(f'{millilitres:.2g}'):g} mL"
