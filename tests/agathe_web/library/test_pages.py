"""The pages of the library: every entry, in both languages; reports; exports; the visitor's project."""

import csv
import io
import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agathe.knowledge.walk import structs
from agathe.roadmap.grounds import REVIEW_AFTER
from agathe.rules import Profile
from agathe_web import engines
from agathe_web.journal.models import Entry as JournalEntry
from agathe_web.library import actions, labels, pages, queries, reading
from agathe_web.library.catalogue import cards, every
from agathe_web.library.kinds import FAMILIES, KINDS
from agathe_web.library.mine import GROUPS, standing_of
from agathe_web.library.models import ErrorReport
from agathe_web.projects.actions import start
from agathe_web.rights import Actor

pytestmark = pytest.mark.django_db
EMPTY = {"answers": {}}


class Elements(HTMLParser):
    """Counts elements outside drawings."""

    def __init__(self):
        super().__init__()
        self.count = self.depth = self.headings = 0

    def handle_starttag(self, tag, attrs):
        self.depth += tag == "svg"
        self.count += not self.depth
        self.headings += tag == "h1"

    def handle_endtag(self, tag):
        self.depth -= tag == "svg"


def looked_at(response):
    """What a page says; its weight and its one heading are checked on the way."""
    text = response.content.decode()
    parser = Elements()
    parser.feed(text)
    assert parser.headings == 1
    assert parser.count <= 300, parser.count
    assert " style=" not in text
    return text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_entry_has_a_page(client, kind, language):
    prefix = "/en" if language == "en" else ""
    entries = KINDS[kind].read(engines.knowledge())
    assert entries
    for key in entries:
        response = client.get(f"{prefix}/comprendre/{kind}/{key}/")
        assert response.status_code == 200, (kind, key)
        text = looked_at(response)
        assert f'lang="{language}"' in text
        main = text[text.index("<main") : text.index("</main>")]
        shown = re.sub(r"<[^>]+>", " ", main)
        bare = re.search(r"Text\(|datetime\.|\(\)|\{\}|frozenset", shown) or (
            language == "fr" and re.search(r"\b(None|True|False)\b", shown)
        )
        assert not bare, (key, bare)


def test_every_kind_belongs_to_a_family_and_every_dated_entry_has_a_page():
    assert {kind.family for kind in KINDS.values()} == set(FAMILIES)
    assert not set(KINDS) & set(FAMILIES)
    shown = {id(entry) for _, _, entry in every(engines.knowledge())}
    missing = {kind for kind, entry in engines.knowledge().entries() if id(entry) not in shown}
    assert missing == set()


def test_every_field_and_code_has_words():
    """No bare name of a field reaches a reader, and no code of a field whose codes have words."""
    coded = {name.rpartition(".")[0].rpartition(".")[2] for name in labels.VALUES}
    bare = set()
    for _, _, entry in every(engines.knowledge()):
        for _, part in structs(entry):
            owner = type(part).__name__
            if owner in ("Text", "Example", "Range", "Moment", "Fee"):
                continue
            for name in part.__struct_fields__:
                value = getattr(part, name)
                if value in (None, (), {}) or name in ("expr", "given", "corr"):
                    continue
                known = name.rstrip("_") in labels.FIELDS or f"{owner}.{name}" in labels.FIELDS
                if not known and name not in reading._FRAME and not name.endswith("_precision"):
                    bare.add(f"{owner}.{name}")
                if name in coded and name not in (
                    "id",
                    "value",
                    "level",
                    "applies_to",
                    "unit",
                    "purpose",
                    "part",
                    "operator",
                    "themes",
                    "theme",
                ):
                    for one in value if isinstance(value, tuple) else (value,):
                        if isinstance(one, str) and labels.value_label(owner, name, one) is None:
                            bare.add(f"{owner}.{name}={one}")
    assert bare == set()


def test_the_way_in(client):
    text = looked_at(client.get("/comprendre/"))
    for kind in KINDS.values():
        count = len(kind.read(engines.knowledge()))
        assert f'{reverse("library:search")}?kind={kind.name}">' in text
        assert f"({count})" in text
    assert "Aucune fiche en retard" in text or "n’ont pas été vérifiées" in text


@pytest.mark.parametrize(
    "query",
    ["", "?kind=scheme", "?kind=site&kind=test_bed", "?kind=evidence", "?kind=action", "?kind=source", "?kind=actor", "?kind=duty&q=donn%C3%A9es",
     "?q=marquage+CE&page=2", "?kind=people&region=11", "?linked=question:organisation_type", "?kind=country&country=DE", "?sort=title", "?late=1"],
)  # fmt: skip
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_pages_of_results(client, query, prefix):
    response = client.get(f"{prefix}/comprendre/recherche/{query}")
    assert response.status_code == 200
    looked_at(response)


