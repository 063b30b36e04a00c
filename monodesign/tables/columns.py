"""Each table's columns, declared once with meaning and unit.

A column's unit is the end of its name. README and report take their explanations from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from monodesign.errors import InvalidTable
from monodesign.tables.header import decimal_hint, rename_hint
from monodesign.tables.missing import plain

# Half the width of a 90 % interval in standard deviations of a normal distribution.
HALF_WIDTH_90: Final = 1.645


# A table's number beyond these is a slip: squares and powers of ten of it would no longer be numbers.
MOST: Final = 1e15
MOST_LOG10: Final = 30.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name (ending in the unit), what it means, and what its cells are."""

    name: str
    meaning: str
    kind: Literal["text", "number", "flag"] = "text"


LIBRARY: Final = (
    Column("monomer_id", "short stable hash of the canonical isomeric SMILES"),
    Column("smiles", "canonical isomeric SMILES, the monomer's identity"),
    Column("name", "head, bridge and ligand names, or the monomer's own name where it has one"),
    Column("head", "name of the polymerisable group"),
    Column("bridge", "name of the bridge"),
    Column("ligand", "name of the Li⁺-binding group"),
    Column("ligand_2", "name of the second Li⁺-binding group, if there is one"),
    Column("repeat_unit", "repeat unit as PSMILES, with two *"),
    Column("unit_smiles", "saturated, hydrogen-capped repeat unit: the form of the monomer in the gel"),
    Column("is_ether_free", "True if the monomer has no ether oxygen", kind="flag"),
    Column("is_crosslinker", "True if the monomer has two or more polymerisable C=C", kind="flag"),
    Column("mw_g_mol", "molar mass of the monomer", kind="number"),
)

# Beside the library's columns in a ranking, as in a table of formulations. Of a copolymer, monomer_id stands
# for monomers and ratio, and smiles, repeat_unit and unit_smiles hold one molecule of each, joined by a dot.
POLYMER: Final = (
    Column("polymer", "SMILES of the monomer, or A|B for a copolymer"),
    Column(
        "polymer_mol_ratio", "mole ratio of the monomers of a copolymer, such as 1|1; empty for one monomer"
    ),
)

CHECK: Final = (
    *LIBRARY,
    Column("reasons", "every reason for the rejection; empty if kept"),
    Column("is_kept", "True if the molecule passes all filters", kind="flag"),
    Column(
        "warnings",
        "changes made to the structure as drawn, and gaps in what is known, such as the conversion of "
        "the head",
    ),
    Column("error", "reason why the molecule could not be read"),
)


