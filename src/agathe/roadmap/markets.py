"""Foreign markets side by side, France first. What no source establishes stays ``None``: it is shown as not established."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from agathe.kernel import Language, Text
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.country import ComparisonRow, Country, Fee
from agathe.roadmap.model import Market, MarketFact, Way
from agathe.rules.prose import show_date, show_number

COLUMNS: Mapping[str, Text] = {
    "ce": Text("Marquage CE", "CE mark"),
    "ce_terms": Text("Conditions du marquage CE", "Terms of the CE mark"),
    "route": Text("Voie nationale", "National route"),
    "paid": Text("Remboursé aujourd'hui", "Reimbursed today"),
    "delay": Text("Délai de décision", "Time to a decision"),
    "fees": Text("Droits à payer", "Fees"),
    "evidence": Text("Preuves demandées", "Evidence required"),
    "languages": Text("Langues", "Languages"),
    "authority": Text("Autorité", "Authority"),
    "payment": Text("Prix et paiement", "Price and payment"),
    "from_pecan": Text("Valeur d'un dossier PECAN", "Worth of a PECAN file"),
    "figures": Text("Chiffres", "Figures"),
}
"""What is compared, in order, with the heading of each column."""
_LANGUAGES = {
    "de": Text("allemand", "German"), "en": Text("anglais", "English"), "es": Text("espagnol", "Spanish"),
    "fr": Text("français", "French"), "it": Text("italien", "Italian"), "ja": Text("japonais", "Japanese"),
    "nl": Text("néerlandais", "Dutch"), "pt": Text("portugais", "Portuguese"),
}  # fmt: skip
_ORDER = {"yes": 0, "maybe": 1, None: 1, "no": 2}


def markets(
    pathways: Sequence[Way], countries: Sequence[Way], knowledge: Knowledge, day: date
) -> tuple[Market, ...]:
    """The comparison for one project.

    Args:
        pathways: French pathways of its roadmap.
        countries: foreign markets of its roadmap.
        knowledge: the knowledge base they come from.
        day: fees that no longer hold on that day are left out.

    Returns:
        France first, then the markets the project aims at, then the others.
    """
    if knowledge.comparison is None:
        return ()
    reader = _Reader(knowledge, day)
    ways = {way.id: way for way in (*pathways, *countries)}
    french = [
        reader.french(row, ways[row.pathway])
        for row in knowledge.comparison.rows
        if row.pathway is not None and row.pathway in ways
    ]
    foreign = [
        reader.foreign(country, ways[country.id])
        for country in knowledge.countries.values()
        if country.id in ways
    ]
    return (*french, *sorted(foreign, key=lambda market: _ORDER[market.wanted]))


class _Reader:
    """Entries of the knowledge base as cells of the comparison."""

    def __init__(self, knowledge: Knowledge, day: date) -> None:
        self.knowledge = knowledge
        self.day = day
        comparison = knowledge.comparison
        self.labels = {
            (column.id, option.id): option.label
            for column in (comparison.columns if comparison is not None else ())
            for option in column.options
        }

    def french(self, row: ComparisonRow, way: Way) -> Market:
        """The French market, through the pathway that its row sums up."""
        pathway = self.knowledge.pathways[way.id]
        duty = pathway.fees
        fee = None if duty is None else _joined(_at_most(duty.amount_max_eur), duty.text)
        facts = {
            **self.summary(row),
            "delay": _joined(_days(row.decision_days), _provisional(row.provisional_months)),
            "fees": fee,
            "evidence": _judged(way),
            "languages": _languages(("fr",)),
            "authority": _listed([authority.name for authority in pathway.authorities]),
            "payment": pathway.description,
            "from_pecan": Text(
                "Sans objet : c'est la voie française", "Not applicable: this is the French way"
            ),
        }
        title = Text(f"France : {way.title.fr}", f"France: {way.title.en}")
        return msgspec.structs.replace(self.market(way, row.country, facts), title=title)

    def foreign(self, country: Country, way: Way) -> Market:
        """A market outside France."""
        procedure = country.procedure
        authority = country.authority or (procedure.authority if procedure is not None else None)
        facts = {
            "ce": self.label("ce_recognition", country.ce_recognition),
            "ce_terms": _joined(*_ce_terms(country)),
            "route": self.label("national_route", country.national_route),
            "paid": self.label("reimbursed_today", country.reimbursed_today),
            "delay": _delay(country),
            "fees": self.fees(country),
            "evidence": _judged(way) or _levels(country),
            "languages": _languages(country.languages),
            "authority": authority,
            "payment": _joined(country.pricing, *(payment.text for payment in country.payment)),
            "from_pecan": country.from_pecan,
            "figures": _listed([_figure(one.as_of, one.value, one.what) for one in country.stats]),
        }
        confidences = {"fees": country.fees_confidence}
        return self.market(way, country.country, facts, confidences)

    def summary(self, row: ComparisonRow) -> dict[str, Text | None]:
        return {
            "ce": self.label("ce_recognition", row.ce_recognition),
            "route": self.label("national_route", row.national_route),
            "paid": self.label("reimbursed_today", row.reimbursed_today),
        }

    def label(self, column: str, value: str) -> Text | None:
        return self.labels.get((column, value))

    def fees(self, country: Country) -> Text | None:
        """Amounts that hold on the day, or are to come."""
        routes = {route.id: route.title for route in country.routes}
        current = [fee for fee in country.fees if fee.to is None or fee.to >= self.day]
        lines = [_fee(fee, routes, self.day) for fee in current]
        return _joined(_listed(lines, "; "), country.fees_note)

    def market(
        self,
        way: Way,
        country: str,
        facts: Mapping[str, Text | None],
        confidences: Mapping[str, object] | None = None,
    ) -> Market:
        criteria = [part for part in way.parts if part.nature != "exclusion"]
        return Market(
            id=way.id,
            country=country,
            title=way.title,
            status=way.status,
            wanted=way.wanted,
            met=sum(part.outcome == "met" for part in criteria),
            conditions=len(criteria),
            facts=tuple(
                MarketFact(column=column, text=facts.get(column), confidence=(confidences or {}).get(column))  # type: ignore[arg-type]
                for column in COLUMNS
            ),
            grounds=way.grounds,
        )


# ---------------------------------------------------------------------- cells


def _ce_terms(country: Country) -> Iterator[Text | None]:
    for limit in country.ce_until:
        yield Text(
            f"{limit.regime} : jusqu'au {show_date(limit.until, 'fr')}",
            f"{limit.regime}: until {show_date(limit.until, 'en')}",
        )
    for note in (country.ce_note, country.ce_reform):
        yield note.text if note is not None else None


def _delay(country: Country) -> Text | None:
    procedure = country.procedure
    if procedure is None:
        return None
    days = _days(procedure.max_days)
    if days is not None and procedure.extension_days:
        more = procedure.extension_days
        days = Text(f"{days.fr}, plus {more} au besoin", f"{days.en}, plus {more} if needed")
    service = [
        Text(f"classe {one.device_class} : {one.days} jours", f"class {one.device_class}: {one.days} days")
        for one in procedure.service_days
    ]
    priority = procedure.priority_review_months
    months = None if priority is None else Text(
        f"examen prioritaire : {priority} mois", f"priority review: {priority} months"
    )  # fmt: skip
    provisional = procedure.provisional.text if procedure.provisional is not None else None
    return _joined(days, _listed(service), months, procedure.text if days is None else None, provisional)


def _days(days: int | None) -> Text | None:
    return None if days is None else Text(f"{days} jours", f"{days} days")


def _provisional(months: int | None) -> Text | None:
    return None if months is None else Text(
        f"inscription provisoire de {months} mois", f"provisional listing of {months} months"
    )  # fmt: skip


def _fee(fee: Fee, routes: Mapping[str, Text], day: date) -> Text:
    """A fee in words: what for, how much, for whom, until when."""
    what = fee.what or (routes.get(fee.route) if fee.route is not None else None)
    if fee.status == "unknown":
        amount = Text("montant non retrouvé", "amount not found")
    elif fee.amount is not None:
        amount = _amounts([fee.amount], fee.currency)
    elif fee.min is not None or fee.max is not None:
        amount = _amounts([value for value in (fee.min, fee.max) if value is not None], fee.currency)
    else:
        amount = Text("montant non retrouvé", "amount not found")
    details = [amount]
    if fee.small_business is not None:
        small = _amounts([fee.small_business], fee.currency)
        details.append(Text(f"petites entreprises : {small.fr}", f"small businesses: {small.en}"))
    if fee.from_ is not None and fee.from_ > day:
        starts = show_date(fee.from_, "fr"), show_date(fee.from_, "en")
        details.append(Text(f"à partir du {starts[0]}", f"from {starts[1]}"))
    if fee.to is not None:
        ends = show_date(fee.to, "fr"), show_date(fee.to, "en")
        details.append(Text(f"jusqu'au {ends[0]}", f"until {ends[1]}"))
    if fee.fiscal_year is not None:
        details.append(Text(f"exercice {fee.fiscal_year}", f"fiscal year {fee.fiscal_year}"))
    text = _listed(details)
    assert text is not None
    return text if what is None else Text(f"{what.fr} : {text.fr}", f"{what.en}: {text.en}")


def _amounts(values: Sequence[int], currency: str) -> Text:
    def said(language: Language) -> str:
        sign = {"EUR": "€", "USD": "$"}.get(currency, currency)
        numbers = [show_number(value, language) for value in values]
        joined = (" à " if language == "fr" else " to ").join(numbers)
        return f"{joined}\u00a0{sign}" if language == "fr" else f"{sign}{joined}"

    return Text(said("fr"), said("en"))


def _at_most(euros: float) -> Text:
    amount = _amounts([round(euros)], "EUR")
    return Text(f"au plus {amount.fr}", f"at most {amount.en}")


def _judged(way: Way) -> Text | None:
    """What an authority judges: what has to be shown to it, in the words of the criteria."""
    return _joined(
        *(part.text for part in way.parts if part.nature == "judgement" or part.outcome == "judgement")
    )


def _levels(country: Country) -> Text | None:
    """The levels of the scheme, each with what it asks for."""
    return _joined(
        *(Text(f"{level.id} : {level.text.fr}", f"{level.id}: {level.text.en}") for level in country.levels)
    )


def _languages(codes: Sequence[str]) -> Text | None:
    return _listed([_LANGUAGES.get(code, Text(code, code)) for code in codes])


def _figure(as_of: object, value: int, what: Text) -> Text:
    return Text(
        f"{show_number(value, 'fr')} {what.fr} ({as_of})", f"{show_number(value, 'en')} {what.en} ({as_of})"
    )


def _listed(texts: Sequence[Text], separator: str = ", ") -> Text | None:
    """Texts one after another; ``None`` when there is none."""
    if not texts:
        return None
    french = separator.replace(";", " ;") if separator.startswith(";") else separator
    return Text(french.join(text.fr for text in texts), separator.join(text.en for text in texts))


def _joined(*texts: Text | None) -> Text | None:
    """Sentences one after another, each with its full stop; ``None`` when there is none."""
    said = [text for text in texts if text is not None]
    if not said:
        return None
    return Text(
        " ".join(map(_sentence, (t.fr for t in said))), " ".join(map(_sentence, (t.en for t in said)))
    )


def _sentence(text: str) -> str:
    stripped = text.strip()
    ended = stripped if stripped.endswith((".", "!", "?")) else f"{stripped}."
    return ended[:1].upper() + ended[1:]
