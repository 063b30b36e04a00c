"""A formulation in words, as people write it and `read_typed_mixture` reads it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from monodesign.errors import MonodesignError
from monodesign.formulation.components import SaltMixture, SolventMixture, read_salts, read_solvents
from monodesign.formulation.concentration import molality_in
from monodesign.formulation.shares import split_share
from monodesign.formulation.solvents_and_salts import load_salts, load_solvents
from monodesign.tables.cells import drop_extension, plain_text
from monodesign.tables.missing import is_missing

_MOST_PARTS: Final = 12  # of a ratio in small whole numbers, all parts together
_TOLERANCE: Final = 0.0005  # of such a ratio, as a weight fraction; else per cent
_SMALL: Final = 0.05  # a share below it is said to a tenth of a per cent


def word_solvents(text: str) -> str:
    """Return solvents with their ratio by weight.

    >>> word_solvents("EC:1|DEC:1"), word_solvents("EC:0.576856|DEC:0.423144")
    ('EC:DEC 1:1 by weight', 'EC:DEC 58:42 by weight')

    Returns:
        The text as it is where it cannot be read.
    """
    return _word(text, read_solvents, column="solvent")


def word_salts(text: str) -> str:
    """Return a salt, or several with their ratio by weight.

    >>> word_salts("LiPF6"), word_salts("LiTFSI:4|LiBOB:1")
    ('LiPF6', 'LiTFSI:LiBOB 4:1 by weight')

    Returns:
        The text as it is where it cannot be read.
    """
    return _word(text, read_salts, column="salt")


def _word(
    text: str, read: Callable[[str], SolventMixture | SaltMixture], *, column: Literal["solvent", "salt"]
) -> str:
    try:
        return _word_mixture(in_written_order(text, read(text).composition, column=column))
    except MonodesignError:
        return text


def word_conditions(row: Mapping[Any, Any]) -> str:
    """Return a formulation and its temperature in one line.

    >>> gel = {"w_polymer": 0.3, "salt": "LiPF6", "w_salt": 0.16, "solvent": "EC", "w_solvent": 0.54}
    >>> word_conditions({**gel, "temperature_c": 25.0})
    '30 wt% polymer, 16 wt% LiPF6, 54 wt% EC, 25 °C'
    """
    return ", ".join([*_word_parts(row, has_molality=False), word_temperature(row["temperature_c"])])


def word_gel(row: Mapping[Any, Any]) -> str:
    """Return a formulation and its temperature in one line, with mol of salt per kg of solvents.

    >>> gel = {"w_polymer": 0.3, "salt": "LiPF6", "w_salt": 0.16, "solvent": "EC:1|DEC:1", "w_solvent": 0.54}
    >>> word_gel({**gel, "temperature_c": 25.0})
    '30 wt% polymer, 16 wt% LiPF6 (1.95 mol/kg of the solvents), 54 wt% EC:DEC 1:1 by weight, 25 °C'
    """
    return ", ".join([*_word_parts(row, has_molality=True), word_temperature(row["temperature_c"])])


def word_temperature(temperature_c: float) -> str:
    """Return a temperature with its unit, which a line's end does not part from it.

    >>> word_temperature(25.0)
    '25 °C'
    """
    return f"{float(temperature_c):g} °C"


def _word_parts(row: Mapping[Any, Any], *, has_molality: bool) -> list[str]:
    salt = word_salts(str(row["salt"]))
    names = {
        "polymer": "polymer",
        "salt": salt + (_word_molality(row) if has_molality else ""),
        "solvent": word_solvents(str(row["solvent"])),
    }
    return [
        f"{_word_percent(float(row[f'w_{part}']))} wt% {name}"
        for part, name in names.items()
        if float(row[f"w_{part}"]) > 0
    ]


def _word_molality(row: Mapping[Any, Any]) -> str:
    if is_missing(row["salt"]) or not float(row["w_solvent"]) > 0:
        return ""
    try:
        salt = read_salts(str(row["salt"]))
    except MonodesignError:
        return ""
    molality = molality_in(w_salt=float(row["w_salt"]), w_solvent=float(row["w_solvent"]), salt=salt)
    return f" ({molality:.3g} mol/kg of the solvents)"


def _word_percent(share: float) -> str:
    """Return a share in per cent with at most three significant digits, or two decimals.

    >>> _word_percent(0.3), _word_percent(0.086523), _word_percent(0.60548)
    ('30', '8.65', '60.5')
    """
    return f"{100 * share:.3g}"


def in_written_order(
    text: str, composition: Sequence[tuple[str, float]], *, column: Literal["solvent", "salt"]
) -> list[tuple[str, float]]:
    """Return names and shares in the order of the text: the first is the main one, by custom."""
    library = load_solvents() if column == "solvent" else load_salts()
    parts = drop_extension(plain_text(text)).split("|")
    written = [split_share(part.strip(), is_alone=len(parts) == 1, column=column)[0] for part in parts]
    shares = dict(composition)
    return [(name, shares[name]) for name in dict.fromkeys(library.find(one).name for one in written)]


def _word_mixture(parts: Sequence[tuple[str, float]]) -> str:
    """Return names and ratio as `A:B 1:2 by weight`; the name alone of one."""
    names, shares = [name for name, _ in parts], [share for _, share in parts]
    if len(names) == 1:
        return names[0]
    joint = "/" if any(":" in name for name in names) else ":"
    return f"{joint.join(names)} {':'.join(_find_ratio(shares))} by weight"


def _find_ratio(shares: Sequence[float]) -> list[str]:
    """Return a ratio in small whole numbers where they say it, else in per cent that sum to 100."""
    for parts in range(len(shares), _MOST_PARTS + 1):
        whole = [round(share * parts) for share in shares]
        pairs = zip(whole, shares, strict=True)
        if min(whole) > 0 and all(abs(number / parts - share) < _TOLERANCE for number, share in pairs):
            return [str(number) for number in whole]
    decimals = 0 if min(shares) > _SMALL else 1
    return [f"{round(100 * share, decimals):g}" for share in shares]
