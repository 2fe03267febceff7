"""Drawings as SVG: pure functions from plain records to markup. What varies is an attribute or a class, never a style."""
