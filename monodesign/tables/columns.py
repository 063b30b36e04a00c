"""Each table's columns, declared once with meaning and unit.

A column's unit is the end of its name. README and report take their explanations from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from monodesign.errors import InvalidTable
from monodesign.tables.header import decimal_hint, rename_hint
from monodesign.tables.missing import plain

if TYPE_CHECKING:
    import pandas as pd

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
    Column("ligand_2", "name of the second Li⁺-binding group of a monomer with two"),
    Column("repeat_unit", "PSMILES of the repeat unit, with two *"),
    Column("unit_smiles", "saturated, hydrogen-capped repeat unit: what cathode and Li⁺ meet in the gel"),
    Column("is_ether_free", "whether no oxygen joins two carbons as an ether", kind="flag"),
    Column("is_crosslinker", "whether it has two or more polymerisable C=C", kind="flag"),
    Column("mw_g_mol", "molar mass of the monomer", kind="number"),
)

# Beside the library's columns in a ranking, as in a table of formulations. Of a copolymer, monomer_id stands
# for monomers and ratio, and smiles, repeat_unit and unit_smiles hold one molecule of each, joined by a dot.
POLYMER: Final = (
    Column("polymer", "what polymerises: the monomer's SMILES, or A|B of a copolymer"),
    Column("polymer_mol_ratio", "moles of a copolymer's monomers, such as 1|1; empty for one monomer"),
)

CHECK: Final = (
    *LIBRARY,
    Column("reasons", "every reason why it is no candidate, empty if it is one"),
    Column("is_kept", "whether it passes all filters", kind="flag"),
    Column("warnings", "how it was redrawn, and what is not known of it, as how far its head polymerises"),
    Column("error", "why it could not be read"),
)


# What `describe` says of one form of a molecule; the table carries each twice, as `monomer_…` and `unit_…`.
REDOX: Final = (
    Column("vertical_ie_ev", "vertical ionisation energy, gas phase, calibrated", kind="number"),
    Column("vertical_ie_std_ev", "its standard error", kind="number"),
    Column("vertical_ie_gfn2_ev", "the same by GFN2-xTB ΔSCF, raw less 4.8455 eV", kind="number"),
    Column(
        "oxidation_potential_v",
        "adiabatic oxidation of the isolated molecule in implicit solvent, V vs Li/Li⁺",
        kind="number",
    ),
    Column("oxidation_potential_std_v", "its standard error", kind="number"),
    Column("oxidation_breaks_bond", "what happens to the bonds when the cation relaxes; empty: nothing"),
    Column(
        "oxidation_potential_beside_v",
        "with --beside: the same with an anion or solvent in contact",
        kind="number",
    ),
    Column("oxidation_beside", "which anion (by its salt) or solvent that is"),
    Column("oxidation_beside_breaks_bond", "what happens to the bonds of both"),
    Column(
        "reduction_potential_v",
        "adiabatic reduction in implicit solvent, calibrated, V vs Li/Li⁺",
        kind="number",
    ),
    Column("reduction_potential_std_v", "its standard error", kind="number"),
    Column("reduction_breaks_bond", "what happens to the bonds when the anion relaxes; empty: nothing"),
    Column(
        "redox_note", "why a potential could not be computed, and that ions have no references of their own"
    ),
)
LITHIUM: Final = (
    Column(
        "li_binding_kcal_mol",
        "binding of one Li⁺ in the gas phase at the best site, calibrated; empty: its class has no reference",
        kind="number",
    ),
    Column("li_binding_std_kcal_mol", "its standard error", kind="number"),
    Column("li_binding_gfn2_kcal_mol", "the same by GFN2-xTB, raw", kind="number"),
    Column("li_site", "what Li⁺ touches there: donor class and atom number in the canonical SMILES"),
    Column("li_denticity", "number of donors that Li⁺ touches there", kind="number"),
    Column("li_deformation_kcal_mol", "GFN2 energy of bending the molecule into that complex", kind="number"),
    Column("li_charge_e", "GFN2 charge of Li⁺ there", kind="number"),
    Column(
        "li_binding_one_armed_kcal_mol",
        "calibrated binding at the best site that touches one donor; empty: no reference",
        kind="number",
    ),
    Column("li_binding_one_armed_std_kcal_mol", "its standard error", kind="number"),
    Column("li_one_armed_site", "donor class and atom number of that site"),
    Column(
        "li_note",
        "donors without a reference, so with the GFN2 value only, or without a one-armed site; failures",
    ),
    Column("li_sites", "every site found, as a JSON list"),
)
DFT: Final = (
    Column(
        "vertical_ie_dft_ev",
        "with --level dft: vertical ionisation energy, ωB97X-D3(BJ)/def2-SVP ΔSCF",
        kind="number",
    ),
    Column(
        "li_binding_dft_kcal_mol",
        "with --level dft: binding at the best site, ωB97X-D3(BJ)/def2-TZVPD",
        kind="number",
    ),
    Column("li_binding_one_armed_dft_kcal_mol", "the same at the best one-armed site", kind="number"),
)
IN_GEL: Final = (
    Column(
        "li_exchange_kcal_mol",
        "Li(S)4⁺ + molecule → Li(S)3(molecule)⁺ + S, the lowest start; negative: it wins",
        kind="number",
    ),
    Column("li_exchange_std_kcal_mol", "its standard error", kind="number"),
    Column("li_exchange_boltzmann_kcal_mol", "the same as a Boltzmann mean over the starts", kind="number"),
    Column("li_exchange_spread_kcal_mol", "standard deviation over the starts", kind="number"),
    Column("li_exchange_gfn2_kcal_mol", "the same by GFN2-xTB, raw", kind="number"),
    Column("li_exchange_site", "what Li⁺ touches of each molecule of that shell"),
    Column("li_exchange_basis", "calibrated, or raw GFN2"),
    Column(
        "desolvation_ev",
        "energy of taking Li⁺ out of that shell (eq. 4 of doi 10.1038/s41467-025-59020-w)",
        kind="number",
    ),
    Column("exchange_solvent", "the shell's solvent"),
    Column("n_exchange_starts", "starts that ended as a shell", kind="number"),
    Column("n_exchange_discarded", "starts that did not", kind="number"),
    Column("exchange_note", "why the exchange could not be computed"),
    Column("is_homogeneous", "whether polymer and solvent make one clear gel", kind="flag"),
    Column("homogeneous_probability", "probability of that", kind="number"),
    Column("affinity_chi", "Flory–Huggins χ from group contributions", kind="number"),
    Column("affinity_solvent", "the gel's solvent"),
    Column("affinity_note", "which part of the molecule has no published group, or another failure"),
)
OF_A_FORM: Final = (*REDOX, *LITHIUM, *DFT, *IN_GEL)
DESCRIPTORS: Final = (
    Column("smiles", "the molecule as given"),
    *(Column(f"monomer_{c.name}", f"molecule as given: {c.meaning}", kind=c.kind) for c in OF_A_FORM),
    *(Column(f"unit_{c.name}", f"hydrogen-capped unit: {c.meaning}", kind=c.kind) for c in OF_A_FORM),
    Column("error", "why the molecule could not be described; empty: it was"),
)

PREDICTION: Final = (
    Column("log10_sigma_s_cm", "predicted log10 of the conductivity in S/cm", kind="number"),
    Column("sigma_ms_cm", "the same in mS/cm", kind="number"),
    Column("log10_sigma_lower_90", "lower end of the 90 % interval, log10 S/cm", kind="number"),
    Column("log10_sigma_upper_90", "upper end of the 90 % interval, log10 S/cm", kind="number"),
    Column(
        "log10_sigma_own_std",
        "part of the standard error that is the polymer's own: what a difference between two polymers keeps",
        kind="number",
    ),
    Column(
        "polymer_share_estimate",
        "of the donors in Li⁺'s first shell in the gel, the share that is the polymer's, estimated",
        kind="number",
    ),
    Column("polymer_share_estimate_std", "its standard error", kind="number"),
    Column(
        "sigma_evidence",
        "what moves σ beside the same gel of a typical acrylate, and by how much in log10 units",
    ),
    Column("in_domain", "whether the formulation is like what the surrogate was trained on", kind="flag"),
    Column("domain_note", "what of it was never measured; empty inside the domain"),
    Column("error", "why a row could not be predicted"),
)
ESTIMATES: Final = (
    Column(
        "unit_oxidation_potential_estimate_v",
        "oxidation potential of the unit estimated from structure, V vs Li/Li⁺: stands in where xTB was not "
        "asked",
        kind="number",
    ),
    Column(
        "unit_oxidation_potential_estimate_std_v",
        "its standard error, that of unknown ligand classes",
        kind="number",
    ),
    Column(
        "unit_li_binding_one_armed_estimate_kcal_mol",
        "binding of one Li⁺ at the unit's best one-armed site, estimated from structure; negative: bound",
        kind="number",
    ),
    Column(
        "unit_li_binding_one_armed_estimate_std_kcal_mol",
        "its standard error, that of unknown ligand classes",
        kind="number",
    ),
    Column(
        "unit_li_exchange_estimate_kcal_mol",
        "exchange of one EC of Li(EC)4⁺ for the unit, estimated from structure; negative: the polymer wins",
        kind="number",
    ),
    Column(
        "unit_li_exchange_estimate_std_kcal_mol",
        "its standard error, that of unknown ligand classes",
        kind="number",
    ),
)
RANKING: Final = (
    Column("rank", "1 is the candidate most worth making", kind="number"),
    Column("is_within_limits", "whether it keeps the campaign's limits", kind="flag"),
    Column("limit_reasons", "which limit it breaks"),
    Column(
        "is_described",
        "whether every goal was computed; for the others estimates stand in",
        kind="flag",
    ),
    Column(
        "pareto_front",
        "1: no other candidate within the limits is better in one goal and worse in none; empty outside them",
        kind="number",
    ),
    Column(
        "conductivity_percentile",
        "mean probability to conduct better than another candidate, 0 to 1",
        kind="number",
    ),
    Column("oxidation_percentile", "the same of a higher oxidation potential", kind="number"),
    Column("binding_percentile", "the same of weaker Li⁺ binding", kind="number"),
    Column(
        "reduction_percentile",
        "where `weight_reduction` is above 0, the same of a lower reduction potential; 0: the anion breaks",
        kind="number",
    ),
    Column(
        "synthesis_percentile",
        "where `weight_synthesis` is above 0, the same of an easier synthesis",
        kind="number",
    ),
    Column("score", "weighted mean of the goals' percentiles, 0 to 1", kind="number"),
    Column(
        "log10_sigma_predicted_s_cm",
        "log10 σ as predicted, before what the campaign measured, S/cm",
        kind="number",
    ),
    Column("log10_sigma_predicted_std", "its standard error, log10 units", kind="number"),
    Column("is_measured", "whether σ is what the campaign measured", kind="flag"),
    Column(
        "probability_best",
        "probability to conduct best of all candidates within the limits",
        kind="number",
    ),
    Column("probability_in_top_10", "probability to conduct among the ten best of these", kind="number"),
    Column(
        "probability_beats_reference",
        "probability to conduct better than the reference: the one asked for, the best measured, or AEEO",
        kind="number",
    ),
    Column(
        "tier",
        "1: the best conductor and all that it does not beat with 90 % probability; 2: the same of the rest…",
        kind="number",
    ),
    Column(
        "is_closer_than_error",
        "log10 σ differs from the next candidate's by less than the error of the difference",
        kind="flag",
    ),
)

SYNTHESIS: Final = (
    Column("synthesis_score", "ease of synthesis, 0 to 1; 0: no route", kind="number"),
    Column("n_synthesis_steps", "steps of the easiest route; 0: no route", kind="number"),
    Column("to_order", "its starting materials that are not on the stock list, as SMILES"),
)

CHANGES: Final = (
    Column("monomer_id", "short stable hash of the canonical isomeric SMILES"),
    Column("name", "the candidate's name"),
    Column("smiles", "canonical isomeric SMILES"),
    Column("rank_before", "its rank before the last retraining", kind="number"),
    Column("rank_after", "its rank since", kind="number"),
    Column("log10_sigma_before_s_cm", "log10 σ predicted before, S/cm", kind="number"),
    Column("log10_sigma_after_s_cm", "log10 σ predicted since, S/cm", kind="number"),
    Column("std_before", "standard error of the prediction before, log10 units", kind="number"),
    Column("std_after", "the same since", kind="number"),
    Column(
        "log10_sigma_measured_s_cm",
        "mean log10 σ measured in the campaign's formulation, S/cm",
        kind="number",
    ),
    Column("n_measured", "how many samples that is", kind="number"),
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
                f"{where}: {column.name} in row {row + 2} is {shown}: write {wanted}{decimal_hint(shown)}, "
                "or delete the file and run monodesign screen again, which makes it anew"
            )


def _is_of_kind(cells: pd.Series[Any], column: Column) -> pd.Series[bool]:
    import pandas as pd

    if column.kind == "number":
        largest = MOST_LOG10 if column.name.startswith("log10_") else MOST
        return pd.to_numeric(cells, errors="coerce").abs() <= largest
    return cells.astype(str).isin(["True", "False"])
