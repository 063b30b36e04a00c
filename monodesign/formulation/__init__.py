"""Gels, liquids and salts: what a measurement or a prediction is of."""
