"""Build a campaign's report: one HTML file that opens offline."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from monodesign.campaign_folder.outdated import describe_sources, word_outdated_ranking
from monodesign.campaign_folder.tables import Campaign
from monodesign.errors import InvalidFragment
from monodesign.formulation.wording import word_solvents
from monodesign.geometry.xyz import xyz_text
from monodesign.ranking.goals import BINDING_COLUMNS, Goals
from monodesign.ranking.score import find_percentiles
from monodesign.records import Geometry
from monodesign.report.cards import read_cards, render_markdown
from monodesign.report.columns import describe_columns
from monodesign.report.curves import draw_best
from monodesign.report.drawings import Drawing, draw_monomer
from monodesign.report.known import COMPARED, known_monomers
from monodesign.report.ligand import ligand_smiles
from monodesign.report.measured import measurements_by_monomer, own_gels, summarise_bench
from monodesign.report.neighbours import find_neighbours, load_measured_polymers
from monodesign.report.packing import CHUNK, embed_json, pack_table, pack_texts, plain
from monodesign.report.page import render_page
from monodesign.report.summary import read_goals, summarise
from monodesign.space.fragments import load_fragments


def build_report(
    campaign: Campaign,
    *,
    complexes: Mapping[str, Geometry] | None = None,
    one_armed: Mapping[str, Geometry] | None = None,
) -> str:
    """Return the report of a finished campaign as one self-contained HTML page.

    The page holds everything it shows: data, drawings, scripts and libraries. The same campaign gives the
    same page, character by character.

    Args:
        campaign: Its tables and settings.
        complexes: The unit with Li⁺ at its most bound site, chelates included, by monomer SMILES (Å; Li⁺
            is the atom with number 3). Candidates without one say that it was not computed.
        one_armed: The same at the most bound site that touches one donor, where that is another.
    """
    drawings = _draw_all(campaign)
    goals = read_goals(campaign.settings)
    campaign = replace(campaign, ranking=_with_percentiles(campaign.ranking, goals))
    summary = summarise(campaign)
    by_id = dict(zip(campaign.ranking["monomer_id"], drawings, strict=True))
    return render_page(
        summary=summary,
        best=[(row, Markup(by_id[row["monomer_id"]].svg)) for row in summary.best],  # noqa: S704  # drawn by RDKit
        curves=draw_best(campaign, summary.best),
        bench=summarise_bench(campaign),
        made_from=describe_sources(campaign.path, known=campaign.written_hashes),
        outdated=word_outdated_ranking(campaign.path),
        has_reduction="reduction_percentile" in campaign.ranking,
        has_synthesis="synthesis_percentile" in campaign.ranking,
        cards=read_cards(campaign.settings, campaign.path),
        run=json.dumps(campaign.run, indent=2, ensure_ascii=False) if campaign.run else "",
        document=embed_json(_document(campaign, complexes or {}, one_armed or {})),
        drawings=embed_json(pack_texts([drawing.svg for drawing in drawings])),
        structures=embed_json(pack_texts([drawing.molblock for drawing in drawings])),
    )


def _draw_all(campaign: Campaign) -> list[Drawing]:
    ligands = _load_ligands(campaign.settings)
    table = campaign.ranking
    names = table["ligand"].fillna("") if "ligand" in table else [""] * len(table)
    return [
        draw_monomer(smiles, ligand=str(name), ligands=ligands)
        for smiles, name in zip(table["smiles"], names, strict=True)
    ]


def _load_ligands(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the library's ligands; where a user's folder is gone, the donors' classes colour instead."""
    folder = settings.get("library", {}).get("folder", "")
    try:
        return ligand_smiles(load_fragments(Path(folder) if folder else None).ligands)
    except InvalidFragment:
        return {}


def _document(
    campaign: Campaign, complexes: Mapping[str, Geometry], one_armed: Mapping[str, Geometry]
) -> dict[str, Any]:
    """Return everything the page's scripts need, but for the drawings."""
    table = campaign.ranking
    goals = read_goals(campaign.settings)
    temperature_c = float(campaign.settings.get("formulation", {}).get("temperature_c", 25.0))
    measured = [*own_gels(campaign), *load_measured_polymers(temperature_c=temperature_c)]
    neighbours = find_neighbours(table, measured)
    # `smiles` and the ratio say the same, and a page of thousands of candidates is large enough.
    shown = table.drop(columns="polymer", errors="ignore")
    return {
        "title": str(campaign.settings.get("name", "campaign")),
        "goals": {**asdict(goals), "binding_column": BINDING_COLUMNS[goals.binding]},
        "n": len(table),
        "chunk": CHUNK,
        "columns": describe_columns(list(shown.columns)),
        "table": pack_table(shown),
        "compared": [name for name in COMPARED if name in table and table[name].notna().any()],
        "known": known_monomers(table),
        "shortlist": _ids(campaign.shortlist),
        "bench": measurements_by_monomer(campaign),
        "temperature_c": temperature_c,
        "complexes": _pack_complexes(table, complexes),
        "one_armed_complexes": _pack_complexes(table, one_armed),
        "synthesis": {name: str(render_markdown(text)) for name, text in campaign.synthesis.items()},
        "formulations": {name: str(render_markdown(text)) for name, text in campaign.formulations.items()},
        **_pack_neighbours(neighbours, measured),
    }


def _with_percentiles(ranking: pd.DataFrame, goals: Goals) -> pd.DataFrame:
    """Return a ranking with its goals' percentiles, which those of earlier versions lack."""
    found = find_percentiles(ranking, goals)
    missing = {
        name: values for goal, values in found.items() if (name := f"{goal}_percentile") not in ranking
    }
    return ranking.assign(**missing)


def _pack_complexes(table: pd.DataFrame, complexes: Mapping[str, Geometry]) -> dict[str, str]:
    """Return structures as XYZ by the candidates' ids."""
    return {
        str(identifier): xyz_text(complexes[smiles])
        for identifier, smiles in zip(table["monomer_id"], table["smiles"], strict=True)
        if smiles in complexes
    }


def _pack_neighbours(
    neighbours: Sequence[Sequence[tuple[int, float]]], measured: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Keep the measured polymers that are somebody's neighbour, and number them anew."""
    used = sorted({index for pairs in neighbours for index, _ in pairs})
    place = {index: new for new, index in enumerate(used)}
    return {
        "measured": [_word_measured(measured[index]) for index in used],
        "neighbours": [
            [value for index, score in pairs for value in (place[index], score)] for pairs in neighbours
        ],
    }


def _word_measured(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a measured polymer as JSON can hold it, its solvents as people write them."""
    words = {name: plain(value) for name, value in one.items()}
    return words | {"solvent": word_solvents(str(words["solvent"])) if words["solvent"] else None}


def _ids(shortlist: Any) -> list[str]:  # noqa: ANN401  # a DataFrame, which is not imported at run time
    return [str(value) for value in shortlist["monomer_id"]] if "monomer_id" in shortlist else []
