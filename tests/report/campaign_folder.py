"""A campaign's folder of any size for tests: real monomers of the shipped fragments, made-up numbers.

The numbers come from a seeded generator and mean nothing; no file made here is ever shipped.
"""

import json

import numpy as np
import pandas as pd

from monodesign.chem.named_monomers import load_named_monomers
from monodesign.ranking.rank import rank
from monodesign.space.fragments import load_fragments
from monodesign.space.space import enumerate_monomers
from monodesign.tables.write import write_csv, write_text

SETTINGS = """name = "{title}"
seed = 0
budget = 24
[library]
folder = ""
[formulation]
w_polymer = 0.30
w_salt = 0.16
w_solvent = 0.54
salt = "LiPF6"
solvent = "EC"
temperature_c = 25.0
[goals]
oxidation_min_v = 4.5
binding = "one_armed"
binding_floor_kcal_mol = -35.0
weight_conductivity = 1.0
weight_oxidation = 1.0
weight_binding = 0.0
"""
NAMED = ("DOA", "PCEA", "AEEO", "AAPC", "AAEO")


def make_library(n, *, seed=0):
    """Return n monomers of the shipped fragments, the paper's first."""
    drawn = enumerate_monomers(load_fragments(), sample=n, seed=seed)
    named = {monomer.smiles: monomer for monomer in load_named_monomers() if monomer.name in NAMED}
    library = pd.concat([_named_rows(named, drawn), drawn[~drawn["smiles"].isin(named)]], ignore_index=True)
    return library.head(n)


def _named_rows(named, like):
    from monodesign.chem.check import check

    rows = check(list(named)).table
    return rows.reindex(columns=like.columns)


def make_candidates(library, *, described=0.3, seed=0):
    """Give a library predictions, and a share of it descriptors."""
    generator = np.random.default_rng(seed)
    n = len(library)
    sigma = generator.normal(-3.0, 0.25, n)
    half = generator.uniform(0.2, 0.5, n)
    known = generator.random(n) < described
    known[: len(NAMED)] = True

    def where_known(values, digits=4):
        return np.where(known, np.round(values, digits), np.nan)

    return library.assign(
        log10_sigma_s_cm=sigma,
        sigma_ms_cm=1000 * 10**sigma,
        log10_sigma_lower_90=sigma - half,
        log10_sigma_upper_90=sigma + half,
        in_domain=generator.random(n) < 0.7,
        unit_vertical_ie_ev=where_known(generator.normal(10.2, 0.4, n)),
        unit_oxidation_potential_v=where_known(generator.normal(5.6, 0.6, n)),
        unit_oxidation_potential_std_v=where_known(np.full(n, 0.31)),
        unit_oxidation_breaks_bond=np.where(known & (generator.random(n) < 0.1), "C5–O6 breaks", ""),
        unit_li_binding_kcal_mol=where_known(generator.normal(-60, 6, n)),
        unit_li_binding_std_kcal_mol=where_known(np.full(n, 1.9)),
        # Rounded to whole numbers, so that ties occur.
        unit_li_binding_one_armed_kcal_mol=where_known(generator.normal(-45, 5, n), 0),
        unit_li_binding_one_armed_std_kcal_mol=where_known(np.full(n, 1.6)),
    )


def make_campaign(folder, *, n=200, described=0.3, seed=0, title="test campaign", edit=None):
    """Write a campaign's folder; `edit` changes the candidates before they are ranked."""
    candidates = make_candidates(make_library(n, seed=seed), described=described, seed=seed)
    ranking = rank(edit(candidates) if edit else candidates)
    write_csv(ranking, folder / "ranking.csv")
    write_csv(ranking.head(12), folder / "shortlist.csv")
    rejected = (
        candidates[["monomer_id", "smiles"]]
        .head(40)
        .assign(
            reasons=["alkyl ether; cyclic ether" if row % 3 else "too heavy" for row in range(min(40, n))]
        )
    )
    write_csv(rejected, folder / "rejected.csv")
    write_csv(
        pd.DataFrame({"smiles": ["C"], "stage": ["describe"], "reason": ["NotConverged: x"]}),
        folder / "failures.csv",
    )
    write_text(folder / "campaign.toml", SETTINGS.replace("{title}", json.dumps(title)[1:-1]))
    write_text(folder / "run.json", json.dumps({"versions": {"python": "3.11"}, "counts": {}}))
    return folder


def make_complex(smiles="CCC(=O)OCC1COC(=O)O1"):
    """Return a unit with Li⁺ 1.9 Å beside its first doubly bound oxygen: to look at, no minimum."""
    from monodesign.geometry.conformers import embed_conformers, hydrogenated
    from monodesign.records import Geometry

    mol = hydrogenated(smiles)
    geometry = embed_conformers(smiles, n_conformers=1)[0]
    carbon, oxygen = mol.GetSubstructMatch(_carbonyl())
    axis = geometry.positions[oxygen] - geometry.positions[carbon]
    spot = geometry.positions[oxygen] + 1.9 * axis / np.linalg.norm(axis)
    return Geometry(
        numbers=np.append(geometry.numbers, 3), positions=np.vstack([geometry.positions, spot]), charge=1
    )


def _carbonyl():
    from rdkit import Chem

    return Chem.MolFromSmarts("[#6]=[OX1]")
