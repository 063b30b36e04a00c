"""A walk through monodesign: from fragments to a shortlist, to the bench and back.

Run the file as a script, or cell by cell in an editor that knows `# %%`:

    python scripts/example.py

`scripts/write_notebook.py` makes the notebook example.ipynb from it.
"""

# %% A few monomers from the packaged fragments, and DOA and AEEO of the paper
import tempfile
from pathlib import Path

import pandas as pd

from monodesign.campaign_folder.bench import record
from monodesign.campaign_folder.bench_file import read_bench
from monodesign.chem.check import check
from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings
from monodesign.export.formulation_sheet import formulation_sheet, weigh_batch
from monodesign.export.synthesis_sheet import synthesis_sheet
from monodesign.formulation.gel import Formulation
from monodesign.formulation.impedance import Impedance
from monodesign.ranking.diverse import pick_shortlist
from monodesign.ranking.goals import Goals
from monodesign.ranking.next_batch import suggest
from monodesign.ranking.rank import rank
from monodesign.report.notebook import show_monomer, show_ranking
from monodesign.space.fragments import load_fragments
from monodesign.space.space import enumerate_monomers
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model

DOA, AEEO = "C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)OCCOC(=O)C(=O)OCC"
drawn = enumerate_monomers(load_fragments(), sample=60, seed=1)
library = pd.concat([check([DOA, AEEO]).table[drawn.columns], drawn]).drop_duplicates("smiles")
verdicts = check(library["smiles"]).table["is_kept"].to_numpy(dtype=bool)
kept = library[verdicts].reset_index(drop=True)
print(f"{len(library)} monomers, {len(kept)} kept")

# %% Show one of them
show_monomer("DOA")

# %% Predict the conductivity of each gel: 30/16/54 wt% of polymer, LiPF6 and EC, as in the paper
gel = Formulation(solvent="EC", temperature_c=25.0)
predicted = predict(load_model("default"), gel.with_polymers(kept["smiles"])).table
sigma = [name for name in predicted.columns if "sigma" in name or name == "in_domain"]

# %% Compute descriptors with xTB, here of DOA only and with one conformer to save time
quick = DescribeSettings(n_conformers=1, n_relaxed=1, n_chelates=0)
described = describe([DOA], settings=quick).table.drop(columns="error")

# %% Rank the candidates and show the best
candidates = kept.join(predicted[sigma]).merge(described, on="smiles", how="left")
ranking = rank(candidates, goals=Goals(weight_conductivity=2.0))
show_ranking(ranking, n=5)

# %% Write the synthesis sheet and the gel recipe for the best of a diverse shortlist
shortlist = pick_shortlist(ranking, size=5)
best = shortlist.iloc[0]
print(synthesis_sheet(best["smiles"], name=str(best["name"]), limiting_mmol=20.0))
print(formulation_sheet(weigh_batch([best["smiles"]], names=[str(best["name"])], batch_g=5.0)))

# %% Record measurements and ask for the next batch
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    record(folder, DOA, sigma_s_cm=1.02e-3, note="doi 10.1038/s41467-025-59020-w")
    record(folder, AEEO, impedance=Impedance(resistance_ohm=51.4, thickness_cm=0.1, area_cm2=1.2))
    bench = read_bench(folder)
batch = suggest(ranking, bench, n=3)
with pd.option_context("display.max_colwidth", None):
    print(batch[["name", "synthesis_score", "reason"]].to_string(index=False))
