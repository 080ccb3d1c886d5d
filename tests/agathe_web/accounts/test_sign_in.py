"""Signing in and out: languages, redirects, lock-out, projects of the session."""

import re

import pytest
from axes.models import AccessAttempt
from django.test import Client

from agathe_web.accounts.models import User
from agathe_web.journal.models import Entry
from agathe_web.projects.models import Membership
from agathe_web.rights import VISITED, Actor

PASSWORD = "a long enough password"
SIGN_IN = "/compte/connexion/"


def sign_in(client: Client, email="agathe@example.org", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"email": email, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/compte/connexion/", ["Se connecter", "Mot de passe oublié"]),
        ("/en/compte/connexion/", ["Sign in", "Forgotten password"]),
    ],
    ids=["french", "english"],
)
def test_the_page_speaks_both_languages(client, db, path, words):
    page = client.get(path).content.decode()
    assert all(word in page for word in words)
    assert page.count("<h1") == 1
    wrong = client.post(path, {"email": "nobody@example.org", "password": "x"}).content.decode()
    assert ("Unknown address" if "/en/" in path else "Adresse ou mot de passe inconnus") in wrong
    empty = client.post(path, {"email": "not an address", "password": ""}).content.decode()
    assert ("Enter a complete address" if "/en/" in path else "Écrivez une adresse complète") in empty


def test_right_password_opens_a_session_under_a_new_key(client, person):
    person()
    client.get("/compte/inscription/")
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies["agathe_session"] = session.session_key
    before = session.session_key
    assert sign_in(client, " Agathe@Example.org ").status_code == 302
    assert signed_in(client)
    assert client.session.session_key != before


def test_wrong_password_unknown_address_and_closed_account_read_the_same(client, person):
    person()
    closed = person("closed")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    pages = [
        sign_in(client, *who).content.decode()
        for who in (
            ("agathe@example.org", "wrong"),
            ("nobody@example.org", "wrong"),
            ("closed@example.org", PASSWORD),
        )
    ]
    said = {re.sub(r'value="[^"]*"', "", page) for page in pages}
    assert len(said) == 1
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("wanted", "go"),
    [
        ("/journal/moi/", "/journal/moi/"),
        ("https://evil.example/", "/projets/"),
        ("//evil.example/", "/projets/"),
        ("/\\evil.example", "/projets/"),
        ("javascript:alert(1)", "/projets/"),
        ("", "/projets/"),
    ],
)
def test_goes_only_where_this_site_is(client, person, wanted, go):
    user = person()
    assert sign_in(client, next=wanted)["Location"] == go
    client.logout()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(SIGN_IN, {"next": wanted})["Location"] == go


def test_the_projects_of_the_visit_join_the_account(client, person):
    user = person()
    from agathe_web.projects.actions import start

    mine, other = start(Actor(), name="Mine"), start(Actor(), name="Not mine")
    taken = start(Actor(person("somebody")), name="Taken")
    session = client.session
    session[VISITED] = [mine.pk, taken.pk]
    session.save()
    client.cookies["agathe_session"] = session.session_key
    sign_in(client)
    assert list(Membership.objects.filter(user=user).values_list("project_id", "role")) == [
        (mine.pk, "owner")
    ]
    assert not other.memberships.exists()
    assert VISITED not in client.session


def test_signing_out_is_a_post_and_keeps_the_work_of_visitors(client, person):
    person()
    sign_in(client)
    assert client.get("/compte/deconnexion/").status_code == 405
    assert client.post("/compte/deconnexion/")["Location"] == "/"
    assert not signed_in(client)
    session = client.session
    session[VISITED] = ["abc"]
    session.save()
    client.cookies["agathe_session"] = session.session_key
    client.post("/compte/deconnexion/")
    assert client.session[VISITED] == ["abc"]


def test_too_many_wrong_passwords_lock_that_account_from_there(client, person, settings):
    person()
    person("other")
    answers = [
        sign_in(client, "AGATHE@example.org" if n % 2 else "agathe@example.org", "wrong") for n in range(8)
    ]
    assert [one.status_code for one in answers] == [200] * 7 + [429]
    page = answers[-1].content.decode()
    assert "Trop d’essais" in page
    assert "15 minutes" in page
    assert re.search(r"\d{1,2}\u00a0h\u00a0\d{2}", page)
    assert answers[-1]["Retry-After"] == "900"
    assert sign_in(client).status_code == 429
    assert (
        "Too many tries"
        in client.post(f"/en{SIGN_IN}", {"email": "agathe@example.org", "password": "x"}).content.decode()
    )
    assert sign_in(client, "other@example.org").status_code == 302


def test_a_right_password_forgives_the_wrong_ones(client, person):
    person()
    for _ in range(3):
        for _ in range(5):
            sign_in(client, password="wrong")
        assert sign_in(client).status_code == 302
        client.post("/compte/deconnexion/")
    assert not AccessAttempt.objects.exists()


def test_failures_keep_no_password(client, person):
    person()
    sign_in(client, password="almost my password")
    assert "almost" not in AccessAttempt.objects.get().post_data


def test_signing_in_is_noted_without_personal_data(client, person):
    user = person()
    sign_in(client)
    entry = Entry.objects.get(act="accounts.sign_in")
    assert (entry.actor, entry.about) == (f"user:{user.pk}", f"user:{user.pk}")
    assert "agathe" not in str(entry.data)


def test_pages_of_accounts_ask_visitors_to_sign_in(client, db):
    for path in ("", "profil/", "mot-de-passe/", "adresse/", "deux-etapes/", "donnees/", "effacer/"):
        assert client.get(f"/compte/{path}")["Location"] == f"/compte/connexion/?next=/compte/{path}"
    for path in ("confirmer/", "deconnexion/partout/"):
        assert client.post(f"/compte/{path}").status_code == 404


def test_sign_in_pages_are_never_cached(client, db):
    assert "no-store" in client.get(SIGN_IN)["Cache-Control"]
