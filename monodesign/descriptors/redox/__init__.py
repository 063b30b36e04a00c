"""Oxidation and reduction."""
