"""Write the page of the documentation that promises an order of thirty monomers nobody has measured.

    python scripts/promise.py

Writes docs/promise.csv and docs/promise.md. The thirty monomers are chosen once; a further run keeps those in
docs/promise.csv, puts others in place of those that the filters reject by now, and predicts all of them with
the present model.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

import monodesign as md
from monodesign.paths import LIBRARIES, MODELS
from monodesign.ranking.order import add_order
from monodesign.space.fragments import load_fragments
from monodesign.synthesis.routes import Route, find_route

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
TABLE: Final = DOCS / "promise.csv"
PAGE: Final = DOCS / "promise.md"
MODEL: Final = MODELS / "default" / "model.npz"
GELS: Final = {"EC": "EC", "EC-DEC": "EC:1|DEC:1"}
N_MONOMERS: Final = 30
N_SUGGESTED: Final = 10
SEED: Final = 17
SAMPLE: Final = 2000
HEADS: Final = ("acrylate", "acrylamide")
MOST_PER_CLASS: Final = 3  # of one class of ligand, so that many classes are promised
LEAST_EASE: Final = 0.4  # synthesis score: the monomers must be easy to make
HEAVIEST_G_MOL: Final = 260.0  # about the heaviest monomer of the source study


def hash_model() -> str:
    """Return the SHA-256 of the shipped conductivity model."""
    return hashlib.sha256(MODEL.read_bytes()).hexdigest()


def choose_monomers() -> pd.DataFrame:
    """Return thirty monomers of many ligand classes that can be made and are not among the named ones."""
    fragments = load_fragments()
    fragments = replace(fragments, heads=tuple(head for head in fragments.heads if head.name in HEADS))
    classes = {ligand.name: ligand.fragment_class for ligand in fragments.ligands}
    named = set(pd.read_csv(LIBRARIES / "monomers.csv")["smiles"])
    drawn = md.enumerate_monomers(fragments, sample=SAMPLE, seed=SEED)
    checked = md.check(drawn["smiles"])
    kept = drawn[checked["is_kept"].to_numpy(dtype=bool) & ~drawn["smiles"].isin(named).to_numpy()]
    kept = kept[kept["mw_g_mol"] <= HEAVIEST_G_MOL]
    taken: list[int] = []
    counts: Counter[str] = Counter()
    for row in kept.itertuples():
        keys = (f"class {classes.get(str(row.ligand), '')}", f"head {row.head}")
        if counts[keys[0]] >= MOST_PER_CLASS or counts[keys[1]] >= N_MONOMERS // len(HEADS):
            continue
        route = find_route(str(row.smiles))
        if isinstance(route, Route) and route.score >= LEAST_EASE:
            taken.append(int(row.Index))
            counts.update(keys)
        if len(taken) == N_MONOMERS:
            break
    if len(taken) < N_MONOMERS:
        raise SystemExit(f"only {len(taken)} monomers found; raise SAMPLE")
    return kept.loc[taken, ["monomer_id", "smiles", "name"]].reset_index(drop=True)


def order_in(gel: str, monomers: pd.DataFrame) -> pd.DataFrame:
    """Return the monomers with prediction and probabilities among themselves in one gel, the best first."""
    predicted = md.predict(monomers["smiles"], gel=md.Formulation(solvent=GELS[gel]))
    columns = [name for name in predicted if "sigma" in name or name in {"in_domain", "domain_note"}]
    table = pd.concat([monomers, predicted[columns]], axis=1)
    ordered = add_order(table, is_open=np.ones(len(table), dtype=bool))
    return ordered.sort_values(["log10_sigma_s_cm", "monomer_id"], ascending=[False, True], ignore_index=True)


def tabulate(orders: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per monomer and gel, with its place."""
    columns = [
        "name", "smiles", "log10_sigma_s_cm", "log10_sigma_lower_90", "log10_sigma_upper_90", "sigma_ms_cm",
        "probability_best", "probability_in_top_10", "in_domain",
    ]  # fmt: skip
    parts = [
        table[columns].assign(gel=gel, place=np.arange(1, len(table) + 1)) for gel, table in orders.items()
    ]
    return pd.concat(parts, ignore_index=True)[["gel", "place", *columns]].round(4)


