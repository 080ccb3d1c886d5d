"""The directory of projects and requests for contact."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from agathe_web import clock
from agathe_web.community import actions, queries
from agathe_web.community.models import ContactRequest, Event, Listing, News, Report
from agathe_web.journal.models import Entry
from agathe_web.projects.actions import answer, start
from agathe_web.projects.models import EDITOR, Membership
from agathe_web.rights import Actor

FORM = {
    "name": "Escarres",
    "pitch": "Prévenir les escarres.",
    "stage": "4",
    "region": "53",
    "looking": ["site"],
    "contact": "on",
    "consent": "on",
}


def test_owner_lists_then_takes_out(founder, project, client, client_of):
    owner = client_of(founder)
    answer(Actor(founder), project, {"organisation_type": "company"}, seen=None)
    assert "Rien d’autre" in owner.get(f"/reseau/projets/{project.pk}/").content.decode()
    refused = owner.post(f"/reseau/projets/{project.pk}/", {**FORM, "consent": ""})
    assert "Cochez la case" in refused.content.decode()
    assert not Listing.objects.exists()
    owner.post(f"/reseau/projets/{project.pk}/", FORM)
    listing = Listing.objects.get()
    page = client.get(f"/reseau/annuaire/{listing.pk}/").content.decode()
    for shown in ("Escarres", "Prévenir les escarres.", "Bretagne", "Lieu d’expérimentation", "4. Qualité"):
        assert shown in page
    assert founder.email not in page
    assert "Agathe</" not in page.split("<main")[1].split("<footer")[0]
    owner.post(f"/reseau/projets/{project.pk}/", {**FORM, "name": "Escarres 2"})
    assert Listing.objects.get().name == "Escarres 2"
    assert "ne sera plus" in owner.get(f"/reseau/projets/{project.pk}/retirer/").content.decode()
    owner.post(f"/reseau/projets/{project.pk}/retirer/")
    assert not Listing.objects.exists()
    acts = Entry.objects.filter(act__startswith="community.").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["community.list", "community.list", "community.unlist"]


def test_only_owners_list(project, nour, agent, client, client_of):
    Membership.objects.create(project=project, user=nour, role=EDITOR)
    for user in (nour, agent):
        assert client_of(user).get(f"/reseau/projets/{project.pk}/").status_code == 404
        assert client_of(user).post(f"/reseau/projets/{project.pk}/", FORM).status_code == 404
    assert client.get(f"/reseau/projets/{project.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.put_in_directory(Actor(nour), project, name="x", pitch="y", stage=1)


def test_search_and_filters(listing, nour, client):
    other = start(Actor(nour), name="Sommeil")
    actions.put_in_directory(
        Actor(nour),
        other,
        name="Sommeil",
        pitch="Une thérapie contre l’insomnie.",
        stage=2,
        looking=("patients",),
    )
    for query, names in (
        ("q=ESCARRE", ["Escarres"]), ("q=prevenir+hopital", ["Escarres"]), ("q=therap", ["Sommeil"]), ("q=absent", []), ("q=%25", ["Escarres", "Sommeil"]),
        ("stage=2", ["Sommeil"]), ("region=53", ["Escarres"]), ("looking=funding", ["Escarres"]), ("looking=x&stage=9", ["Escarres", "Sommeil"]),
    ):  # fmt: skip
        page = client.get(f"/reseau/annuaire/?{query}").content.decode()
        assert [name for name in ("Escarres", "Sommeil") if f">{name}</a>" in page] == names, query


def test_contact_accepted(listing, founder, nour, client_of):
    sender, owner = client_of(nour), client_of(founder)
    made = sender.post(f"/reseau/annuaire/{listing.pk}/contact/", {"message": "Parlons."})
    request = ContactRequest.objects.get()
    page = f"/reseau/demandes/{request.pk}/"
    assert made.url == page
    assert [one.to for one in mail.outbox] == [[founder.email]]
    assert f"http://localhost:8000{page}" in mail.outbox[0].body
    assert nour.email not in mail.outbox[0].body
    shown = owner.get(page).content.decode()
    assert "Parlons." in shown
    assert nour.email not in shown
    assert founder.email not in sender.get(page).content.decode()
    assert "Demandes qui attendent votre réponse" in owner.get("/reseau/").content.decode()
    owner.post(f"{page}repondre/", {"do": "accept"})
    assert nour.email in owner.get(page).content.decode()
    assert founder.email in sender.get(page).content.decode()
    assert mail.outbox[1].to == [nour.email]
    owner.post(f"{page}repondre/", {"do": "decline"})
    request.refresh_from_db()
    assert request.state == "accepted"


def test_contact_declined_shows_no_address(listing, founder, nour, client_of):
    request = actions.ask_contact(Actor(nour), listing, "Parlons.")
    client_of(founder).post(f"/reseau/demandes/{request.pk}/repondre/", {"do": "decline"})
    page = f"/reseau/demandes/{request.pk}/"
    assert founder.email not in client_of(nour).get(page).content.decode()
    assert nour.email not in client_of(founder).get(page).content.decode()
    assert "déclinée" in mail.outbox[1].subject


def test_one_open_request_and_five_a_day(listing, founder, nour, client_of, person):
    actions.ask_contact(Actor(nour), listing, "Un")
    again = client_of(nour).post(f"/reseau/annuaire/{listing.pk}/contact/", {"message": "Deux"})
    assert "déjà une demande" in again.content.decode()
    owner = person("olga")
    listings = [
        actions.put_in_directory(Actor(owner), start(Actor(owner), name=f"P{n}"), name=f"P{n}", pitch="x", stage=1) for n in range(5)
    ]  # fmt: skip
    for one in listings[:4]:
        actions.ask_contact(Actor(nour), one, "Bonjour")
    refused = client_of(nour).post(f"/reseau/annuaire/{listings[4].pk}/contact/", {"message": "Trop"})
    assert "limite de 5" in refused.content.decode()
    ContactRequest.objects.update(sent_at=clock.now() - timedelta(days=2))
    actions.ask_contact(Actor(nour), listings[4], "Demain")


def test_rights_over_requests(listing, founder, nour, agent, person, client, client_of):
    request = actions.ask_contact(Actor(nour), listing, "Parlons.")
    page = f"/reseau/demandes/{request.pk}/"
    for user in (agent, person("zoe")):
        assert client_of(user).get(page).status_code == 404
        assert client_of(user).post(f"{page}repondre/", {"do": "accept"}).status_code == 404
    assert client.get(page).status_code == 404
    assert client_of(nour).post(f"{page}repondre/", {"do": "accept"}).status_code == 404
    assert client_of(founder).get(f"/reseau/annuaire/{listing.pk}/contact/").status_code == 404
    assert client.get(f"/reseau/annuaire/{listing.pk}/contact/").status_code == 404
    listing.contact = False
    listing.save()
    assert client_of(nour).get(f"/reseau/annuaire/{listing.pk}/contact/").status_code == 404


def test_reported_then_hidden_then_shown(listing, founder, nour, agent, client, client_of):
    reports, moderates = client_of(nour), client_of(agent)
    page = f"/reseau/annuaire/{listing.pk}/"
    reports.post(f"{page}signaler/", {"reason": "Ce texte est faux."})
    assert "signalement précédent" in reports.post(f"{page}signaler/", {"reason": "Encore"}).content.decode()
    assert "Escarres" in moderates.get("/reseau/agents/").content.decode()
    assert "Ce texte est faux." in moderates.get(f"{page}moderer/").content.decode()
    assert reports.get(f"{page}moderer/").status_code == 404
    moderates.post(f"{page}moderer/", {"do": "hide", "reason": "Texte trompeur"})
    assert client.get(page).status_code == 404
    assert reports.get(f"{page}contact/").status_code == 404
    assert "Escarres</a>" not in client.get("/reseau/annuaire/").content.decode()
    assert "Texte trompeur" in client_of(founder).get(page).content.decode()
    assert Report.objects.get().outcome == "hidden"
    client_of(founder).post(f"/reseau/projets/{listing.project_id}/retirer/")
    client_of(founder).post(f"/reseau/projets/{listing.project_id}/", FORM)
    assert client.get(page).status_code == 404  # writing it again does not undo what an agent decided
    moderates.post(f"{page}moderer/", {"do": "show"})
    assert client.get(page).status_code == 200


def test_personal_data_then_forgotten(listing, founder, nour, event_in):
    actions.ask_contact(Actor(nour), listing, "Parlons.")
    actions.report(Actor(nour), listing, "Faux.")
    assert queries.personal_data(founder)["listings"][0]["name"] == "Escarres"
    assert queries.personal_data(nour)["contact_requests"][0]["message"] == "Parlons."
    actions.forget(nour)
    assert not ContactRequest.objects.exists()
    assert Report.objects.get().reporter is None
    actions.forget(founder)
    assert not Listing.objects.exists()


def test_a_shared_project_stays_listed(listing, founder, nour, project):
    Membership.objects.create(project=project, user=nour, role="owner")
    actions.forget(founder)
    assert Listing.objects.exists()


def test_hostile_texts(founder, nour, agent, project, client_of):
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    owner, other = client_of(founder), client_of(nour)
    owner.post(f"/reseau/projets/{project.pk}/", {**FORM, "name": bad, "pitch": f"{bad} https://a.example"})
    listing = Listing.objects.get()
    page = f"/reseau/annuaire/{listing.pk}/"
    other.post(f"{page}contact/", {"message": bad})
    other.post(f"{page}signaler/", {"reason": bad})
    request = ContactRequest.objects.get()
    pages = [
        owner.get(page), other.get("/reseau/annuaire/"), other.get(f"/reseau/annuaire/?q={bad}"), owner.get("/reseau/mes-contacts/"),
        owner.get(f"/reseau/demandes/{request.pk}/"), client_of(agent).get(f"{page}moderer/"), client_of(agent).get("/reseau/agents/"),
        owner.get(f"/reseau/projets/{project.pk}/"), other.get(f"{page}contact/"), owner.get(f"/reseau/projets/{project.pk}/retirer/"),
    ]  # fmt: skip
    for one in pages:
        assert one.status_code == 200
        assert "<script>alert" not in one.content.decode()
        assert "<img src=x" not in one.content.decode()
    assert 'href="https://a.example' not in pages[0].content.decode()
    assert "\n" not in mail.outbox[0].subject


def test_demonstration_is_made_once(founder, agent, project, client):
    for _ in range(2):
        actions.demo(founder, agent, project)
    assert (Event.objects.count(), News.objects.count(), Listing.objects.count()) == (3, 3, 1)
    assert all(one.cites for one in News.objects.all())
    page = client.get("/reseau/").content.decode()
    assert "Démonstration</span>" in page
    Event.objects.update(starts_at=clock.now() - timedelta(days=9), ends_at=clock.now() - timedelta(days=8))
    actions.demo(founder, agent, project)
    assert queries.events().count() == 2
    assert Event.objects.count() == 3
