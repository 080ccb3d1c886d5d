"""Files a project must write for an authority or for itself, filled in from its answers; what is missing is listed."""

from agathe.roadmap.dossiers.table import DOSSIERS, Dossier
from agathe.roadmap.dossiers.writer import counted, tally

__all__ = ["DOSSIERS", "Dossier", "counted", "tally"]