# What `describe` says of one form of a molecule; the table carries each twice, as `monomer_…` and `unit_…`.
REDOX: Final = (
    Column("vertical_ie_ev", "vertical ionisation energy, gas phase, calibrated", kind="number"),
    Column("vertical_ie_std_ev", "its standard error", kind="number"),
    Column(
        "vertical_ie_gfn2_ev",
        "vertical ionisation energy by GFN2-xTB (ΔSCF − 4.8455 eV), not calibrated",
        kind="number",
    ),
    Column(
        "oxidation_potential_v",
        "adiabatic oxidation potential of the isolated molecule in implicit solvent, calibrated, V vs Li/Li⁺",
        kind="number",
    ),
    Column("oxidation_potential_std_v", "its standard error", kind="number"),
    Column("oxidation_breaks_bond", "change of bonds when the cation relaxes; empty: no change"),
    Column(
        "oxidation_potential_beside_v",
        "with --beside: oxidation potential in contact with an anion or solvent, V vs Li/Li⁺",
        kind="number",
    ),
    Column("oxidation_beside", "with --beside: the salt of that anion, or the solvent"),
    Column(
        "oxidation_beside_breaks_bond", "with --beside: change of bonds in either molecule; empty: no change"
    ),
    Column(
        "reduction_potential_v",
        "adiabatic reduction potential in implicit solvent, calibrated, V vs Li/Li⁺",
        kind="number",
    ),
    Column("reduction_potential_std_v", "its standard error", kind="number"),
    Column("reduction_breaks_bond", "change of bonds when the anion relaxes; empty: no change"),
    Column("redox_note", "reason why a potential is missing; for ions, that the calibration has no ions"),
)
LITHIUM: Final = (
    Column(
        "li_binding_kcal_mol",
        "binding energy of one Li⁺ at the strongest site, gas phase, calibrated; negative: bound; empty: "
        "no reference for this class of donor",
        kind="number",
    ),
    Column("li_binding_std_kcal_mol", "its standard error", kind="number"),
    Column("li_binding_gfn2_kcal_mol", "the same by GFN2-xTB, not calibrated", kind="number"),
    Column(
        "li_site", "donors in contact with Li⁺ at that site: class and atom number in the canonical SMILES"
    ),
    Column("li_denticity", "number of donors in contact with Li⁺ at that site", kind="number"),
    Column(
        "li_deformation_kcal_mol",
        "energy to deform the molecule into its shape in that complex (GFN2)",
        kind="number",
    ),
    Column("li_charge_e", "charge of Li⁺ in that complex (GFN2)", kind="number"),
    Column(
        "li_binding_one_armed_kcal_mol",
        "binding energy at the strongest site with one donor, calibrated; negative: bound; empty: no "
        "reference",
        kind="number",
    ),
    Column("li_binding_one_armed_std_kcal_mol", "its standard error", kind="number"),
    Column("li_one_armed_site", "donor of that site: class and atom number"),
    Column(
        "li_note",
        "donors without a reference (GFN2 value only), donors without a one-armed site, failures",
    ),
    Column("li_sites", "all sites found, as a JSON list"),
)
DFT: Final = (
    Column(
        "vertical_ie_dft_ev",
        "with --level dft: vertical ionisation energy, ωB97X-D3(BJ)/def2-SVP ΔSCF",
        kind="number",
    ),
    Column(
        "li_binding_dft_kcal_mol",
        "with --level dft: binding energy at the strongest site, ωB97X-D3(BJ)/def2-TZVPD",
        kind="number",
    ),
    Column(
        "li_binding_one_armed_dft_kcal_mol",
        "with --level dft: binding energy at the strongest one-armed site",
        kind="number",
    ),
)
IN_GEL: Final = (
    Column(
        "li_exchange_kcal_mol",
        "exchange energy Li(S)4⁺ + molecule → Li(S)3(molecule)⁺ + S, lowest of the starts; negative: the "
        "molecule replaces the solvent",
        kind="number",
    ),
    Column("li_exchange_std_kcal_mol", "its standard error", kind="number"),
    Column(
        "li_exchange_boltzmann_kcal_mol", "exchange energy as the Boltzmann mean of the starts", kind="number"
    ),
    Column("li_exchange_spread_kcal_mol", "standard deviation between the starts", kind="number"),
    Column("li_exchange_gfn2_kcal_mol", "the same by GFN2-xTB, not calibrated", kind="number"),
    Column("li_exchange_site", "donors of each molecule of the shell in contact with Li⁺"),
    Column("li_exchange_basis", "calibrated or raw GFN2"),
    Column(
        "desolvation_ev",
        "energy to remove Li⁺ from that shell (eq. 4 of doi 10.1038/s41467-025-59020-w)",
        kind="number",
    ),
    Column("exchange_solvent", "solvent of the shell"),
    Column("n_exchange_starts", "starts that kept the shell", kind="number"),
    Column("n_exchange_discarded", "starts that lost the shell and were discarded", kind="number"),
    Column("exchange_note", "reason why the exchange energy is missing"),
    Column("is_homogeneous", "True if polymer and solvent are expected to form one clear gel", kind="flag"),
    Column("homogeneous_probability", "probability of a clear gel", kind="number"),
    Column("affinity_chi", "Flory–Huggins χ from group contributions", kind="number"),
    Column("affinity_solvent", "solvent of the gel"),
    Column("affinity_note", "part of the molecule without published group values, or another failure"),
)
OF_A_FORM: Final = (*REDOX, *LITHIUM, *DFT, *IN_GEL)
DESCRIPTORS: Final = (
    Column("smiles", "the molecule as given"),
    *(Column(f"monomer_{c.name}", f"molecule as given: {c.meaning}", kind=c.kind) for c in OF_A_FORM),
    *(Column(f"unit_{c.name}", f"hydrogen-capped unit: {c.meaning}", kind=c.kind) for c in OF_A_FORM),
    Column("error", "reason why the molecule could not be described; empty: no error"),
)

