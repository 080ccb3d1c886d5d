"""Agathe: the life line of a digital-health project, decided by one rules engine over one dated, sourced knowledge base."""

__version__ = "0.1.0"
