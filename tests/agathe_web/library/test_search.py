"""Searching: what is found, in what order, with what counts, whatever is typed."""

from collections import Counter
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agathe_web.library import actions, queries
from agathe_web.library.catalogue import cards
from agathe_web.library.folding import fold, snippet, stem, terms_of, tokens
from agathe_web.library.kinds import KINDS, members
from agathe_web.library.models import IndexState, Page
from agathe_web.library.queries import Search, read_search, search

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _index(django_db_setup, django_db_blocker):
    """The index is made once for the module; what it holds is the same for all tests."""
    with django_db_blocker.unblock():
        actions.index()
        yield
        IndexState.objects.all().delete()


def found(q="", language="fr", **filters):
    return search(Search(q=q, **filters), language).cards


def first(q, language="fr", **filters):
    return [card.ref for card in found(q, language, **filters)[:5]]


def test_words_are_folded():
    assert fold("Œuvre DÉLÉGUÉE à l’Été") == "oeuvre deleguee a l'ete"
    assert (
        tokens("Les dispositifs médicaux, règlement (UE) 2017/745")
        == "les dispositif medicau reglement ue 2017 745".split()
    )
    assert stem("process") == "process"
    assert stem("prix") == "prix"


@pytest.mark.parametrize(
    ("query", "language", "kind", "words"),
    [
        ("pecan", "fr", "pathway", "PECAN"),
        ("marquage CE classe IIa", "fr", "duty", "classe IIa"),
        ("hebergeur certifié", "fr", "duty", "HDS"),
        ("i-nov", "fr", "scheme", "i-Nov"),
        ("crédit d'impôt recherche", "fr", "scheme", "recherche"),
        ("CE marking class IIa", "en", "duty", "IIa"),
        ("Medicen", "fr", "actor", "Medicen"),
        ("DiGA", "en", "country", "DiGA"),
        ("13485", "fr", "duty", "13485"),
        ("essai randomisé", "fr", "study_design", "randomis"),
    ],
)
def test_the_entry_looked_for_comes_first(query, language, kind, words):
    titles = [(card.kind, card.title[language]) for card in found(query, language)[:5]]
    assert any(k == kind and words.lower() in title.lower() for k, title in titles), titles


def test_accents_case_and_number_do_not_matter():
    plain = [card.ref for card in found("dispositif medical")]
    assert plain
    assert (
        plain
        == [card.ref for card in found("DISPOSITIF MÉDICAL")]
        == [card.ref for card in found("dispositifs médical")]
    )
    assert set(plain) == {card.ref for card in found("dispositifs médicaux")}


def test_beginnings_of_words_are_found():
    assert set(first("telesurveill")) <= {card.ref for card in found("telesurv")}
    assert {card.ref for card in found("télésurveillance")} <= {card.ref for card in found("telesurv")}


def test_a_phrase_between_quotes_is_found_as_it_stands():
    loose, exact = found("conformité preuve"), found('"preuve de conformité"')
    assert {card.ref for card in exact} <= {card.ref for card in loose}
    assert {card.ref for card in found("« organisme notifié »")} == {
        card.ref for card in found('"organisme notifié"')
    }
    assert len(found('"notifié organisme"')) < len(found("notifié organisme"))


def test_all_words_must_be_there():
    both = {card.ref for card in found("intelligence clinique")}
    assert both
    assert both <= {card.ref for card in found("intelligence")} & {card.ref for card in found("clinique")}


def test_entries_that_lack_a_word_come_last_and_are_counted(client):
    strict = {card.ref for card in found("pecan hydravion")}
    assert not strict
    result = search(Search(q="pecan télésurveillance hydravion"), "fr")
    assert result.loose == len(result.cards) > 0
    assert "ne contiennent pas un" in client.get(
        "/comprendre/recherche/?q=pecan+télésurveillance+hydravion"
    ).content.decode().replace("n’en contiennent pas un", "ne contiennent pas un")
    mixed = search(Search(q="hébergeur données de santé"), "fr")
    assert 0 < mixed.loose < len(mixed.cards)
    whole = len(mixed.cards) - mixed.loose
    bodies = mixed.bodies(mixed.cards, "fr")
    assert len(bodies) == len(mixed.cards)
    assert whole < 5


def test_references_of_texts_are_found():
    refs = {card.ref for card in found("L. 162-1-23")}
    assert ("pathway", "pecan") in refs
    assert {card.ref for card in found("2017/745")}


FILTERS = [
    {},
    {"kind": ("rules",)},
    {"kind": ("scheme",), "availability": ("open", "permanent")},
    {"kind": ("duty",), "nature": ("duty.standard",)},
    {"stage": (4, 5), "confidence": ("medium",)},
    {"kind": ("actor",), "region": "11"},
    {"effect": ("now",), "stage": (3,)},
    {"kind": ("scheme",), "topic": ("scheme.ai",)},
    {"q": "données", "kind": ("duty", "question"), "effect": ("later",)},
    {"linked": "question:organisation_type", "kind": ("scheme",)},
]


def passes(card, wanted, but=""):
    """The filters once more, in the plainest way."""
    checks = {
        "kind": not wanted.kind or any(card.kind in members(name) for name in wanted.kind),
        "stage": not wanted.stage or any(number in wanted.stage for number in card.stages),
        "effect": not wanted.effect or card.effect in wanted.effect,
        "confidence": not wanted.confidence or card.confidence in wanted.confidence,
        "region": not wanted.region or card.region == wanted.region,
        "nature": not wanted.nature or card.nature in wanted.nature,
        "topic": not wanted.topic or any(topic in wanted.topic for topic in card.topics),
        "availability": not wanted.availability or card.availability in wanted.availability,
        "late": not wanted.late or card.late,
    }
    return all(ok for name, ok in checks.items() if name != but)


