"""The request for early coverage of a digital device (PECAN), as a file to complete."""

from agathe.documents.blocks import Document
from agathe.kernel import Language, Text
from agathe.roadmap.dossiers.coverage import coverage_file, unavailable
from agathe.roadmap.dossiers.writer import Writer
from agathe.roadmap.model import Roadmap
from agathe.rules.engine import Judgement

_WAYS = ("pecan",)


def refused(judgement: Judgement) -> Text | None:
    """Why the file makes no sense for a project; ``None`` when it does."""
    return unavailable(judgement, "pecan", _WAYS)


def pecan(judgement: Judgement, roadmap: Roadmap, language: Language) -> Document:
    """The request for early coverage of a project."""
    writer = Writer(judgement, roadmap, language)
    title = writer.say("Demande de prise en charge anticipée (PECAN)", "Request for early coverage (PECAN)")
    return coverage_file(writer, title, _WAYS)
