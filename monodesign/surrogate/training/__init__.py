"""Fitting, tuning and validating the model."""
