"""``agathe markets``: France and foreign markets side by side."""

from typing import Annotated

import typer

from agathe.cli.app import (
    Lang,
    LangOption,
    OnOption,
    OutputOption,
    ProfileArgument,
    app,
    judge,
    plain_json,
    read_day,
    reported,
    write,
)
from agathe.cli.whatif import DocumentFormat, emit
from agathe.kernel import AgatheError, Location, Text, nearest


@app.command()
@reported
def markets(
    profile: ProfileArgument,
    country: Annotated[
        list[str] | None,
        typer.Option("--country", metavar="CODE", help="DE, BE, US… ; tous sans l'option / all when absent."),
    ] = None,
    on: OnOption = None,
    lang: LangOption = Lang.fr,
    format_: Annotated[
        DocumentFormat, typer.Option("--format", help="Présentation / format.")
    ] = DocumentFormat.text,
    output: OutputOption = None,
) -> None:
    """Marchés étrangers comparés à la France · Foreign markets side by side, what is not established shown."""
    import msgspec

    from agathe.roadmap import build_roadmap
    from agathe.roadmap.document import markets_document

    judgement = judge(profile, read_day(on))
    roadmap = build_roadmap(judgement)
    known = list(dict.fromkeys(market.country for market in roadmap.markets))
    wanted = [code.strip().upper() for code in country or ()]
    for code in wanted:
        if code not in known:
            raise AgatheError(Text(
                f"aucun marché « {code} »{nearest(code, known, 'fr')} ; il y a : {', '.join(known)}",
                f"no market “{code}”{nearest(code, known)}; there are: {', '.join(known)}",
            ), Location(field="--country"))  # fmt: skip
    if wanted:
        # France is what the others are compared with.
        kept = tuple(market for market in roadmap.markets if market.country in ("FR", *wanted))
        roadmap = msgspec.structs.replace(roadmap, markets=kept)
    if format_ is DocumentFormat.json:
        write(plain_json(roadmap.markets), output, keep=profile)
        return
    emit(markets_document(roadmap, judgement.engine.knowledge, lang.value), format_, output, profile)
