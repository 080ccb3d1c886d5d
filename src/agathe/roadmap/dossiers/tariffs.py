"""What a request for coverage costs, and the tariffs of the pathways."""

from collections.abc import Iterator, Sequence

from agathe.documents.blocks import Block, Content, Paragraph, Table
from agathe.knowledge.schema.pathway import Pathway, Tariff
from agathe.roadmap.dossiers.writer import Part, Writer
from agathe.rules.prose import show_number


def tariffs(writer: Writer, pathways: Sequence[Pathway]) -> Part:
    """Duty paid at filing, tariffs, monthly packages."""
    title = writer.say("Coût de la demande et tarifs", "Cost of the request and tariffs")
    return Part(title, tuple(_money(writer, pathways)))


def _money(writer: Writer, pathways: Sequence[Pathway]) -> Iterator[Block]:
    """Duty paid at filing and tariffs of the pathways, each once."""
    say = writer.say
    paid = {pathway.fees.amount_max_eur: pathway.fees for pathway in pathways if pathway.fees}
    for fees in paid.values():
        text = writer.text(fees.text) if fees.text else say(
            f"Droit perçu au dépôt, dans la limite de {show_number(fees.amount_max_eur, 'fr')} €",
            f"Duty paid at filing, up to €{show_number(fees.amount_max_eur, 'en')}",
        )  # fmt: skip
        law = f" ({writer.law(fees.legal_ref)} · {_sure(writer, fees.confidence)})"
        yield Paragraph((text + law,))
    tariffs = [tariff for pathway in pathways for tariff in pathway.tariffs if _concerned(writer, tariff)]
    if tariffs:
        head = (say("Tarif", "Tariff"), say("Montant", "Amount"), say("Texte", "Text"))
        rows = tuple(
            ((writer.text(one.title),), (_amount(writer, one),), (_act(writer, one),)) for one in tariffs
        )
        yield Table(
            say("Tarifs de cette prise en charge", "Tariffs of this coverage"), head, rows, shares=(3, 6, 3)
        )
    for id_ in dict.fromkeys(pathway.tariff_table for pathway in pathways if pathway.tariff_table):
        yield from _packages(writer, id_)


def _sure(writer: Writer, confidence: str) -> str:
    return writer.words.say("confidence", writer.words.say(confidence))


def _concerned(writer: Writer, tariff: Tariff) -> bool:
    """Whether a tariff is for the purpose of the product, and in force or without a known end."""
    if tariff.valid_to is not None and tariff.valid_to < writer.roadmap.day:
        return False
    return tariff.applies_to is None or tariff.applies_to in writer.purposes


def _amount(writer: Writer, tariff: Tariff) -> str:
    say = writer.say
    vat = {"included": say(" TTC", " incl. VAT"), "excluded": say(" HT", " excl. VAT")}.get(
        tariff.vat or "", ""
    )
    pieces = []
    if tariff.amount_eur is not None:
        pieces.append(writer.euros(tariff.amount_eur) + vat)
    if tariff.first_3_months_eur is not None:
        pieces.append(
            writer.euros(tariff.first_3_months_eur)
            + vat
            + say(" pour les trois premiers mois", " for the first three months")
        )
    if tariff.monthly_from_month_4_eur is not None:
        pieces.append(
            writer.euros(tariff.monthly_from_month_4_eur)
            + vat
            + say(" par mois à partir du quatrième", " a month from the fourth")
        )
    if tariff.annual_cap_eur is not None:
        pieces.append(say("plafond annuel ", "yearly ceiling ") + writer.euros(tariff.annual_cap_eur) + vat)
    if tariff.patient_share_pct is not None:
        share = show_number(tariff.patient_share_pct, writer.language)
        pieces.append(f"{share} %" if writer.language == "fr" else f"{share}%")
    if tariff.text is not None:
        pieces.append(writer.text(tariff.text))
    return say(" ; ", "; ").join(pieces)


def _act(writer: Writer, tariff: Tariff) -> str:
    pieces = [writer.law(tariff.legal_ref)] if tariff.legal_ref else []
    if tariff.valid_from:
        pieces.append(writer.words.say("from", writer.words.day(tariff.valid_from)))
    return " · ".join([*pieces, _sure(writer, tariff.confidence)])


def _packages(writer: Writer, id_: str) -> Iterator[Block]:
    """Monthly packages of the telemonitoring list."""
    say = writer.say
    table = writer.knowledge.tariffs[id_]
    interests = {
        "organisational": say("organisation des soins", "organisation of care"), "quality_of_life": say("qualité de vie", "quality of life"),
        "morbidity": say("morbidité", "morbidity"), "mortality": say("mortalité", "mortality"),
    }  # fmt: skip
    levels = {"1": say("niveau 1", "level 1"), "2": say("niveau 2", "level 2"), "majored_1": say("niveau 1 majoré", "majored level 1"),
              "majored_2": say("niveau 2 majoré", "majored level 2")}  # fmt: skip
    day = writer.roadmap.day
    rows: list[tuple[Content, ...]] = []
    line = writer.profile.answers.get("generic_line")
    for name, tariffs in ((say("Forfait technique de la ligne générique", "Technical package of the generic line"), table.generic_line_technical),
                          (say("Forfait opérateur de la ligne générique", "Operator package of the generic line"), table.generic_line_operator)):  # fmt: skip
        rows += [
            ((name,), (writer.prose.option("generic_line", one.line),), (writer.euros(one.amount_eur),))
            for one in tariffs
            if one.line == line
        ]
    for technical in table.technical:
        if technical.valid_from <= day and (technical.valid_to is None or day <= technical.valid_to):
            rows.append(
                (
                    (say("Forfait technique", "Technical package"),),
                    (interests[technical.interest],),
                    (writer.euros(technical.amount_eur),),
                )
            )
    for operator in table.operator:
        if operator.valid_from <= day and (operator.valid_to is None or day <= operator.valid_to):
            level = levels[operator.level] + (
                f" ({writer.text(operator.condition)})" if operator.condition else ""
            )
            rows.append(
                (
                    (say("Forfait opérateur", "Operator package"),),
                    (level,),
                    (writer.euros(operator.amount_eur),),
                )
            )
    head = (
        say("Forfait", "Package"),
        say("Intérêt ou niveau", "Interest or level"),
        say("Par patient et par mois, TTC", "For each patient and month, incl. VAT"),
    )
    yield Table(writer.text(table.title), head, tuple(rows), numbers=(2,), shares=(4, 5, 3))
    share = show_number(table.patient_share_pct, writer.language)
    text = writer.pair(
        say("Part laissée au patient", "Share left to the patient"), say(f"{share} %", f"{share}%")
    )
    yield Paragraph((f"{text}. ({writer.cite(table)} · {_sure(writer, table.confidence)})",), quiet=True)
