"""The files Agathe can prepare for a project, in the order one meets them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agathe.documents.blocks import Document
from agathe.kernel import Language, Text
from agathe.roadmap.dossiers import classification, intended_purpose, latm, lppr, pecan, qualification
from agathe.roadmap.model import Roadmap
from agathe.rules.engine import Judgement


@dataclass(frozen=True)
class Dossier:
    """One kind of file.

    Attributes:
        id: identifier; also the name of the file written.
        title: name.
        refused: why it makes no sense for a project, or ``None`` when it does.
        build: writes it.
    """

    id: str
    title: Text
    refused: Callable[[Judgement], Text | None]
    build: Callable[[Judgement, Roadmap, Language], Document]


_ALL = (
    Dossier("qualification", Text("Note de qualification", "Qualification memo"), qualification.refused, qualification.qualification),
    Dossier("intended-purpose", Text("Fiche de destination", "Intended-purpose sheet"),
            intended_purpose.refused, intended_purpose.intended_purpose),
    Dossier("classification", Text("Justification de la classe", "Classification rationale"),
            classification.refused, classification.classification),
    Dossier("pecan", Text("Demande de PECAN", "PECAN request"), pecan.refused, pecan.pecan),
    Dossier("lppr", Text("Demande d'inscription sur la LPPR", "LPPR listing request"), lppr.refused, lppr.lppr),
    Dossier("latm", Text("Demande d'inscription sur la LATM", "LATM listing request"), latm.refused, latm.latm),
)  # fmt: skip
DOSSIERS: Mapping[str, Dossier] = {dossier.id: dossier for dossier in _ALL}
"""All kinds of files, by id."""
