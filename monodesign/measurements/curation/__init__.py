"""How the raw public tables become the shipped table of measured conductivities."""
