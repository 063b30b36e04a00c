"""Push odd inputs through `check`, `predict` and the readers: no traceback, no hang.

    python scripts/fuzz_inputs.py [-n INPUTS] [--seed 0]

Inputs are written at random and made by damaging good ones: SMILES with salts, metals, radicals, wildcards,
control characters and up to 20,000 atoms; CSV files with wrong columns, cells, encodings and numbers; TOML
files with values of the wrong type. Each is answered by a row or by an error of ours within `SECONDS`;
anything else is printed and makes the exit code 1. Prints the peak memory too.
"""

from __future__ import annotations

import argparse
import random
import resource
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

from monodesign.campaign_folder.read_settings import read_campaign
from monodesign.chem.check import check
from monodesign.errors import MonodesignError
from monodesign.formulation.measurements import read_measurements
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model
from monodesign.surrogate.trained import Surrogate
from monodesign.tables.molecules import read_smiles
from monodesign.tables.read import read_csv

SECONDS = 20  # an input that takes longer counts as a hang
SMILES = (
    "C=CC(=O)OCCOC(=O)OCCC", "C=CC(=O)OCC1COC(=O)O1", "[Li+].[O-]C(=O)C=C", "C=CC(=O)[O-].[Na+]",
    "[Pt](Cl)Cl", "[CH3]",
    "C[C](C)C", "*CC(*)C(=O)OC", "[*:1]CC", "[2H]C([2H])=C", "C=C" * 250, "C" * 500, "C" * 10_000,
    "C" * 20_000, "c1ccccc1",
    "C1CC", "C(" * 300 + ")" * 300, "[Fe+2]", "[U]", "[Xx]", "C%99CC%99", "C/C=C\\C", "N[C@@H](C)C(=O)O",
    "", " ", "CC O",
    "C\x00C", "C\tC", "C\nC", "\u2028", "κόσμος", "=CMD()", "nan", "None", "[Rn]",
    "F[P-](F)(F)(F)(F)F.[Li+]", "[H][H]", "[H+]",
    "[C-]#[O+]", "C=CC(=O)OC.C=CC(=O)OC", "[13CH4]", "B", "[SiH4]", "C1" * 60, "[999C]", "[C+15]",
    "[Li]C=C",
)  # fmt: skip
LETTERS = "CNOPSFBrclnos[]()=#@+-123456789%./\\*: \x00\x1béµ"
HEADER = "polymer,w_polymer,solvent,w_solvent,salt,w_salt,temperature_c,log10_sigma_s_cm,sigma_s_cm"
ROWS = (
    "C=CC(=O)OCC1COC(=O)O1,0.3,EC,0.54,LiPF6,0.16,25,-2.8,",
    "DOA,0.30,EC:1|DEC:1,0.54,LiPF6,0.16,25,,1.6e-3",
    ",0,EC,0.9,LiPF6,0.1,25,,1.6",
)
CELLS = (
    "", "NaN", "nan", "inf", "-inf", "1e999", "-1", "0", "1,5", "2.0", "-300", "EC:", "EC:0",
    "EC:-1|DEC", "|", "||", "EC|EC", "A|B",
    "=1+1", "'", '"', "C" * 2000, "[Pt]", "\ufeff", "\x07", "1e-400", "LiPF6.LiPF6", "None", "0x10", "١",
    "  25  ", "1_000",
)  # fmt: skip
VALUES = (
    "1", "-1", "0", "1e400", "nan", "inf", "true", '""', '"text"', "[]", "[1, 2]", '["a"]', "{}",
    "{a = 1}", "1979-05-27",
    "07:32:00", "9" * 400, '"' + "x" * 5000 + '"', "[[[[]]]]", '"\\u0000"', "0.1",
)  # fmt: skip
KEYS = (
    "name", "seed", "budget", "minutes_per_molecule", "engine", "library", "library.sample",
    "library.include", "filters",
    "filters.max_mw_g_mol", "filters.elements", "formulation.w_polymer", "formulation.solvent",
    "describe.what",
    "describe.n_conformers", "goals.binding", "goals.oxidation_min_v", "shortlist.size", "cluster",
    "cluster.jobs",
    "cluster.queue_system", "predict.model", "unknown", "library.folder.deep",
)  # fmt: skip


def odd_smiles(draw: random.Random) -> str:
    """Return a SMILES of the corpus, damaged or not, or random letters."""
    if draw.random() < 0.3:
        return "".join(draw.choices(LETTERS, k=draw.randint(1, 60)))
    text = draw.choice(SMILES)
    return text if draw.random() < 0.3 else damage(text, draw)


