"""How much of each: the shares of a mixture (`EC:2|DEC:1`) and the mole ratio of a copolymer (`1|3`)."""

from __future__ import annotations

import math
import re
from typing import Final

from monodesign.errors import InvalidFormulation

MOST_COMPONENTS: Final = 20  # a longer list is a mistake in the separator

LARGEST_SHARE: Final = 1e9  # far above any amount, and so far below overflow that totals stay numbers
# Beside one part of another component: no balance weighs less.
SMALLEST_AMOUNT: Final = 1e-6
_DECIMAL_COMMA: Final = re.compile(r"\s*\d+,\d+\s*")
_EXAMPLES: Final = {"solvent": "EC:{}|DEC:{}", "salt": "LiTFSI:{}|LiBOB:{}"}


def read_mole_ratio(ratio: str, n_parts: int) -> list[float]:
    """Read the mole ratio of a polymer of `n_parts` units, `1|3`; a lone unit needs none.

    Raises:
        InvalidFormulation: It has another number of parts, or one is not a positive number.
    """
    if n_parts > MOST_COMPONENTS:
        raise InvalidFormulation(f"polymer lists more than {MOST_COMPONENTS} parts")
    if n_parts == 1 and not ratio.strip():
        return [1.0]
    if not ratio.strip():
        raise InvalidFormulation(
            f"polymer names {n_parts} units but polymer_mol_ratio is empty; give it, such as 1|1"
        )
    if ":" in ratio:
        raise InvalidFormulation(
            f"polymer_mol_ratio {ratio[:40]!r}: write it as {ratio.replace(':', '|')[:40]}"
        )
    shares = [_read_share(part, where=f"polymer_mol_ratio {ratio[:40]!r}") for part in ratio.split("|")]
    if len(shares) != n_parts:
        raise InvalidFormulation(
            f"polymer names {n_parts} unit(s) but polymer_mol_ratio {ratio[:40]!r} has {len(shares)}: "
            "write a copolymer as A|B with 1|1"
        )
    return shares


def split_share(part: str, *, is_alone: bool, column: str) -> tuple[str, float]:
    """Split `EC:2` into name and share; a single component needs no share.

    Args:
        part: What stands between two bars.
        is_alone: Whether nothing else does.
        column: `solvent` or `salt`, for the message.

    Raises:
        InvalidFormulation: The share is missing or not a positive number.
    """
    name, colon, share = part.rpartition(":")
    if colon and not math.isnan(_to_number(share)):
        return name.strip(), _read_share(share, where=f"{column} {part[:60]!r}")
    example = _EXAMPLES[column].format
    if colon and share.endswith("%"):
        raise InvalidFormulation(f"{column} {part[:60]!r}: write shares without %, as {example(50, 50)}")
    if colon and _DECIMAL_COMMA.fullmatch(share):
        point = share.strip().replace(",", ".")
        raise InvalidFormulation(f"{column} {part[:60]!r}: write a decimal point: {name.strip()}:{point}")
    if is_alone and part:
        return part, 1.0
    raise InvalidFormulation(f"{column} {part[:60]!r} has no share: write mixtures as {example(2, 1)}")


def _read_share(text: str, *, where: str) -> float:
    share = _to_number(text)
    if not SMALLEST_AMOUNT <= share <= LARGEST_SHARE:
        raise InvalidFormulation(
            f"{where}: a share must be a positive number, at most {LARGEST_SHARE:g} and at least "
            f"{SMALLEST_AMOUNT:g}"
        )
    return share


def _to_number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def read_mixture(solvent: str) -> tuple[tuple[str, float], ...]:
    """Split `EC:2|DEC:1` into names and masses.

    Raises:
        InvalidFormulation: A mass ratio is not a positive number.

    >>> read_mixture("EC:2|DEC:1")
    (('EC', 2.0), ('DEC', 1.0))
    """
    return tuple(_read_part(part) for part in solvent.split("|"))


def _read_part(part: str) -> tuple[str, float]:
    name, colon, amount = part.rpartition(":")
    if not colon:
        return part.strip(), 1.0
    return name.strip(), _read_share(amount, where=f"solvent {part[:60]!r}")
