"""Legal references as a French reader cites them."""

import re

from agathe.rules import Engine
from agathe.rules.citation import cite


def test_common_nouns_and_months_are_in_the_language_of_the_reader() -> None:
    reference = "CSP art. L. 1111-8; order of 26 April 2024 and decree 2026-209 of 24 March 2026"
    assert (
        cite(reference, "fr")
        == "CSP art. L. 1111-8\u00a0; arrêté du 26 avril 2024 et décret 2026-209 du 24 mars 2026"
    )
    assert cite(reference, "en") == reference
    assert cite("AI Act art. 5 as amended by Regulation (EU) 2026/1744", "fr") == (
        "règlement IA art. 5 modifié par le règlement (UE) 2026/1744"
    )
    assert (
        cite("CNIL deliberation 2023-082 of July 2023", "fr") == "délibération CNIL 2023-082 de juillet 2023"
    )


def test_no_english_word_is_left_in_a_french_citation(engine: Engine) -> None:
    english = re.compile(
        r"\b(the|of|and|or|to|with|for|by|as|amended|annex(?! )|law|orders?|decree|rules?|chapters?|deliberations?"
        r"|guidelines|regulation|recital|january|february|april|june|july|august|october|december)\b",
        re.IGNORECASE,
    )
    references = {entry.legal_ref for _, entry in engine.knowledge.entries() if entry.legal_ref}
    assert len(references) > 100
    assert not {
        cited for cited in (cite(reference, "fr") for reference in references) if english.search(cited)
    }
