"""The request for a listing on the list of reimbursable products (LPPR), as a file to complete."""

from agathe.documents.blocks import Document
from agathe.kernel import Language, Text
from agathe.roadmap.dossiers.coverage import coverage_file, unavailable
from agathe.roadmap.dossiers.writer import Writer
from agathe.roadmap.model import Roadmap
from agathe.rules.engine import Judgement

_WAYS = ("lppr-generic", "lppr-brand")


def refused(judgement: Judgement) -> Text | None:
    """Why the file makes no sense for a project; ``None`` when it does."""
    return unavailable(judgement, "lpp", _WAYS)


def lppr(judgement: Judgement, roadmap: Roadmap, language: Language) -> Document:
    """The request for a listing on the LPPR, by a generic line or under brand name."""
    writer = Writer(judgement, roadmap, language)
    title = writer.say("Demande d'inscription sur la LPPR", "Request for a listing on the LPPR")
    return coverage_file(writer, title, _WAYS)