def damage(text: str, draw: random.Random) -> str:
    """Return the text with a few letters taken out, doubled, replaced or put in."""
    letters = list(text[:3000])
    for _ in range(draw.randint(1, 4)):
        place = draw.randint(0, len(letters))
        letters[place : place + draw.randint(0, 3)] = draw.choices(LETTERS, k=draw.randint(0, 3))
    return "".join(letters)


def odd_csv(draw: random.Random) -> bytes:
    """Return a table of formulations and measurements with a few things wrong."""
    table = [HEADER.split(","), *(row.split(",") for row in draw.choices(ROWS, k=draw.randint(0, 3)))]
    for _ in range(draw.randint(0, 3)):
        row = draw.choice(table)
        row[draw.randrange(len(row))] = draw.choice([*CELLS, odd_smiles(draw)])
    if draw.random() < 0.2:
        draw.choice(table).append("extra")
    if draw.random() < 0.2:
        column = draw.randrange(len(HEADER.split(",")))
        table = [row[:column] + row[column + 1 :] for row in table]
    if draw.random() < 0.1:
        table[0][1] = table[0][0]
    text = draw.choice(["\n", "\r\n", "\n\n"]).join(
        draw.choice([",", ",", ",", ";"]).join(row) for row in table
    )
    content = text.encode(draw.choice(["utf-8"] * 5 + ["utf-8-sig", "utf-16", "latin-1"]), errors="replace")
    return content if draw.random() < 0.8 else content[: draw.randint(0, len(content))] + b"\xff\x00"


def odd_toml(draw: random.Random) -> bytes:
    """Return a campaign file in which a few keys have values they do not take."""
    lines = [f"{key} = {draw.choice(VALUES)}" for key in draw.sample(KEYS, k=draw.randint(0, 4))]
    text = "\n".join(lines)
    return (damage(text, draw) if draw.random() < 0.2 else text).encode("utf-8", errors="replace")


@cache
def default_model() -> Surrogate:
    """Return the shipped model, loaded once."""
    return load_model()


def try_smiles(draw: random.Random, _path: Path) -> None:
    """Check a molecule."""
    table = check([odd_smiles(draw)]).table
    assert len(table) == 1
    table.to_json(orient="records")
    table.to_csv()


def try_list(draw: random.Random, path: Path) -> None:
    """Read a file of SMILES."""
    path.write_bytes("\n".join(odd_smiles(draw) for _ in range(3)).encode("utf-8", errors="replace"))
    check(read_smiles(path))


def try_formulations(draw: random.Random, path: Path) -> None:
    """Predict a table."""
    path.write_bytes(odd_csv(draw))
    given = read_csv(path)
    assert len(predict(default_model(), given).table) == len(given)


def try_measurements(draw: random.Random, path: Path) -> None:
    """Read a table of measurements."""
    path.write_bytes(odd_csv(draw))
    read_measurements(path)


def try_campaign(draw: random.Random, path: Path) -> None:
    """Read a campaign file."""
    path.write_bytes(odd_toml(draw))
    read_campaign(path)


TRIALS: tuple[Callable[[random.Random, Path], None], ...] = (
    try_smiles,
    try_smiles,
    try_list,
    try_measurements,
    try_campaign,
    try_campaign,
    try_formulations,
)


def run_trial(seed: int, folder: Path) -> str:
    """Try one input and return what came of it: `answered`, an error of ours by name, or a fault."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    trial = TRIALS[seed % len(TRIALS)]
    # Its own CPU time, so that a busy machine is not taken for a hang.
    signal.signal(signal.SIGPROF, _hang)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        trial(draw, folder / "input.csv")
    except MonodesignError as error:
        return "FAULT: two lines" if "\n" in str(error) else type(error).__name__
    except Exception as error:  # noqa: BLE001 - a fault is what we look for
        return f"FAULT in {trial.__name__}: {type(error).__name__}: {str(error)[:300]!r}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "answered"


def _hang(_signal: int, _frame: object) -> None:
    raise TimeoutError(f"no answer within {SECONDS} s of CPU time")


def main() -> int:
    """Try the inputs and report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", type=int, default=10_000, metavar="INPUTS", help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.n):
            outcome = run_trial(options.seed + number, Path(folder))
            outcomes[outcome.split(":")[0]] += 1
            if outcome.startswith("FAULT"):
                print(f"seed {options.seed + number}: {outcome}", flush=True)
    for outcome, count in outcomes.most_common():
        print(f"{count:6d}  {outcome}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 1 if any(name.startswith("FAULT") for name in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
