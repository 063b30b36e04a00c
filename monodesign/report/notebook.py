"""A monomer and a ranking as Jupyter shows them: drawings and numbers, every name escaped."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from markupsafe import Markup

from monodesign.chem.check import check
from monodesign.chem.named_monomers import smiles_of
from monodesign.ranking.goals import BINDING_COLUMNS
from monodesign.report.columns import describe_columns
from monodesign.report.drawings import HEIGHT, WIDTH, draw_monomer
from monodesign.report.ligand import ligand_smiles
from monodesign.space.fragments import load_fragments
from monodesign.synthesis.routes import NoRoute, find_route
from monodesign.tables.columns import require_columns

# Behind rank, structure and name; those that a ranking lacks are left out.
SHOWN: Final = ("sigma_ms_cm", "unit_oxidation_potential_v", *BINDING_COLUMNS.values(), "score")
_FACT: Final = Markup("<tr><th style='text-align:left'>{}</th><td style='text-align:left'>{}</td></tr>")
_FLAGS: Final = (
    ("is_measured", True, "σ as measured"),
    ("in_domain", False, "outside the model's domain"),
    ("is_within_limits", False, "outside the limits"),
    ("is_described", False, "estimates, not described"),
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Shown:
    """What a notebook shows as HTML and a terminal as text.

    Attributes:
        html: Safe HTML without scripts.
        text: The same in one or a few lines.
    """

    html: str
    text: str

    def _repr_html_(self) -> str:
        """Return what Jupyter shows."""
        return self.html

    def __repr__(self) -> str:
        return self.text


def show_monomer(monomer: str) -> Shown:
    """Show a monomer: its drawing with the ligand shaded, what the filters say, and how to make it.

    Args:
        monomer: SMILES, or one of the names in `libraries/monomers.csv`.

    Raises:
        InvalidSmiles: It is neither.

    >>> show_monomer("DOA")
    DOA C=CC(=O)OCC1COC(=O)O1: kept; one step, synthesis score 0.81
    """
    smiles = smiles_of(monomer)
    drawing = _draw(smiles, "")
    row = check([smiles]).table.iloc[0]
    verdict = f"rejected: {row['reasons']}" if row["reasons"] else "kept"
    facts = {
        "SMILES": row["smiles"],
        "saturated unit": row["unit_smiles"],
        "molar mass": f"{row['mw_g_mol']:.1f} g/mol",
        "filters": verdict,
        "synthesis": _word_route(smiles),
    }
    name = row["name"] or row["smiles"]
    lines = Markup("").join(_FACT.format(*fact) for fact in facts.items())
    html = Markup("<div><strong>{}</strong>{}<table>{}</table></div>").format(name, drawing, lines)
    return Shown(html=str(html), text=f"{name} {row['smiles']}: {verdict}; {facts['synthesis']}")


def show_ranking(ranking: pd.DataFrame, *, n: int = 10) -> Shown:
    """Show the first candidates of a ranking with drawings, intervals and what to mind.

    Args:
        ranking: What `monodesign.ranking.rank.rank` returned.
        n: How many.

    Raises:
        InvalidTable: A column is missing.
    """
    require_columns(ranking, ("rank", "smiles", "log10_sigma_s_cm"), where="show_ranking")
    columns = [name for name in SHOWN if name in ranking and ranking[name].notna().any()]
    labels = [
        "Rank",
        "Structure",
        "Monomer",
        *(str(describe_columns([c])[c]["label"]) for c in columns),
        "Notes",
    ]
    head = Markup("").join(Markup("<th>{}</th>").format(label) for label in labels)
    best = ranking.head(n).to_dict("records")
    body = Markup("").join(_ranking_line(row, columns) for row in best)
    html = Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(head, body)
    text = ranking.head(n)[["rank", "smiles", *columns]].to_string(index=False)
    return Shown(html=str(html), text=text)


def _ranking_line(row: Mapping[Hashable, Any], columns: list[str]) -> Markup:
    """Return one line of a ranking's table."""
    name = row.get("name") if isinstance(row.get("name"), str) else row["smiles"]
    ligand = row.get("ligand")
    drawing = _draw(str(row["smiles"]), ligand if isinstance(ligand, str) else "")
    numbers = [_word_number(row, column) for column in columns]
    mind = "; ".join(text for column, bad, text in _FLAGS if column in row and bool(row[column]) is bad)
    cells = [row["rank"], drawing, name, *numbers, mind]
    return Markup("<tr>{}</tr>").format(
        Markup("").join(Markup("<td style='text-align:left'>{}</td>").format(cell) for cell in cells)
    )


def _word_number(row: Mapping[Hashable, Any], column: str) -> str:
    """Return a value as it is rounded in reports, σ with its interval; a missing one is a dash."""
    value = row[column]
    if value != value:  # noqa: PLR0124  # NaN
        return "–"
    text = f"{value:.{describe_columns([column])[column]['decimals']}f}"
    if column != "sigma_ms_cm":
        return text
    low, high = (1000 * 10 ** row[f"log10_sigma_{end}_90"] for end in ("lower", "upper"))
    return f"{text} ({low:.2g} to {high:.2g})"


def _draw(smiles: str, ligand: str) -> Markup:
    """Return a drawing of fixed size; RDKit drew it, and its letters are escaped."""
    svg = draw_monomer(smiles, ligand=ligand, ligands=ligand_smiles(load_fragments().ligands)).svg
    box = f"<div style='background:white;width:{WIDTH}px;height:{HEIGHT}px'>{svg}</div>"
    return Markup(box)  # noqa: S704  # drawn by RDKit


def _word_route(smiles: str) -> str:
    """Say how many steps a molecule takes."""
    found = find_route(smiles)
    if isinstance(found, NoRoute):
        return f"no route: {found.reason}"
    count = {1: "one step", 2: "two steps", 3: "three steps", 4: "four steps"}[len(found.steps)]
    return f"{count}, synthesis score {found.score:.2f}"
