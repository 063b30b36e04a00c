"""Numbers and texts out of reason in settings, options and tables."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from attacks.ground import COMMANDS, GEL, MEASURED, SETTINGS, Ground
from attacks.running import Failed, run

NUMBERS: Final = (
    "1e308", "-1e308", "1e-300", "nan", "inf", "-inf", "0", "-0.0", "1e999", "400", "-400", "9" * 5000,
    "0x10", "1_000", "1,5", "", "١", "1e15", "-1", "true", "[]",
)  # fmt: skip
TEXTS: Final = (
    "[C-113]", "=1+1", "a;=1+1", "a\\nb", "$$$$", "../x", "\\u2028", "C" * 20_000, "(" * 300, "é", "",
    "EC:1e300|DEC:1", "EC:1e-300|DEC:1", "DOA|PCEA", "\\u0000",
)  # fmt: skip
KEYS: Final = (
    "budget", "seed", "library.sample", "goals.weight_conductivity", "goals.weight_oxidation",
    "goals.oxidation_min_v", "goals.binding_floor_kcal_mol", "formulation.w_salt", "formulation.w_polymer",
    "formulation.temperature_c", "synthesis.batch_g", "synthesis.limiting_mmol", "shortlist.size",
    "shortlist.max_similarity", "filters.max_mw_g_mol", "filters.max_rotors", "minutes_per_molecule",
    "search.batch", "copolymers.best", "describe.n_conformers",
)  # fmt: skip
GEL_CELLS: Final = ("DOA", "0.3", "EC", "0.54", "LiPF6", "0.16", "25")


def attack_extreme(draw: random.Random, _: Ground, folder: Path) -> str:
    """Put numbers and texts out of reason into settings, options or a table."""
    what = draw.choice(list(PLACES))
    done = run(PLACES[what](draw, folder), folder)
    if " inf " in done.out or "Unforeseen" in done.out:
        raise Failed(f"{what}: {done.out[:300]}")
    if what == "gels" and done.code == 0:
        require_answers(folder / "predicted.csv")
    return what


def into_settings(draw: random.Random, folder: Path) -> list[str]:
    """Put a number into campaign.toml."""
    key, number = draw.choice(KEYS), draw.choice(NUMBERS)
    if key == "library.sample" and number in {"0", "-0.0", ""}:  # the whole library: an hour, and no fault
        number = "1"
    lines = [line for line in SETTINGS.splitlines() if not line.startswith(f"{key} =")]
    (folder / "settings.toml").write_text("\n".join([f"{key} = {number or 0}", *lines]))
    return ["screen", "settings.toml", "--out", "other", "--budget", "0"]


def into_options(draw: random.Random, _: Path) -> list[str]:
    """Put a number or a text into an option."""
    number, text = draw.choice(NUMBERS), draw.choice(TEXTS)
    some = number[:3] if number.isdecimal() else number  # ten digits of monomers are no fault
    arguments = draw.choice([
        ["record", "campaign", "--monomer", "DOA", f"--sigma={number}"],
        ["record", "campaign", f"--monomer={text}", "--sigma", "1e-3"],
        ["suggest", "campaign", f"-n={number}"],
        ["export", "campaign", f"--top={number}"],
        ["enumerate", "--out", "x.csv", f"--sample={some}", "--limit", "5"],
        ["predict", text.replace("/", "") + "x.csv", "--out", "y.csv"],
    ])  # fmt: skip
    return [argument.replace("\0", "") for argument in arguments]


def into_gels(draw: random.Random, folder: Path) -> list[str]:
    """Put a number or a text into a table of formulations."""
    write_row(draw, folder / "gels.csv", header=GEL, cells=GEL_CELLS)
    return COMMANDS["predict"]


def into_measured(draw: random.Random, folder: Path) -> list[str]:
    """Put a number or a text into a table of measurements."""
    header = MEASURED.splitlines(keepends=True)[0]
    write_row(draw, folder / "measured.csv", header=header, cells=[*GEL_CELLS, "1e-3"])
    return COMMANDS["train"]


def write_row(draw: random.Random, path: Path, *, header: str, cells: Sequence[str]) -> None:
    """Write a table of one row, one of whose cells is out of reason."""
    row = list(cells)
    text = draw.choice(TEXTS).encode("raw_unicode_escape").decode("unicode_escape")
    row[draw.randrange(len(row))] = draw.choice([draw.choice(NUMBERS), text])
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(header)
        csv.writer(stream, lineterminator="\n").writerow(row)


def into_ranking(draw: random.Random, folder: Path) -> list[str]:
    """Put a number or a text into a finished campaign's ranking."""
    path = folder / "campaign" / "ranking.csv"
    header, row, *others = path.read_text().splitlines(keepends=True)
    cells = row.rstrip("\n").split(",")
    cells[draw.randrange(len(cells))] = draw.choice([draw.choice(NUMBERS), draw.choice(TEXTS)])[:40]
    path.write_text("".join([header, ",".join(cells) + "\n", *others]))
    return COMMANDS[draw.choice(["report", "export", "suggest", "retrain"])]


def into_list(draw: random.Random, folder: Path) -> list[str]:
    """Put texts into a list of SMILES."""
    (folder / "list.txt").write_text("\n".join(draw.sample(TEXTS, 5)) + "\n", encoding="utf-8")
    return ["check", "--file", "list.txt"]


PLACES: Final[dict[str, Callable[[random.Random, Path], list[str]]]] = {
    "settings": into_settings, "options": into_options, "gels": into_gels, "measured": into_measured,
    "ranking": into_ranking, "smiles": into_list,
}  # fmt: skip


def require_answers(path: Path) -> None:
    """Check that each row has a finite number or an error.

    Raises:
        Failed: One has neither.
    """
    import pandas as pd

    table = pd.read_csv(path, keep_default_na=False)
    numbers = pd.to_numeric(table["log10_sigma_s_cm"], errors="coerce")
    if (~np.isfinite(numbers) & (table["error"] == "")).any():
        raise Failed(f"a row without a number and without an error:\n{table.to_string()}")