def test_regions_can_be_walked(client):
    text = looked_at(client.get("/comprendre/regions/"))
    for code in (*engines.knowledge().regions, "national", "eu"):
        assert f"/comprendre/regions/{code}/" in text
        for prefix in ("", "/en"):
            response = client.get(f"{prefix}/comprendre/regions/{code}/")
            assert response.status_code == 200
            looked_at(response)
    assert "Medicen" in client.get("/comprendre/regions/11/").content.decode()
    assert client.get("/comprendre/regions/xx/").status_code == 404


def test_what_does_not_exist_is_not_found(client):
    for path in ("duty/none/", "none/pecan/", "pathway/ai-literacy/", "duty/none/signaler/", "files/x/"):
        assert client.get(f"/comprendre/{path}").status_code == 404


def test_an_old_check_is_said(client, settings):
    settings.TODAY = date(2026, 11, 22) + REVIEW_AFTER
    assert "Vérification ancienne" not in client.get("/comprendre/pathway/pecan/").content.decode()
    settings.TODAY += timedelta(days=1)
    assert "Vérification ancienne" in client.get("/comprendre/pathway/pecan/").content.decode()
    assert "À relire" in client.get("/comprendre/recherche/?late=1").content.decode()
    home = client.get("/comprendre/").content.decode()
    assert "n’ont pas été vérifiées" in home
    assert "Voir les fiches à relire" in home


def test_an_entry_says_what_it_rests_on(client):
    text = client.get("/comprendre/pathway/pecan/").content.decode()
    assert "L. 162-1-23" in text
    assert "En vigueur depuis le" in text
    assert "legifrance.gouv.fr" in text
    assert "Condition lue" in text
    assert "Présumé innovant" in text
    english = client.get("/en/comprendre/pathway/pecan/").content.decode()
    assert "In force since" in english
    assert "Condition read" in english


def test_what_is_not_known_is_said(client):
    assert "non établi" in client.get("/comprendre/scheme/i-demo/").content.decode()
    assert "not established" in client.get("/en/comprendre/scheme/i-demo/").content.decode()


def test_a_market_has_all_columns(client):
    from agathe.roadmap.markets import COLUMNS

    for key in engines.knowledge().countries:
        text = client.get(f"/en/comprendre/country/{key}/").content.decode()
        for label in COLUMNS.values():
            assert f"<dt>{label.en}</dt>" in text


def test_a_question_says_what_it_decides(client):
    text = client.get("/comprendre/question/organisation_type/").content.decode()
    assert "Ce que la réponse peut changer" in text
    assert "Pourquoi cette question" in text
    assert "/comprendre/scheme/" in text
    assert "linked=question%3Aorganisation_type" in text


def test_a_source_lists_what_cites_it(client):
    knowledge = engines.knowledge()
    source = knowledge.pathways["pecan"].sources[0]
    text = client.get(f"/comprendre/source/{source}/").content.decode()
    assert "/comprendre/pathway/pecan/" in text
    listed = client.get("/comprendre/recherche/?kind=source").content.decode()
    assert re.search(r"citée par \d+ fiche", listed)


# ---------------------------------------------------------------------- my project


def test_the_standing_of_the_project_is_shown(client_of, person):
    user = person("agathe")
    start(Actor(user), name="Prévenir les escarres", profile=Profile())
    client = client_of(user)
    text = client.get("/comprendre/duty/ai-literacy/").content.decode()
    assert "Pour « Prévenir les escarres »" in text.replace("\u00a0", " ")
    assert "À confirmer" in text
    for kind, key in (("duty", "ai-literacy"), ("pathway", "pecan"), ("scheme", "i-demo"), ("country", "de-diga"), ("actor", "ceesp"),
                      ("site", "in-citu"), ("test_bed", "priesm"), ("evaluation", "ceesp-trigger"), ("fact", "mdr_class")):  # fmt: skip
        page = client.get(f"/comprendre/{kind}/{key}/").content.decode()
        link = re.search(r'href="(/projet/[^"]+/point/[^"]+)"', page)
        assert link, (kind, key)
        assert client.get(link[1]).status_code == 200
    listed = looked_at(client.get("/comprendre/recherche/?kind=duty"))
    assert "Pour mon projet" in listed


def test_the_facet_of_the_project_counts_as_the_roadmap_does(person):
    user = person("agathe")
    start(Actor(user), name="x", profile=Profile())
    standing = standing_of(Actor(user))
    found = queries.search(queries.Search(kind=("duty", "scheme", "task", "fact")), "fr", standing)
    brute = {"yes": 0, "confirm": 0, "no": 0}
    for card in found.cards:
        if (group := standing.group(card.ref)) is not None:
            brute[group] += 1
    assert dict(found.counts["mine"]) == {name: count for name, count in brute.items() if count}
    duties = {item.id: item.status for stage in standing.roadmap.stages for item in stage.duties}
    for key in engines.knowledge().duties:
        assert standing.status(("duty", key)) == duties.get(key, "absent")
    only = queries.search(queries.Search(kind=("duty",), mine=("confirm",)), "fr", standing)
    assert {card.key for card in only.cards} == {
        key for key, status in duties.items() if GROUPS[status] == "confirm"
    }


