"""Formulations and measured conductivities: reading, checking, units."""
