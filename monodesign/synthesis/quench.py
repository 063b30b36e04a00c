"""What becomes of an acid chloride that is left over where no water destroys it."""

from __future__ import annotations

from typing import Final

from monodesign.chem.molecules import parse, pattern
from monodesign.synthesis.amounts import WeighedStep
from monodesign.synthesis.reagents import load_reagents

# An acid chloride left over meets twice as much methanol (32.04 g/mol, 0.792 g/mL).
_ACYL_CHLORIDE: Final = "[CX3](=O)Cl"
_METHANOL_EQUIVALENTS: Final = 2.0
_METHANOL_ML_MMOL: Final = 0.03204 / 0.792


def _excess_mmol(weighed: WeighedStep) -> float:
    """Return how much of a carbon acid chloride is left over; zero where there is none."""
    step = weighed.step
    charged = {amount.smiles: amount.mmol or 0.0 for amount in weighed.amounts if amount.role != "product"}
    if not parse(step.electrophile).HasSubstructMatch(pattern(_ACYL_CHLORIDE)):
        return 0.0
    return max(charged[step.electrophile] - charged[step.nucleophile], 0.0)


def describe_quench(weighed: WeighedStep) -> str:
    """Say how an acid chloride left over is destroyed where no water will do it."""
    excess = _excess_mmol(weighed)
    if not excess:
        return ""
    millilitres = _METHANOL_EQUIVALENTS * excess * _METHANOL_ML_MMOL
    name = load_reagents().describe(weighed.step.electrophile).name
    shown = f"`{name}`" if name == weighed.step.electrophile else name
    volume = f"{float(f'{millilitres:.2g}'):g} mL"
    return f"stir for 30 min with methanol ({volume}), which destroys the excess of {shown}, "


def describe_excess(weighed: WeighedStep) -> str:
    """Say that an acid chloride left over goes with the solvent, where methanol would take the product."""
    return " with the acid chloride left over, by way of a cold trap," if _excess_mmol(weighed) else ""
