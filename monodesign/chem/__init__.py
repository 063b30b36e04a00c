"""Structures: fragments, assembly, filters, repeat units, conformers, complexes. RDKit only, no energies."""
