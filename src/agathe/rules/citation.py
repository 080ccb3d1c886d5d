"""Legal references in the language of the reader: the knowledge base keeps one form, with common nouns in English."""

import re

from agathe.kernel import Language
from agathe.rules.prose import MONTHS

_CITATIONS = (
    # Whole phrases first, then words, in the order they are replaced.
    (r"\bupdating (MR-\d+)", r"qui met à jour la \1"),
    (r"\bon organised cancer screening\b", "sur le dépistage organisé des cancers"), (r"\band its annexes\b", "et ses annexes"),
    (r"\border listing category 2 acts\b", "arrêté fixant la liste des actes de catégorie 2"),
    (r"\belectronic identification referential\b", "référentiel d'identification électronique"),
    (r"\breport, not for micro and small firms\b", "rapport, sauf micro et petites entreprises"),
    (r"\bfor class IIb rule 12 devices\b", "pour les dispositifs de classe IIb de la règle 12"),
    (r"\bFrench resilience bill\b", "projet de loi français sur la résilience"), (r"\bFrench language\b", "langue française"),
    (r"\bcontrols and penalties\b", "contrôles et sanctions"), (r"\bactive therapeutic device\b", "dispositif thérapeutique actif"),
    (r"\bsecurity and quality annexes\b", "annexes sécurité et qualité"), (r"\bsignificant changes\b", "les modifications importantes"),
    (r"\brequired list\b", "liste des traitements soumis"), (r"\bexempt list\b", "liste des traitements exemptés"),
    (r"\bINS referential\b", "référentiel INS"), (r"\bMSSanté referentials\b", "référentiels MSSanté"),
    (r"\bMon espace santé criteria\b", "critères de Mon espace santé"), (r"\bCI-SIS profile\b", "profil CI-SIS"),
    (r"\bConsumer Code\b", "code de la consommation"), (r"\bDelegated Regulation\b", "règlement délégué"),
    (r"\bImplementing Regulation\b", "règlement d'exécution"), (r"\bCommission draft guidelines\b", "projet de lignes directrices de la Commission"),
    (r"\bCommission guidelines\b", "lignes directrices de la Commission"), (r"\bCNIL deliberations\b", "délibérations CNIL"),
    (r"\bCNIL deliberation\b", "délibération CNIL"), (r"\bwhich amends the order of\b", "qui modifie l'arrêté du"),
    (r"\blast paragraph\b", "dernier alinéa"), (r"\bnot re-read\b", "non relu"), (r"\busers part\b", "partie usagers"),
    (r"\bimplementing rules?\b", "règle d'application"), (r"\brules\b", "règles"), (r"\brule\b", "règle"), (r"\bAI Act\b", "règlement IA"),
    (r"\bAnnexes\b", "annexes"), (r"\bAnnex\b", "annexe"), (r"\brecitals?\b", "considérant"), (r"\bchapters\b", "chapitres"),
    (r"\bchapter\b", "chapitre"), (r"\b(?:as )?amended by Regulation\b", "modifié par le règlement"),
    (r"\bamended by\b", "modifié par"), (r"\(amended\)", "(modifiés)"), (r"\brepeals\b", "abroge"),
    (r"\bRegulation\b", "règlement"), (r"\bDirective\b", "directive"), (r"\bDirectives\b", "directives"), (r"\bDecision\b", "décision"),
    (r"\bdecree\b", "décret"), (r"\bordinance\b", "ordonnance"), (r"\b[Ll]aw\b", "loi"), (r"\b[Oo]rders of\b", "arrêtés des"),
    (r"\b[Oo]rder of\b", "arrêté du"), (r"\btable\b", "tableau"), (r"\bwave\b", "vague"), (r"\bpart\b", "partie"), (r"\bet seq\.", "et s."),
    (r"\bmarketplaces\b", "les places de marché"), (r"\bfor software\b", "pour les logiciels"), (r"\bage 15\b", "15 ans"), (r"\bnotably\b", "notamment"), (r"\bGDPR\b", "RGPD"),
    (r"\bwithout\b", "sans"), (r"\bwith\b", "avec"), (r"\bto\b", "à"), (r"\bfor\b", "pour"), (r"\band\b", "et"), (r"\bor\b", "ou"),
    (r"\(EU\)", "(UE)"), (r"/EU\b", "/UE"), (r"\bJan\b", "janvier"), (r"\bFeb\b", "février"), (r"\bAug\b", "août"), (r"\bOct\b", "octobre"),
    (r"\bDec\b", "décembre"),
)  # fmt: skip


def cite(reference: str, language: Language) -> str:
    """A legal reference with its common nouns and months in the language of the reader."""
    if language == "en":
        return reference
    for english, french in (*_CITATIONS, *zip(MONTHS["en"], MONTHS["fr"], strict=True)):
        reference = re.sub(english, french, reference)
    reference = re.sub(r"(\d{4}-\d+|\)) of (\d)", r"\1 du \2", reference)
    reference = re.sub(r" of (?=\D)", " de ", reference).replace(" of ", " du ")
    return re.sub(r"\s*;\s*", "\u00a0; ", reference)  # French sets a space before a semicolon