PREDICTION: Final = (
    Column("log10_sigma_s_cm", "log10 of the predicted conductivity in S/cm", kind="number"),
    Column("sigma_ms_cm", "predicted conductivity in mS/cm", kind="number"),
    Column("log10_sigma_lower_90", "lower end of the 90 % interval, log10 S/cm", kind="number"),
    Column("log10_sigma_upper_90", "upper end of the 90 % interval, log10 S/cm", kind="number"),
    Column(
        "log10_sigma_own_std",
        "part of the standard error that belongs to this polymer alone, log10 units; use it for "
        "differences between two polymers",
        kind="number",
    ),
    Column(
        "polymer_share_estimate",
        "share of the polymer among the donors in the first shell of Li⁺ in the gel, estimated",
        kind="number",
    ),
    Column("polymer_share_estimate_std", "its standard error", kind="number"),
    Column(
        "sigma_evidence",
        "what changes σ relative to the same gel of a typical acrylate, and by how much in log10 units",
    ),
    Column("in_domain", "True if the formulation is similar to the training data", kind="flag"),
    Column("domain_note", "the part of the formulation that was never measured; empty inside the domain"),
    Column("error", "reason why the row could not be predicted"),
)
ESTIMATES: Final = (
    Column(
        "unit_oxidation_potential_estimate_v",
        "oxidation potential of the unit, estimated from its structure, V vs Li/Li⁺; used where xTB was "
        "not run",
        kind="number",
    ),
    Column(
        "unit_oxidation_potential_estimate_std_v",
        "its standard error, as for a new class of ligand",
        kind="number",
    ),
    Column(
        "unit_li_binding_one_armed_estimate_kcal_mol",
        "binding energy of one Li⁺ at the strongest one-armed site, estimated from structure; negative: "
        "bound",
        kind="number",
    ),
    Column(
        "unit_li_binding_one_armed_estimate_std_kcal_mol",
        "its standard error, as for a new class of ligand",
        kind="number",
    ),
    Column(
        "unit_li_exchange_estimate_kcal_mol",
        "energy to exchange one EC of Li(EC)4⁺ for the unit, estimated from structure; negative: the "
        "unit replaces EC",
        kind="number",
    ),
    Column(
        "unit_li_exchange_estimate_std_kcal_mol",
        "its standard error, as for a new class of ligand",
        kind="number",
    ),
)
RANKING: Final = (
    Column("rank", "1: the best candidate", kind="number"),
    Column("is_within_limits", "True if the candidate meets all limits of the campaign", kind="flag"),
    Column("limit_reasons", "the limits that it does not meet"),
    Column(
        "is_described",
        "True if all goals were computed; False if estimates are used",
        kind="flag",
    ),
    Column(
        "pareto_front",
        "1: no candidate within the limits is better in one goal and at least as good in the others; "
        "empty outside the limits",
        kind="number",
    ),
    Column(
        "conductivity_percentile",
        "mean probability that its σ is higher than that of another candidate, 0 to 1",
        kind="number",
    ),
    Column("oxidation_percentile", "the same for a higher oxidation potential", kind="number"),
    Column("binding_percentile", "the same for weaker Li⁺ binding", kind="number"),
    Column(
        "reduction_percentile",
        "the same for a lower reduction potential, if `weight_reduction` is above 0; 0: the anion breaks "
        "a bond",
        kind="number",
    ),
    Column(
        "synthesis_percentile",
        "the same for an easier synthesis, if `weight_synthesis` is above 0",
        kind="number",
    ),
    Column("score", "weighted mean of the percentiles, 0 to 1", kind="number"),
    Column(
        "log10_sigma_predicted_s_cm",
        "log10 σ predicted without the measurements of the campaign, S/cm",
        kind="number",
    ),
    Column("log10_sigma_predicted_std", "its standard error, log10 units", kind="number"),
    Column("is_measured", "True if σ was measured in this campaign", kind="flag"),
    Column(
        "probability_best",
        "probability that it has the highest σ of all candidates within the limits",
        kind="number",
    ),
    Column("probability_in_top_10", "probability that its σ is among the ten highest", kind="number"),
    Column(
        "probability_beats_reference",
        "probability that its σ is higher than that of the reference (reference in [goals]; else the "
        "best measured candidate; else AEEO)",
        kind="number",
    ),
    Column(
        "tier",
        "1: the best conductor and all candidates that it beats with less than 90 % probability; 2: the "
        "same among the rest, and so on",
        kind="number",
    ),
    Column(
        "is_closer_than_error",
        "True if log10 σ differs from that of the next candidate by less than the error of the difference",
        kind="flag",
    ),
)

SYNTHESIS: Final = (
    Column("synthesis_score", "ease of synthesis, 0 to 1; 0: no route found", kind="number"),
    Column("n_synthesis_steps", "steps of the easiest route; 0: no route found", kind="number"),
    Column("to_order", "starting materials that are not on the stock list, as SMILES"),
)

