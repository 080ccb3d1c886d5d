"""``agathe knowledge``: check, list, show and compare the knowledge base."""

from pathlib import Path
from typing import Annotated

import typer

from agathe.cli.app import (
    Lang,
    LangOption,
    OnOption,
    OutputOption,
    app,
    knowledge_base,
    read_day,
    reported,
    write,
)
from agathe.kernel import AgatheError, Text, nearest

knowledge_app = typer.Typer(
    help="La base de connaissances : vérifier, lister, montrer, comparer · The knowledge base.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(knowledge_app, name="knowledge")
RootOption = Annotated[
    Path | None,
    typer.Option("--root", metavar="DIR", help="Autre base / another knowledge base.", show_default=False),
]


@knowledge_app.command()
@reported
def check(
    root: RootOption = None,
    on: OnOption = None,
    lang: LangOption = Lang.fr,
    prove: Annotated[bool, typer.Option(help="Prouver avec z3 / prove with z3.")] = True,
    info: Annotated[
        bool, typer.Option("--info", help="Montrer aussi les remarques / show remarks too.")
    ] = False,
) -> None:
    """Vérifier la base : sources, dates, langues, exemples, preuves · Check sources, dates, languages, examples, proofs."""
    from time import process_time

    from agathe.knowledge.finding import in_order
    from agathe.knowledge.lint import lint
    from agathe.knowledge.load import load_knowledge
    from agathe.rules.verification.examples import check_examples

    start, day = process_time(), read_day(on)
    knowledge = load_knowledge(root, cache=False)
    findings = [*lint(knowledge, day), *check_examples(knowledge, day)]
    if prove:
        from agathe.rules.verification.verify import verify

        typer.echo({"fr": "Preuves en cours…", "en": "Proving…"}[lang.value], err=True)
        findings += verify(knowledge, day)
    findings = in_order(findings)
    shown = [finding for finding in findings if info or finding.severity != "info"]
    for finding in shown:
        typer.echo(str(finding))
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = sum(finding.severity == "warning" for finding in findings)
    entries = sum(1 for _ in knowledge.entries())
    seconds = process_time() - start
    summary = Text(
        f"{entries} entrées, {len(knowledge.questions)} questions, {len(knowledge.sources)} sources : "
        f"{errors} erreur(s), {warnings} avertissement(s) en {seconds:.1f} s",
        f"{entries} entries, {len(knowledge.questions)} questions, {len(knowledge.sources)} sources: "
        f"{errors} error(s), {warnings} warning(s) in {seconds:.1f} s",
    )
    typer.echo(summary[lang.value])
    if errors:
        raise typer.Exit(1)


@knowledge_app.command("list")
@reported
def list_entries(
    kind: Annotated[
        str | None,
        typer.Argument(metavar="[KIND]", help="questions, facts, duties, pathways…", show_default=False),
    ] = None,
    lang: LangOption = Lang.fr,
    output: OutputOption = None,
) -> None:
    """Lister les entrées, par genre · List entries by kind."""
    knowledge = knowledge_base()
    collections = {
        name: value for name, value in vars(knowledge).items() if isinstance(value, dict) and name != "files"
    }
    if kind is None:
        lines = [f"{name:22} {len(entries):5}" for name, entries in collections.items()]
    elif kind in collections:
        lines = [f"{id_:34} {_title(entry, lang.value)}" for id_, entry in collections[kind].items()]
    else:
        kinds = ", ".join(collections)
        raise AgatheError(
            Text(
                f"aucun genre « {kind} »{nearest(kind, collections, 'fr')} ; il y a : {kinds}",
                f"no kind “{kind}”{nearest(kind, collections)}; there are: {kinds}",
            )
        )
    write("\n".join(lines) + "\n", output)


@knowledge_app.command()
@reported
def show(
    entry: Annotated[str, typer.Argument(metavar="ID", help="pecan, duties:pecan…", show_default=False)],
    lang: LangOption = Lang.fr,
    output: OutputOption = None,
) -> None:
    """Montrer une entrée entière, avec ses conditions en mots · Show one entry, its conditions in words."""
    from agathe.cli.entry import entry_page

    knowledge = knowledge_base()
    found = knowledge.find(entry)
    if not found:
        ids = [id_ for value in vars(knowledge).values() if isinstance(value, dict) for id_ in value]
        raise AgatheError(
            Text(
                f"aucune entrée « {entry} »{nearest(entry, ids, 'fr')}",
                f"no entry “{entry}”{nearest(entry, ids)}",
            )
        )
    pages = [entry_page(knowledge, kind, value, lang.value) for kind, value in found]
    write("\n\n".join(pages), output)


@knowledge_app.command()
@reported
def diff(
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", help="Base d'avant / earlier base.", show_default=False)
    ],
    after: Annotated[
        Path | None, typer.Argument(metavar="[AFTER]", help="Base d'après / later base.", show_default=False)
    ] = None,
    lang: LangOption = Lang.fr,
    output: OutputOption = None,
) -> None:
    """Ce qui change entre deux versions de la base · What changes between two versions of the base."""
    from agathe.knowledge.difference import compare
    from agathe.knowledge.load import load_knowledge

    changes = compare(load_knowledge(before, cache=False), load_knowledge(after, cache=False))
    words = {"fr": {"added": "ajouté", "removed": "retiré", "changed": "changé"}, "en": {}}[lang.value]
    lines = []
    for change in changes:
        lines.append(f"{words.get(change.what, change.what):8} {change.kind}:{change.entry}")
        lines.extend(f"         {field}: {old} → {new}" for field, old, new in change.fields)
    nothing = {"fr": "aucune différence", "en": "no difference"}[lang.value]
    write("\n".join(lines or [nothing]) + "\n", output)


def _title(entry: object, language: str) -> str:
    for name in ("title", "question", "name", "label", "text", "message"):
        value = getattr(entry, name, None)
        if isinstance(value, Text):
            return value.fr if language == "fr" else value.en
    return str(getattr(entry, "url", "") or "")
