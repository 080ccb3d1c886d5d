"""Events and news: written, previewed, published, withdrawn; calendars and feeds."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from agathe_web.community import actions, calendars
from agathe_web.community.models import Event, News
from agathe_web.journal.models import Entry
from agathe_web.rights import Actor

FORM = {
    "title_fr": "Rencontre", "body_fr": "Un paragraphe.\r\n\r\nVoir https://example.org/page.", "first_day": "2026-12-10", "first_hour": "14 h 30",
    "last_hour": "16:00", "place": "Lyon", "organiser": "Le guichet", "stage": "3", "region": "84",
}  # fmt: skip
ATOM = "{http://www.w3.org/2005/Atom}"


def test_event_written_previewed_published_withdrawn(agent, client, client_of, settings):
    writes = client_of(agent)
    saved = writes.post("/reseau/agents/evenements/nouveau/", FORM)
    event = Event.objects.get()
    page = f"/reseau/evenements/{event.pk}/"
    assert saved.url == page
    assert (event.state, event.starts_at) == ("draft", datetime(2026, 12, 10, 13, 30, tzinfo=UTC))
    assert "Aperçu" in writes.get(page).content.decode()
    assert client.get(page).status_code == 404
    writes.post(f"/reseau/agents/evenements/{event.pk}/publier/")
    shown = client.get(page).content.decode()
    assert "10 décembre 2026, 14\u00a0h\u00a030" in shown
    assert '<a href="https://example.org/page"' in shown
    assert "<p>Un paragraphe.</p>" in shown
    writes.post(f"/reseau/agents/evenements/{event.pk}/retirer/")
    assert client.get(page).status_code == 404
    acts = Entry.objects.filter(about=f"event:{event.pk}").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["community.write", "community.publish", "community.withdraw"]
    writes.post(f"/reseau/agents/evenements/{event.pk}/", {**FORM, "title_fr": "Autre titre"})
    event.refresh_from_db()
    assert event.title_fr == "Autre titre"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"last_hour": "14:00"}, "La fin doit venir après le début"),
        ({"first_hour": "25 h"}, "Écrivez une heure"),
        ({"place": ""}, "Donnez un lieu ou une adresse web"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"link": "ftp://example.org"}, "https://"),
        ({"region": "99"}, "Erreur"),
    ],
)
def test_wrong_events_are_refused(change, error, agent, client_of):
    page = client_of(agent).post("/reseau/agents/evenements/nouveau/", {**FORM, **change})
    assert page.status_code == 200
    assert error in page.content.decode()
    assert not Event.objects.exists()


def test_coming_and_past(event_in, client):
    coming, past, under_way = (
        event_in(3, title_fr="Demain"),
        event_in(-3, title_fr="Hier"),
        event_in(-0.02, title_fr="En ce moment"),
    )
    event_in(2, published=False, title_fr="Brouillon")
    page = client.get("/reseau/evenements/").content.decode()
    assert page.index(under_way.title_fr) < page.index(coming.title_fr)
    assert past.title_fr not in page
    assert "Brouillon" not in page
    assert past.title_fr in client.get("/reseau/evenements/passes/").content.decode()


def test_filters(event_in, client):
    event_in(1, title_fr="En Bretagne", region="53", stage=3)
    event_in(2, title_fr="Partout")
    event_in(3, title_fr="À Lyon", region="84", stage=4)
    page = client.get("/reseau/evenements/?region=53&stage=3").content.decode()
    assert "En Bretagne" in page
    assert "Partout" in page
    assert "À Lyon" not in page
    for wrong in ("region=zz", "stage=x", "page=zz"):
        assert client.get(f"/reseau/evenements/?{wrong}").status_code == 200


def test_paginated(event_in, client):
    for number in range(21):
        event_in(number + 1, title_fr=f"Atelier {number:02}")
    assert "Atelier 20" not in client.get("/reseau/evenements/").content.decode()
    assert "Atelier 20" in client.get("/reseau/evenements/?page=2").content.decode()


def test_news_cites_entries(news, agent, client, client_of):
    assert client.get(f"/reseau/actualites/{news.pk}/").status_code == 404
    client_of(agent).post(f"/reseau/agents/actualites/{news.pk}/publier/")
    page = client.get(f"/reseau/actualites/{news.pk}/").content.decode()
    assert "analyse d" in page
    assert "confiance haute" in page
    assert "Une nouvelle" in client.get("/reseau/").content.decode()
    found = client_of(agent).post(
        "/reseau/agents/actualites/nouvelle/",
        {"title_fr": "T", "body_fr": "B", "find": "pecan", "do": "find"},
    )
    assert 'value="pathway:pecan"' in found.content.decode()
    client_of(agent).post(
        "/reseau/agents/actualites/nouvelle/",
        {"title_fr": "T", "body_fr": "B", "add": ["pathway:pecan"], "do": "save"},
    )
    assert News.objects.get(title_fr="T").cites[0]["entry"] == "pathway:pecan"


def test_only_agents_write(news, event_in, founder, client, client_of):
    event = event_in(1)
    for address in (
        "agents/", "agents/evenements/nouveau/", "agents/actualites/nouvelle/", f"agents/evenements/{event.pk}/", f"agents/actualites/{news.pk}/"
    ):  # fmt: skip
        assert client_of(founder).get(f"/reseau/{address}").status_code == 404
    for address in (
        f"evenements/{event.pk}/publier/",
        f"evenements/{event.pk}/retirer/",
        f"actualites/{news.pk}/publier/",
    ):
        assert client_of(founder).post(f"/reseau/agents/{address}").status_code == 404
    assert client.get("/reseau/agents/").status_code == 302
    with pytest.raises(PermissionDenied):
        actions.publish(Actor(founder), news)


def test_english_where_there_is_some(event_in, client):
    event_in(1, title_fr="Atelier en français")
    event_in(2, title_fr="Rencontre", title_en="Meeting", body_en="Come.")
    page = client.get("/en/reseau/evenements/").content.decode()
    assert "Meeting" in page
    assert ' lang="fr">Atelier en français</a>' in page


def test_calendar(event_in, client):
    event = event_in(3, title_fr="Atelier ; à Lyon, <b>", link="https://example.org/x", stage=3)
    event_in(5, published=False, title_fr="Brouillon")
    calendar = pytest.importorskip("icalendar")
    for address in ("/reseau/evenements.ics", f"/reseau/evenements/{event.pk}.ics"):
        response = client.get(address)
        assert response["Content-Type"].startswith("text/calendar")
        (found,) = calendar.Calendar.from_ical(response.content).walk("VEVENT")
        assert str(found["summary"]) == event.title_fr
        assert found.decoded("dtstart") == event.starts_at.replace(microsecond=0)
        assert str(found["location"]) == "Lyon"
    assert calendars.icalendar_of([event]) == calendars.icalendar_of([event])


def test_without_icalendar(event_in, client, monkeypatch):
    event = event_in(3)
    monkeypatch.setitem(__import__("sys").modules, "icalendar", None)
    assert client.get(f"/reseau/evenements/{event.pk}.ics").url == f"/reseau/evenements/{event.pk}/"


def test_feeds(event_in, news, agent, client):
    event_in(3, title_fr="Atelier <script>", body_fr="<script>alert(1)</script> & fin")
    actions.publish(Actor(agent), news)
    events = ET.fromstring(client.get("/reseau/evenements.atom").content)
    (entry,) = events.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Atelier <script>"
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; fin" in (entry.findtext(f"{ATOM}summary") or "")
    written = ET.fromstring(client.get("/reseau/actualites.atom").content)
    (entry,) = written.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost:8000/reseau/actualites/{news.pk}/"
    assert (
        ET.fromstring(client.get("/en/reseau/actualites.atom").content).findtext(f"{ATOM}title")
        == "News of Agathe"
    )


def test_hostile_texts(agent, client_of):
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    writes = client_of(agent)
    form = {
        **FORM,
        "title_fr": bad,
        "title_en": bad,
        "body_fr": bad,
        "body_en": f"{bad} http://x.example/<script>",
        "place": bad,
        "organiser": bad,
    }
    pages = [writes.post("/reseau/agents/evenements/nouveau/", {**form, "last_hour": bad[:9]})]
    writes.post("/reseau/agents/evenements/nouveau/", form)
    writes.post("/reseau/agents/actualites/nouvelle/", {"title_fr": bad, "body_fr": bad})
    event, news = Event.objects.get(), News.objects.get()
    actions.publish(Actor(agent), event)
    actions.publish(Actor(agent), news)
    pages += [
        writes.get(address)
        for address in (
            "/reseau/", "/reseau/evenements/", f"/reseau/evenements/{event.pk}/", f"/en/reseau/evenements/{event.pk}/",
            f"/reseau/actualites/{news.pk}/", "/reseau/actualites/", "/reseau/agents/", f"/reseau/agents/evenements/{event.pk}/",
        )
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
