"""Asking for an account, showing that the address is ours, and choosing another password."""

import time

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from agathe_web.accounts import links
from agathe_web.accounts.models import Identity, User

PASSWORD = "a long enough password"
FORM = {"email": "New@Example.org", "name": "Nour\u202e", "password": PASSWORD, "next": "/journal/moi/"}


def later(monkeypatch, seconds: float) -> None:
    now = time.time
    monkeypatch.setattr("django.core.signing.time.time", lambda: now() + seconds)


@pytest.fixture
def founder(client, db) -> User:
    """Somebody who just asked for an account."""
    client.post("/compte/inscription/", FORM)
    return User.objects.get(email="new@example.org")


def test_an_account_works_at_once_and_is_confirmed_by_the_link(client, founder, link):
    assert founder.name == "Nour\ufffd"
    assert founder.verified_at is None
    assert mail.outbox[0].to == ["new@example.org"]
    assert mail.outbox[0].subject == "Agathe – Confirmez votre adresse"
    assert "pendant 7 jours" in mail.outbox[0].body
    assert "Nour" not in mail.outbox[0].body, "a stranger could write anything there"
    page = client.get("/compte/inscription/suite/?next=/journal/moi/").content.decode()
    assert "new@example.org" in page
    path = link()
    asked = client.get(path)
    assert asked["Location"].startswith("/compte/connexion/?next=/compte/confirmer/")
    signed = client.post(
        "/compte/connexion/", {"email": "new@example.org", "password": PASSWORD, "next": path}
    )
    assert signed["Location"] == path
    assert "n’est pas encore confirmée" in client.get("/compte/").content.decode()
    client.get(path)
    founder.refresh_from_db()
    assert founder.verified_at is None, "programs open links before people do"
    assert client.post(path)["Location"] == "/compte/"
    founder.refresh_from_db()
    assert founder.verified_at is not None
    assert "Votre adresse n’est pas confirmée" not in client.get("/compte/").content.decode()


def test_the_link_is_for_one_account_for_a_while(client, founder, link, person, client_of, monkeypatch):
    path = link()
    other = client_of(person("other"))
    assert other.post(path).status_code == 410
    mine = client_of(founder)
    assert mine.post(path[:-3] + "abc/").status_code == 410
    later(monkeypatch, 8 * 24 * 3600)
    assert mine.post(path).status_code == 410
    founder.refresh_from_db()
    assert founder.verified_at is None


def test_the_link_can_be_sent_again_once_a_minute(client, founder, client_of):
    mine = client_of(founder)
    for expected in (2, 2):
        mine.post("/compte/confirmer/")
        assert len(mail.outbox) == expected


def test_in_english(client, db):
    client.post("/en/compte/inscription/", {**FORM, "next": ""})
    user = User.objects.get()
    assert user.language == "en"
    assert mail.outbox[0].subject == "Agathe – Confirm your address"
    assert "/en/compte/confirmer/" in mail.outbox[0].body


def test_an_address_taken_reads_the_same_and_its_owner_is_told(client, person):
    user = person("new")
    hash_before = user.password
    answers = [
        client.post("/compte/inscription/", {**FORM, "email": email})
        for email in ("new@example.org", "fresh@example.org")
    ]
    assert {(one.status_code, one["Location"]) for one in answers} == {
        (302, "/compte/inscription/suite/?next=%2Fjournal%2Fmoi%2F")
    }
    user.refresh_from_db()
    assert user.password == hash_before
    assert User.objects.count() == 2
    assert [one.subject for one in mail.outbox] == [
        "Agathe – Vous avez déjà un compte",
        "Agathe – Confirmez votre adresse",
    ]
    assert "/compte/mot-de-passe/oublie/" in mail.outbox[0].body
    client.post("/compte/inscription/", FORM)
    assert len(mail.outbox) == 2, "nobody floods a mailbox"