def write_page(orders: dict[str, pd.DataFrame], batch: pd.DataFrame) -> str:
    """Return the page as Markdown."""
    gels = "\n\n".join(f"## In {gel}\n\n{_order_table(table)}" for gel, table in orders.items())
    likeliest = orders["EC"].sort_values("probability_best", kind="stable").iloc[-1]
    return f"""# A promise that can be tested

*Written on {datetime.now(UTC).date().isoformat()} by `scripts/promise.py` with monodesign {md.__version__}.
SHA-256 of `models/default/model.npz`: `{hash_model()}`.*

To our knowledge nobody has measured gels of these {N_MONOMERS} monomers. This page states, before any
measurement, in which order monodesign expects them to conduct, and how certain it is. Measure some of them to
test the model. Please compare the order and the probabilities, not only the values.

The gels have 30 wt% polymer, 16 wt% LiPF6 and 54 wt% solvent, at 25 °C. EC-DEC is a 1:1 mixture by mass. The
monomers were drawn at random from the packaged fragments, with at most {MOST_PER_CLASS} per class of ligand.
Each has a route of synthesis.

- σ is the predicted conductivity with its 90 % interval. Most of this error is common to all rows.
- P(best) and P(top 10) are the probabilities that a monomer has the highest conductivity of these
  {N_MONOMERS}, or one of the ten highest. They use the errors of differences. Without any knowledge they
  would be {1 / N_MONOMERS:.2f} and {10 / N_MONOMERS:.2f}.
- A star marks monomers outside the training data.

{likeliest["name"]} is most likely the best conductor in EC, with a probability of
{likeliest["probability_best"]:.2f}.

{gels}

## The ten measurements that would help most

This is what `monodesign suggest` proposes for EC without any measurement: the expected improvement in σ,
times the ease of synthesis.

{_batch_table(batch)}

All numbers are in [promise.csv](promise.csv).
"""


def _order_table(table: pd.DataFrame) -> str:
    lines = ["| | monomer | SMILES | σ / mS/cm | P(best) | P(top 10) |", "|---|---|---|---|---|---|"]
    for place, row in enumerate(table.to_dict("records"), start=1):
        low, high = (1000 * 10 ** row[f"log10_sigma_{end}_90"] for end in ("lower", "upper"))
        best, top = row["probability_best"], row["probability_in_top_10"]
        star = "" if row["in_domain"] else " *"
        lines.append(
            f"| {place} | {row['name']}{star} | `{row['smiles']}` | {row['sigma_ms_cm']:.2f} "
            f"({low:.2f} to {high:.2f}) | {best:.2f} | {top:.2f} |"
        )
    return "\n".join(lines)


def _batch_table(batch: pd.DataFrame) -> str:
    lines = ["| | monomer | reason |", "|---|---|---|"]
    lines += [
        f"| {place} | {row['name']} | {row['reason']} |"
        for place, row in enumerate(batch.to_dict("records"), start=1)
    ]
    return "\n".join(lines)


def keep_monomers() -> pd.DataFrame:
    """Return the monomers that are promised, with others in place of those that the filters reject by now."""
    promised = pd.read_csv(TABLE).drop_duplicates("smiles")
    checked = md.check(promised["smiles"])
    monomers = checked[["monomer_id", "smiles"]].assign(name=promised["name"].to_numpy())
    monomers = monomers[checked["is_kept"].to_numpy(dtype=bool)]
    if len(monomers) == N_MONOMERS:
        return monomers
    others = choose_monomers()
    others = others[~others["smiles"].isin(monomers["smiles"])]
    return pd.concat([monomers, others], ignore_index=True).head(N_MONOMERS)


def main() -> None:
    """Choose, predict and write."""
    monomers = keep_monomers() if TABLE.is_file() else choose_monomers()
    orders = {gel: order_in(gel, monomers) for gel in GELS}
    batch = md.suggest(orders["EC"], n=N_SUGGESTED)
    tabulate(orders).to_csv(TABLE, index=False)
    PAGE.write_text(write_page(orders, batch), encoding="utf-8")


if __name__ == "__main__":
    main()
