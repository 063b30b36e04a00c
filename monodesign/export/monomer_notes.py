"""What stands at the top and at the end of both kinds of sheet: warnings of a monomer, and hazards."""

from __future__ import annotations

from monodesign.chem.head_kinds import load_head_kinds
from monodesign.chem.head_warnings import head_warnings
from monodesign.chem.molecules import parse
from monodesign.chem.polymerisation import find_alkenes, needs_partner
from monodesign.chem.toxic_release import find_releases
from monodesign.export.markdown import inert
from monodesign.synthesis.hazards import FLASH_POINT, STATEMENTS, find_hazards, join_statements


def monomer_notes(smiles: str) -> list[str]:
    """Return warnings about a monomer's head and about what it may release, as Markdown; may be empty."""
    return [*_polymerisation_notes(smiles), *_release_notes(smiles)]


def _release_notes(smiles: str) -> list[str]:
    lines: list[str] = []
    for release in find_releases(parse(smiles)):
        warning = f"**Toxic on hydrolysis: {inert(release.releases)}.** {inert(release.note)}"
        lines += [f"{warning} ({inert(release.source)}).", ""]
    return lines


def _polymerisation_notes(smiles: str) -> list[str]:
    mol = parse(smiles)
    warnings = head_warnings(mol)
    if not warnings:
        return []
    kinds = [load_head_kinds()[alkene.kind] for alkene in find_alkenes(mol) if alkene.is_polymerisable]
    partners = dict.fromkeys(kind.partner for kind in kinds if kind.partner)
    sources = dict.fromkeys(kind.source for kind in kinds if kind.source)
    lines = [f"**Polymerisation:** {inert('; '.join(warnings))}."]
    if needs_partner(smiles):
        lines.append(
            f"Copolymerise it with {inert(' or '.join(partners) or 'another monomer')}; enter the pair "
            "under pairs in \\[copolymers\\] of campaign.toml."
        )
    if sources:
        lines.append(f"Evidence for monomers of this kind: {inert('; '.join(sources))}.")
    return [" ".join(lines), ""]


def hazard_lines(smiles: str, name: str) -> list[str]:
    """Return what is known of the hazards of a substance as Markdown: its own, or those of its groups."""
    shown = inert(name) if name != smiles else f"`{smiles}`"
    hazards = find_hazards(smiles)
    if not hazards:
        return [f"- {shown}: no classification known here; see the safety data sheet of the supplier."]
    groups = dict.fromkeys(hazard.group for hazard in hazards if hazard.covers == "part")
    is_own = any(hazard.covers == "molecule" and hazard.typical_member != FLASH_POINT for hazard in hazards)
    origin = "" if is_own or not groups else f"as {', '.join(groups)} — "
    codes = [f"{code} {STATEMENTS[code]}" for code in join_statements(hazards)]
    advice = dict.fromkeys(part for hazard in hazards for part in hazard.advice.split("; ") if part)
    return [f"- {shown}: {origin}{'; '.join([*codes, *advice])}."]