@pytest.mark.parametrize(
    "change",
    [
        {"password": "short"},
        {"password": "password1234"},
        {"password": "new@example.org"},
        {"email": "x"},
        {"password": "x" * 201},
        {"email": "a" * 255 + "@b.fr"},
    ],
    ids=["short", "common", "like the address", "no address", "too long", "long address"],
)
def test_refused_with_words(client, db, change):
    page = client.post("/compte/inscription/", {**FORM, **change})
    assert page.status_code == 200
    assert "Il y a un problème" in page.content.decode()
    assert PASSWORD not in page.content.decode()
    assert not User.objects.exists()
    assert not mail.outbox


def test_markup_in_the_name_stays_text(client, db, client_of):
    client.post("/compte/inscription/", {**FORM, "name": "<script>alert(1)</script>"})
    page = client_of(User.objects.get()).get("/compte/").content.decode()
    assert "<script>alert" not in page


class TestForgotten:
    ASK = "/compte/mot-de-passe/oublie/"

    def test_reads_the_same_for_an_unknown_address(self, client, person):
        person()
        answers = [
            client.post(self.ASK, {"email": email}) for email in ("agathe@example.org", "nobody@example.org")
        ]
        assert {one["Location"] for one in answers} == {"/compte/mot-de-passe/oublie/suite/"}
        assert [one.to for one in mail.outbox] == [["agathe@example.org"]]

    def test_a_new_password_ends_all_sessions_and_the_wait(self, client, person, client_of, link):
        user = person()
        elsewhere = client_of(user)
        assert elsewhere.get("/compte/").status_code == 200
        for _ in range(9):
            client.post("/compte/connexion/", {"email": user.email, "password": "wrong"})
        client.post(self.ASK, {"email": user.email})
        path = link()
        assert client.get(path).status_code == 200
        assert "12 caractères" in client.post(path, {"new_password": "short"}).content.decode()
        assert (
            client.post(path, {"new_password": "another long password"})["Location"] == "/compte/connexion/"
        )
        assert elsewhere.get("/compte/").status_code == 302
        assert client.post(path, {"new_password": "yet another password"}).status_code == 410
        assert mail.outbox[-1].subject == "Agathe – Votre mot de passe a changé"
        assert not AccessAttempt.objects.exists()
        signed = client.post("/compte/connexion/", {"email": user.email, "password": "another long password"})
        assert signed.status_code == 302
        user.refresh_from_db()
        assert user.verified_at is not None, "the link proved the address"

    def test_the_link_lasts_two_hours(self, client, person, link, monkeypatch):
        client.post(self.ASK, {"email": person().email})
        later(monkeypatch, 2 * 3600 + 1)
        assert client.get(link()).status_code == 410

    def test_the_link_dies_when_the_person_signs_in(self, client, person, link):
        client.post(self.ASK, {"email": person().email})
        client.post("/compte/connexion/", {"email": "agathe@example.org", "password": PASSWORD})
        assert Client().get(link()).status_code == 410

    def test_links_of_one_kind_open_nothing_else(self, person):
        user = person()
        assert links.holder(links.VERIFY, links.token(links.RESET, user)) is None
        assert links.holder(links.RESET, links.token(links.RESET, user)) == user

    def test_the_owner_of_an_address_takes_an_account_made_by_somebody_else(
        self, client, person, client_of, link, device
    ):
        stolen = person("victim")
        device(stolen)
        Identity.objects.create(issuer="https://provider.example", sub="1", user=stolen)
        thief = client_of(stolen)
        client.post(self.ASK, {"email": stolen.email})
        client.post(link(), {"new_password": "the owner's own words"})
        assert not TOTPDevice.objects.filter(user=stolen).exists()
        assert not stolen.identities.exists()
        assert thief.get("/compte/").status_code == 302

    def test_closed_accounts_get_nothing(self, client, person):
        User.objects.filter(pk=person().pk).update(is_active=False)
        client.post(self.ASK, {"email": "agathe@example.org"})
        assert not mail.outbox