def test_nobody_sees_the_project_of_another(client_of, person):
    start(Actor(person("agathe")), name="Secret", profile=Profile())
    text = client_of(person("bob")).get("/comprendre/duty/ai-literacy/").content.decode()
    assert "Secret" not in text
    assert "Pour «" not in text


# ---------------------------------------------------------------------- export


def test_the_export_holds_what_the_page_finds(client):
    response = client.get("/comprendre/recherche/export/?kind=scheme")
    assert response["Content-Type"].startswith("text/csv")
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + len(engines.knowledge().schemes)
    assert {row[2] for row in rows[1:]} == set(engines.knowledge().schemes)
    assert rows[1][-1].startswith("http://testserver/comprendre/scheme/")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(text):
    assert pages.plain(text).startswith("'")
    assert pages.plain("Fiche = 1") == "Fiche = 1"
    assert pages.plain(None) == ""


# ---------------------------------------------------------------------- reports

REPORT = "/comprendre/pathway/pecan/signaler/"


def test_anyone_may_report_an_error(client):
    assert client.get(REPORT).status_code == 200
    response = client.post(
        REPORT,
        {
            "message": "Le délai est de 60 jours, pas 90.",
            "source": "legifrance",
            "email": "a@example.org",
            "website": "",
        },
    )
    assert response.status_code == 302
    assert response["Location"].endswith("/comprendre/pathway/pecan/signaler/merci/")
    assert "Ce qui se passe maintenant" in client.get(response["Location"]).content.decode()
    report = ErrorReport.objects.get()
    assert (report.kind, report.key, report.email, report.reporter) == (
        "pathway",
        "pecan",
        "a@example.org",
        None,
    )
    written = JournalEntry.objects.filter(act="library.report_error").get()
    assert written.data == {"entry": "pathway:pecan"}
    assert "example.org" not in str(written.data)


def test_a_report_says_what_is_wrong_with_it(client):
    text = client.post(REPORT, {"message": "court", "email": "non"}).content.decode()
    assert "Écrivez au moins 10 caractères" in text
    assert "Écrivez une adresse complète" in text
    assert "court" in text
    assert client.post(REPORT, {"message": "x" * 2001}).status_code == 200
    assert client.post("/en" + REPORT, {}).content.decode().count("Describe the error")
    assert not ErrorReport.objects.exists()


def test_programs_are_let_go_without_a_word(client):
    response = client.post(REPORT, {"message": "Buy now, buy now", "website": "http://spam"})
    assert response.status_code == 302
    assert not ErrorReport.objects.exists()


def test_a_session_reports_ten_times_a_day(client):
    for _ in range(10):
        assert client.post(REPORT, {"message": "Une erreur de plus"}).status_code == 302
    response = client.post(REPORT, {"message": "Une erreur de trop"})
    assert response.status_code == 429
    assert "Une erreur de trop" in response.content.decode()
    assert ErrorReport.objects.count() == 10


def test_what_a_report_holds_does_no_harm(client, admin_client):
    client.post(REPORT, {"message": "<script>alert(1)</script>\u202e", "source": "<b>x</b>"})
    page = admin_client.get(reverse("admin:library_errorreport_changelist"))
    assert page.status_code == 200
    assert b"<script>alert(1)" not in page.content
    detail = admin_client.get(
        reverse("admin:library_errorreport_change", args=[ErrorReport.objects.get().pk])
    )
    assert b"<script>alert(1)" not in detail.content


def test_staff_close_reports(client, admin_client, admin_user, person):
    client.post(REPORT, {"message": "Le délai a changé"})
    report = ErrorReport.objects.get()
    with pytest.raises(PermissionDenied):
        actions.close_report(Actor(person("agathe", "agent")), report)
    url = reverse("admin:library_errorreport_change", args=[report.pk])
    assert admin_client.post(url, {"outcome": "Corrigé"}).status_code == 302
    report.refresh_from_db()
    assert report.closed_at is not None
    assert report.closed_by == admin_user
    assert report.outcome == "Corrigé"
    assert JournalEntry.objects.filter(act="library.close_report").exists()
    assert admin_client.get(reverse("admin:library_errorreport_changelist") + "?open=1").status_code == 200


def test_a_person_leaves_the_reports_they_sent(client_of, person):
    user = person("agathe")
    client_of(user).post(REPORT, {"message": "Le délai a changé", "email": "agathe@example.org"})
    assert queries.reports_of(user)[0]["email"] == "agathe@example.org"
    actions.forget_reporter(Actor(user))
    report = ErrorReport.objects.get()
    assert (report.reporter, report.email) == (None, "")
    assert queries.reports_of(user) == []


def test_reports_are_about_entries():
    with pytest.raises(PermissionDenied):
        actions.report_error(Actor(), kind="duty", key="none", message="x")


def test_cards_are_made_for_the_day(settings):
    settings.TODAY = date(2020, 1, 1)
    assert cards()["pathway", "pecan"].effect == "later"
    settings.TODAY = date(2026, 11, 25)
    assert cards()["pathway", "pecan"].effect == "now"