@pytest.mark.parametrize("filters", FILTERS)
def test_counts_are_those_of_a_plain_count(filters):
    wanted = Search(**filters)
    result = search(wanted, "fr")
    within = search(Search(q=wanted.q, linked=wanted.linked), "fr").cards
    assert {card.ref for card in result.cards} == {card.ref for card in within if passes(card, wanted)}
    for name, read in {
        "kind": lambda c: [c.kind], "stage": lambda c: c.stages, "effect": lambda c: [c.effect], "confidence": lambda c: [c.confidence],
        "region": lambda c: [c.region], "nature": lambda c: [c.nature], "topic": lambda c: c.topics, "availability": lambda c: [c.availability],
    }.items():  # fmt: skip
        brute = Counter(
            value
            for card in within
            if passes(card, wanted, but=name)
            for value in read(card)
            if value is not None
        )
        assert +result.counts[name] == brute, name


def test_counts_of_the_page_are_what_a_click_gives(client):
    wanted = Search(q="données", stage=(3,))
    counts = search(wanted, "fr").counts["kind"]
    for kind in counts:
        assert len(search(Search(q="données", stage=(3,), kind=(kind,)), "fr").cards) == counts[kind]


def test_families_and_synonyms_of_kinds():
    assert {card.kind for card in found(kind=("evidence",))} >= {
        "guide",
        "study_design",
        "scale",
        "evaluation",
        "reference_case",
    }
    standards = search(read_search(QueryDict("kind=standard")), "fr").cards
    assert standards
    assert {card.nature for card in standards} == {"duty.standard"}
    assert read_search(QueryDict("kind=rules&kind=duty")).kind == ("duty",)


def test_a_search_without_result_proposes_wider_ones(client):
    response = client.get("/comprendre/recherche/?q=pecan+hydravion&stage=1")
    text = response.content.decode()
    assert "Aucune fiche" in text
    assert "Seulement « pecan »" in text.replace("\u00a0", " ")
    spelled = client.get("/comprendre/recherche/?q=dispositiff").content.decode().replace("\u00a0", " ")
    assert "Vouliez-vous dire" in spelled


def test_snippets_mark_words_and_escape_the_rest():
    terms = terms_of("télésurveillance <script>")
    part = snippet("Avant. La télésurveillance <b>médicale</b> & le reste", terms)
    assert "<mark>télésurveillance</mark>" in part
    assert "&lt;b&gt;" in part
    assert "<b>" not in part
    assert snippet("", terms) == ""


HOSTILE = [
    '"', '""', '"a', "*", "AND", "NOT", "OR OR", "NEAR(a b)", "a AND", "title:x", "(", ")", "^a", "a*b", "-a", "'; DROP TABLE x;--", "\\", "%", "_", ":*",
    "<->", "!", "&", "|", "\x00", "a\x00b", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "😀", "é" * 10_000, "a " * 5_000, "\u202eabc",
    "\U0001d54f", "ﬁ", "½", "中文", "#%s", "{0}", "{{ 7*7 }}", "<script>alert(1)</script>", "le la les", "'", "''", "a'b", "L.", "1/2/3",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize(
    "path", ["/comprendre/recherche/", "/en/comprendre/recherche/", "/comprendre/recherche/export/"]
)
def test_nothing_typed_breaks_the_search(client, query, path):
    response = client.get(f"{path}?{urlencode({'q': query})}")
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(
    "query",
    [
        "kind=nothing", "kind=", "stage=9", "stage=x", "in_force=x", "page=x", "page=-1", "page=99999", "region=%00", "linked=question:none",
        "linked=x", "sort=x", "nature=duty.x", "mine=yes", "mine=x", "late=2", "confidence=x", "country=XX", "linked=" + "x" * 5000, "kind=duty&" * 300,
    ],
)  # fmt: skip
def test_no_filter_breaks_the_search(client, query):
    assert client.get(f"/comprendre/recherche/?{query}").status_code == 200


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=st.text(max_size=80),
    kinds=st.lists(st.sampled_from([*KINDS, "rules", "evidence", "x"]), max_size=3),
    language=st.sampled_from(["fr", "en"]),
)
def test_any_query_is_answered(q, kinds, language):
    values = QueryDict(mutable=True)
    values["q"] = q
    values.setlist("kind", kinds)
    wanted = read_search(values)
    result = search(wanted, language)
    everything = cards()
    assert all(card.ref in everything for card in result.cards)
    assert len({card.ref for card in result.cards}) == len(result.cards)
    for card in result.cards[:5]:
        snippet(card.title[language], result.terms)
    queries.wider(result, language, None)


def test_the_index_is_made_once(django_assert_max_num_queries):
    assert actions.index() == 0
    with django_assert_max_num_queries(1):
        actions.index()
    before = set(Page.objects.values_list("language", "kind", "key"))
    assert before == {(code, *ref) for ref in cards() for code in ("fr", "en")}
    IndexState.objects.update(version="another")
    assert actions.index() == len(before)
    assert set(Page.objects.values_list("language", "kind", "key")) == before
    assert ("pathway", "pecan") in first("pecan")


def test_a_stale_index_is_made_again_at_the_first_search(client):
    IndexState.objects.update(version="another")
    Page.objects.filter(kind="pathway").delete()
    assert ("pathway", "pecan") in first("pecan")
    assert not actions.is_stale()
