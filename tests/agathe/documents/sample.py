"""A document with every kind of block, and one whose texts are hostile."""

from datetime import date

from agathe.documents.blocks import (
    Axis,
    Bar,
    Bullets,
    Document,
    Field,
    Fields,
    Item,
    LifeLine,
    Link,
    Mark,
    Notice,
    Paragraph,
    Section,
    Stop,
    Table,
)
from agathe.documents.typography import map_texts
from agathe.kernel import Language

DAY = date(2026, 11, 25)
URL = "https://eur-lex.europa.eu/eli/reg/2017/745/oj?locale=fr&from=a#d1e32"
HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '#panic("typst") $x^2$ *gras* _it_ @ref <label> `raw` \\ = titre',
    "\"guillemets\" 'simples' & esperluette {{ jinja }} {% raw %}",
    "anticonstitutionnellement" * 30,
    "שלום مرحبا",
    "retour \u202eesrever\u202c et nul \x00 et \ufffe",
    "中文 😀",
)
MARKS = ("●", "○", "◐", "◔", "◌", "✓", "✕", "·", "?")


def sample(language: Language = "fr") -> Document:
    """Every block, every tone, every mark, sections at three levels, one folded."""
    bar = Bar(0, 8, 12, "stop", "du 25 novembre 2026 au 20 janvier 2027 une fois sur deux")
    table = Table(
        "Quand chaque tâche est menée",
        ("Tâche", "Calendrier", "Fin"),
        (
            (("Étape 1 · Idée",),),
            (("Gestion des risques\n", Mark("critique", "stop")), bar, ("20 janvier 2027",)),
            (("Essai",), Bar(4, 4, 20, "applies", "essai"), (Mark("à confirmer", "maybe"),)),
        ),
        numbers=(2,),
        axis=Axis(0, 24, ((0, "T4"), (5, "2027"), (18, ""))),
        shares=(3, 5, 2),
    )
    items = tuple(
        Item(
            f"Devoir {number}", mark, "s'applique", "applies" if number % 2 else "quiet",
            (
                Field("À faire", ("Tenez un dossier à jour : « simple » ; 25 000 € ; 45 %.",)),
                Field("Attention", (Mark("le délai est court", "maybe"),)),
                Field("À préciser", missing="région"),
                Field("Preuve", ("le dossier",)),
            ),
            ("MDR art. 10 · ", Link("eur-lex.europa.eu", URL), " · vérifié"),
            anchor=f"duty-{number}",
        )
        for number, mark in enumerate(MARKS)
    )  # fmt: skip
    return Document(
        title="Feuille de route",
        subtitle="Prévenir les escarres",
        language=language,
        day=DAY,
        facts=("Droit au 25 novembre 2026", "74 réponses"),
        blocks=(
            LifeLine("Ligne de vie", tuple(Stop(n, f"Étape {n}", f"{n} sur 9", n == 4) for n in range(1, 8))),
            Fields((Field("s'appliquent", (Mark("53", "applies"),)), Field("faits", (Mark("25", "done"),)))),
            *(Notice(kind, "À revoir", ("Deux réponses se contredisent.",)) for kind in ("info", "good", "warning", "error")),
        ),
        sections=(
            Section("Étapes", items, (Section("Étape 4", items[:1], anchor="stage-4", folded=True), Section("Calendrier", (table,)), Section("Calendrier", items[1:2]))),
            Section(
                "Le reste",
                (
                    Paragraph(("Un paragraphe, ", Mark("un mot", "upcoming"), " et ", Link("une adresse", URL), ".")),
                    Paragraph(("Secondaire.",), quiet=True),
                    Fields((Field("Pays", ("France",)), Field("Région", missing="à dire"))),
                    Bullets((("un",), ("deux",))),
                    Bullets((("un",), (Link("script", "javascript:alert(1)"),)), numbered=True),
                ),
            ),
        ),
        foot="Information générale.",
        signature="Base de connaissances 0123456789abcdef",
    )  # fmt: skip


def hostile() -> Document:
    """The same document, each text followed by one that tries to break out."""
    number = 0

    def spoil(text: str) -> str:
        nonlocal number
        number += 1
        return f"{text} {HOSTILE[number % len(HOSTILE)]}"

    return map_texts(sample(), spoil)
