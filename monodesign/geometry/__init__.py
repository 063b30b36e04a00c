"""Structures in space: conformers, complexes, connectivity."""
