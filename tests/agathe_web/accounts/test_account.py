"""What people change in their account."""

from typing import ClassVar

import pytest
from axes.models import AccessAttempt
from django.core import mail

from agathe_web.accounts.models import User

PASSWORD = "a long enough password"


@pytest.fixture
def user(person):
    return person()


@pytest.fixture
def mine(client_of, user):
    return client_of(user)


def test_the_account_page_says_who_and_what(mine, person, client_of):
    page = mine.get("/compte/").content.decode()
    assert "agathe@example.org" in page
    assert "aucun" in page
    page = client_of(person("paul", "agent", "reviewer")).get("/en/compte/").content.decode()
    assert "Counter agent, Reviewer" in page


def test_name_and_language(mine, user):
    assert mine.post("/compte/profil/", {"name": "Agathe M.", "language": "en"})["Location"] == "/compte/"
    user.refresh_from_db()
    assert (user.name, user.language) == ("Agathe M.", "en")
    assert mine.post("/compte/profil/", {"name": "x" * 121, "language": "de"}).status_code == 200


def test_changing_the_password_keeps_this_session_only(mine, user, client_of):
    elsewhere = client_of(user)
    new = "another long password"
    wrong = mine.post("/compte/mot-de-passe/", {"password": "wrong", "new_password": new})
    assert "Ce n’est pas le mot de passe" in wrong.content.decode()
    assert new not in AccessAttempt.objects.get().post_data
    assert (
        mine.post("/compte/mot-de-passe/", {"password": PASSWORD, "new_password": new})["Location"]
        == "/compte/"
    )
    assert mine.get("/compte/").status_code == 200
    assert elsewhere.get("/compte/").status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    assert mail.outbox[-1].to == [user.email]


def test_guessing_the_password_again_locks(mine):
    answers = [
        mine.post("/compte/mot-de-passe/", {"password": str(n), "new_password": "another long password"})
        for n in range(8)
    ]
    assert answers[-1].status_code == 429
    assert mine.post("/compte/effacer/", {"password": PASSWORD}).status_code == 429
    assert User.objects.get().erased_at is None


def test_signing_out_everywhere(mine, user, client_of):
    elsewhere = client_of(user)
    assert mine.post("/compte/deconnexion/partout/")["Location"] == "/compte/connexion/"
    assert mine.get("/compte/").status_code == elsewhere.get("/compte/").status_code == 302


class TestAddress:
    NEW: ClassVar = {"email": "Agathe@Elsewhere.example", "password": PASSWORD}

    def test_changes_once_the_new_one_is_confirmed(self, mine, user, link):
        assert mine.post("/compte/adresse/", self.NEW)["Location"] == "/compte/"
        user.refresh_from_db()
        assert user.email == "agathe@example.org"
        assert [(one.to, one.subject) for one in mail.outbox] == [
            (["agathe@example.org"], "Agathe – Changement d’adresse demandé"),
            (["agathe@elsewhere.example"], "Agathe – Confirmez votre nouvelle adresse"),
        ]
        path = link()
        assert "agathe@elsewhere.example" in mine.get(path).content.decode()
        assert mine.post(path)["Location"] == "/compte/"
        user.refresh_from_db()
        assert (user.email, user.pending_email) == ("agathe@elsewhere.example", "")
        assert user.verified_at is not None
        assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
            ["agathe@example.org"],
            "Agathe – L’adresse de votre compte a changé",
        )
        assert mine.post(path).status_code == 410

    def test_an_address_taken_reads_the_same(self, mine, user, person):
        person("other")
        taken = mine.post("/compte/adresse/", {"email": "other@example.org", "password": PASSWORD})
        assert taken["Location"] == "/compte/"
        assert mail.outbox[-1].to == ["other@example.org"]
        assert mail.outbox[-1].subject == "Agathe – Vous avez déjà un compte"

    def test_taken_meanwhile(self, mine, user, person, link):
        mine.post("/compte/adresse/", self.NEW)
        User.objects.filter(pk=person("other").pk).update(email="agathe@elsewhere.example")
        assert mine.post(link()).status_code == 410

    def test_somebody_else_cannot_confirm(self, mine, person, client_of, link):
        mine.post("/compte/adresse/", self.NEW)
        assert client_of(person("other")).post(link()).status_code == 410

    def test_needs_the_password(self, mine, user):
        assert mine.post("/compte/adresse/", {**self.NEW, "password": "wrong"}).status_code == 200
        assert not mail.outbox


def test_demonstration_accounts_do_not_change(person, client_of):
    shared = client_of(person("demo", demo=True))
    assert "Compte de démonstration" in shared.get("/compte/").content.decode()
    for path in ("mot-de-passe/", "adresse/", "deux-etapes/", "effacer/", "profil/"):
        assert shared.get(f"/compte/{path}").status_code == 404
    assert shared.post("/compte/deconnexion/partout/").status_code == 404


def test_superusers_sign_in_with_their_address(db, client):
    user = User.objects.create_superuser("Root@Example.org", PASSWORD)
    assert user.groups.filter(name="administrator").exists()
    assert (
        client.post("/compte/connexion/", {"email": "root@example.org", "password": PASSWORD}).status_code
        == 302
    )
    assert client.get("/admin/").status_code == 200
