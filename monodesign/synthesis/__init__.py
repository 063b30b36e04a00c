"""Routes, reagents, amounts, hazards."""
