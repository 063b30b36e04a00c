"""Li⁺ and the sites that hold it."""