CHANGES: Final = (
    Column("monomer_id", "short stable hash of the canonical isomeric SMILES"),
    Column("name", "name of the candidate"),
    Column("smiles", "canonical isomeric SMILES"),
    Column("rank_before", "rank before the last retraining", kind="number"),
    Column("rank_after", "rank after the last retraining", kind="number"),
    Column("log10_sigma_before_s_cm", "log10 σ predicted before, S/cm", kind="number"),
    Column("log10_sigma_after_s_cm", "log10 σ predicted after, S/cm", kind="number"),
    Column("std_before", "standard error of the prediction before, log10 units", kind="number"),
    Column("std_after", "standard error of the prediction after, log10 units", kind="number"),
    Column(
        "log10_sigma_measured_s_cm",
        "mean of log10 σ measured in the formulation of the campaign, S/cm",
        kind="number",
    ),
    Column("n_measured", "number of samples measured", kind="number"),
)

# What a campaign's tables are made of.
CAMPAIGN: Final = (
    *LIBRARY, *POLYMER, *DESCRIPTORS, *PREDICTION, *ESTIMATES, *RANKING, *SYNTHESIS,
)  # fmt: skip


def names(columns: tuple[Column, ...]) -> list[str]:
    """Return the column names in order.

    >>> names(LIBRARY)[:2]
    ['monomer_id', 'smiles']
    """
    return [column.name for column in columns]


# What people read first in a table of candidates.
_FIRST: Final = (
    "rank", "name", "smiles", "tier", "sigma_ms_cm", "log10_sigma_s_cm", "log10_sigma_lower_90",
    "log10_sigma_upper_90", "unit_oxidation_potential_v", "unit_li_binding_one_armed_kcal_mol",
    "unit_li_exchange_kcal_mol", "is_within_limits", "limit_reasons", "warnings", "in_domain",
)  # fmt: skip


def put_first(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of candidates that begins with the columns people read; the others keep their order."""
    first = [name for name in _FIRST if name in table]
    return table[[*first, *(name for name in table.columns if name not in first)]]


def estimate_columns(column: str) -> tuple[str, str]:
    """Return the names of a descriptor's estimate and of its standard error.

    >>> estimate_columns("unit_oxidation_potential_v")
    ('unit_oxidation_potential_estimate_v', 'unit_oxidation_potential_estimate_std_v')
    """
    unit = "kcal_mol" if column.endswith("_kcal_mol") else column.rsplit("_", 1)[1]
    stem = column.removesuffix(f"_{unit}")
    return f"{stem}_estimate_{unit}", f"{stem}_estimate_std_{unit}"


def read_std(predictions: pd.DataFrame) -> pd.Series[float]:
    """Return the standard errors that the 90 % intervals of log10 σ stand for."""
    bounds = plain(predictions[["log10_sigma_upper_90", "log10_sigma_lower_90"]]).astype(float)
    width = bounds["log10_sigma_upper_90"] - bounds["log10_sigma_lower_90"]
    return width / 2.0 / HALF_WIDTH_90


def require_columns(table: pd.DataFrame, wanted: tuple[str, ...], *, where: str) -> None:
    """Check that a table holds the wanted columns.

    Raises:
        InvalidTable: One or more are missing; the message names them all.
    """
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        found = ", ".join(map(str, table.columns))
        hint = rename_hint(missing, map(str, table.columns))
        raise InvalidTable(f"{where}: missing column(s) {', '.join(missing)}; found {found}{hint}")


def require_values(table: pd.DataFrame, *, where: str) -> None:
    """Check that a campaign's table, which its user may have edited, holds numbers and flags where it should.

    A flag of the library or the ranking is never empty. Others are, and numbers, where nothing was computed.

    Raises:
        InvalidTable: A cell is neither; the message names the first of the first such column.
    """
    for column in CAMPAIGN:
        if column.kind == "text" or column.name not in table.columns:
            continue
        cells = table[column.name]
        is_wrong = ~_is_of_kind(cells, column)
        if column.kind == "number" or column not in (*LIBRARY, *RANKING):
            is_wrong &= cells.notna()
        if is_wrong.any():
            row = int(is_wrong.to_numpy().argmax())
            shown = "empty" if cells.isna().iloc[row] else repr(str(cells.iloc[row])[:40])
            wanted = "a number" if column.kind == "number" else "True or False"
            if column.name.startswith("log10_"):
                wanted = f"a number between -{MOST_LOG10:g} and {MOST_LOG10:g}"
            raise InvalidTable(
                f"{where}: {column.name} in row {row + 2} is {shown}: write "
                f"{wanted}{decimal_hint(shown)}, or delete the file and run monodesign screen to write it "
                "again"
            )


def _is_of_kind(cells: pd.Series[Any], column: Column) -> pd.Series[bool]:
    if column.kind == "number":
        largest = MOST_LOG10 if column.name.startswith("log10_") else MOST
        return pd.to_numeric(cells, errors="coerce").abs() <= largest
    return cells.astype(str).isin(["True", "False"])
