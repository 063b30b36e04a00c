"""The conductivity model itself."""
