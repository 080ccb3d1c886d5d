"""Translation of our rules into the languages of other engines, for ``benchmarks/rules.py`` only."""
