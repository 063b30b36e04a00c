"""Molecular dynamics of an electrolyte's box: parameters, packing, runs and what they say about Li⁺."""
