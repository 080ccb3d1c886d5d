"""Measurements of our engines beside their peers; see ``benchmarks/README.md``."""
