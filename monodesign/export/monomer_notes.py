"""What stands at the top and at the end of both kinds of sheet: warnings of a monomer, and hazards."""

from __future__ import annotations

from monodesign.chem.head_kinds import load_head_kinds
from monodesign.chem.head_warnings import head_warnings
from monodesign.chem.molecules import parse
from monodesign.chem.polymerisation import find_alkenes, needs_partner
from monodesign.chem.toxic_release import find_releases
from monodesign.export.markdown import inert
from monodesign.synthesis.hazards import STATEMENTS, find_hazards


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
    """Return one line per hazard of a substance as Markdown."""
    shown = inert(name) if name != smiles else f"`{smiles}`"
    lines = []
    for hazard in find_hazards(smiles):
        codes = "; ".join(f"{code} {STATEMENTS[code]}" for code in hazard.statements)
        lines.append(f"- {shown}: {hazard.group} — {'; '.join(filter(None, (codes, hazard.advice)))}.")
    return lines or [f"- {shown}: no classification known here; see the safety data sheet of the supplier."]
