"""``agathe documents``: write the files a project needs, filled in from its answers."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agathe.cli.app import Lang, LangOption, OnOption, ProfileArgument, app, judge, read_day, reported
from agathe.cli.files import make_folder, refuse_existing, write_bytes
from agathe.kernel import AgatheError, Language, Location, Text, nearest

if TYPE_CHECKING:
    from agathe.documents.blocks import Document

FORMATS = ("html", "pdf", "docx")


@app.command()
@reported
def documents(
    profile: ProfileArgument,
    folder: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Dossier où écrire / folder to write to.",
            show_default=False,
        ),
    ],
    only: Annotated[
        str | None,
        typer.Option("--only", metavar="ID,ID", help="qualification, classification, pecan… / these only."),
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", metavar="html,pdf,docx", help="Présentations / formats.")
    ] = "html,docx",
    on: OnOption = None,
    lang: LangOption = Lang.fr,
    force: Annotated[
        bool, typer.Option("--force", help="Remplacer les fichiers existants / replace existing files.")
    ] = False,
) -> None:
    """Dossiers à compléter, préremplis · Files to complete, filled in: qualification, class, reimbursement."""
    from agathe.roadmap import build_roadmap
    from agathe.roadmap.dossiers import DOSSIERS, counted, tally

    language: Language = lang.value
    formats = _chosen(format_, FORMATS, "--format", Text("présentation inconnue", "unknown format"))
    wanted = (
        _chosen(only, DOSSIERS, "--only", Text("document inconnu", "unknown document"))
        if only is not None
        else tuple(DOSSIERS)
    )
    judgement = judge(profile, read_day(on))
    refused = {id_: reason for id_ in wanted if (reason := DOSSIERS[id_].refused(judgement)) is not None}
    kept = [id_ for id_ in wanted if id_ not in refused]
    if not kept:
        lines = [(DOSSIERS[id_].title, reason) for id_, reason in refused.items()]
        raise AgatheError(Text(
            "aucun de ces documents ne convient au projet :" + "".join(f"\n  - {title.fr} : {why.fr}" for title, why in lines),
            "none of these documents suits the project:" + "".join(f"\n  - {title.en}: {why.en}" for title, why in lines),
        ))  # fmt: skip
    roadmap = build_roadmap(judgement)
    # Everything is prepared before anything is written: a missing package or an existing file leaves the folder as it was.
    built = {id_: DOSSIERS[id_].build(judgement, roadmap, language) for id_ in kept}
    files = {
        id_: [(folder / f"{id_}.{form}", _rendered(document, form)) for form in formats]
        for id_, document in built.items()
    }
    if not force:
        refuse_existing([path for pairs in files.values() for path, _ in pairs], folder)
    make_folder(folder)
    colon = "\u00a0: " if language == "fr" else ": "
    for id_, pairs in files.items():
        for path, data in pairs:
            write_bytes(data, path)
        names = ", ".join(path.name for path, _ in pairs)
        figures = counted(*tally(built[id_].sections), language)
        typer.echo(f"✓ {DOSSIERS[id_].title[language]} ({names}){colon}{figures}")
    for id_, reason in refused.items():
        aside = {"fr": "sans objet", "en": "not applicable"}[language]
        typer.echo(f"– {DOSSIERS[id_].title[language]}{colon}{aside}, {reason[language]}")


def _chosen(text: str, known: Iterable[str], option: str, wrong: Text) -> tuple[str, ...]:
    """Ids of a list separated by commas, in the order known.

    Raises:
        AgatheError: one of them is unknown, or none is given.
    """
    order = tuple(known)
    given = [part.strip() for part in text.split(",") if part.strip()]
    choices = ", ".join(order)
    for part in given:
        if part not in order:
            message = Text(
                f"{wrong.fr} « {part} »{nearest(part, order, 'fr')} ; choix : {choices}",
                f"{wrong.en} “{part}”{nearest(part, order)}; choices: {choices}",
            )
            raise AgatheError(message, Location(field=option))
    if not given:
        message = Text(f"rien n'est demandé ; choix : {choices}", f"nothing is asked for; choices: {choices}")
        raise AgatheError(message, Location(field=option))
    return tuple(id_ for id_ in order if id_ in given)


def _rendered(document: "Document", form: str) -> bytes:
    """A document in one form.

    Raises:
        AgatheError: the package that the form needs is not installed.
    """
    if form == "html":
        from agathe.documents.html import render_html

        return render_html(document).encode()
    if form == "pdf":
        from agathe.documents.pdf import render_pdf

        return render_pdf(document)
    from agathe.documents.docx import render_docx

    return render_docx(document)
