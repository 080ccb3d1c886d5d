"""Signing in with an identity provider, against a small one that answers over HTTP."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from agathe_web.accounts.models import Identity, User
from agathe_web.accounts.openid import REQUIRED, settings_from
from agathe_web.journal.models import Entry
from agathe_web.projects.actions import start
from agathe_web.rights import VISITED, Actor

START, BACK = "/compte/fournisseur/", "/compte/fournisseur/retour/"
CLIENT = "agathe"


class Provider:
    """An identity provider: what a test changes of its answers, it changes here."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signed_userinfo = False
        self.claims: dict[str, object] = {
            "sub": "abc", "email": "Agathe@Example.org", "email_verified": True, "given_name": "Agathe", "usual_name": "Marin",
        }  # fmt: skip
        self.token: dict[str, object] = {}
        self.broken = ""
        self.asked: dict[str, str] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def authorize(self, address: str) -> dict[str, str]:
        """The person signs in there: what the browser brings back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return {"code": "the-code", "state": self.asked["state"]}

    def sign(self, payload: dict[str, object]) -> str:
        whole = {"iss": self.url, "aud": CLIENT, "exp": int(time.time()) + 60, "sub": "abc", **payload}
        return jwt.encode({k: v for k, v in whole.items() if v is not None}, self.key, "RS256", {"kid": "k1"})

    def answer(self, path: str, form: dict[str, list[str]], bearer: str) -> tuple[int, str, str]:
        if self.broken == path:
            return 500, "text/plain", "out of order"
        if path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, "application/json", json.dumps({"keys": [{**public, "kid": "k1", "alg": "RS256"}]})
        if path == "/token":
            digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
            assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.asked["code_challenge"]
            assert form["redirect_uri"][0] == self.asked["redirect_uri"]
            assert (form["code"], form["client_secret"]) == (["the-code"], ["s3cret"])
            token = self.sign({"nonce": self.asked["nonce"], **self.token})
            return (
                200,
                "application/json",
                json.dumps({"access_token": "access", "id_token": token, "token_type": "Bearer"}),
            )
        assert bearer == "Bearer access"
        if self.signed_userinfo:
            return 200, "application/jwt", self.sign(self.claims)
        return 200, "application/json", json.dumps(self.claims)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(provider.answer(self.path, {}, self.headers.get("Authorization", "")))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._send(provider.answer(self.path, parse_qs(body), ""))

            def _send(self, answer: tuple[int, str, str]) -> None:
                status, kind, body = answer
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def provider(settings, db) -> Iterator[Provider]:
    """A provider that answers, and the settings that name it."""
    made = Provider()
    names = {
        "ISSUER": made.url, "AUTHORIZATION": f"{made.url}/authorize", "TOKEN": f"{made.url}/token", "USERINFO": f"{made.url}/userinfo",
        "JWKS": f"{made.url}/jwks", "CLIENT_ID": CLIENT, "CLIENT_SECRET": "s3cret", "END_SESSION": f"{made.url}/end",
        "LABEL_FR": "S’identifier avec ProConnect", "LABEL_EN": "Sign in with ProConnect", "ACR": "eidas1",
    }  # fmt: skip
    for name, value in settings_from({f"AGATHE_OIDC_{name}": value for name, value in names.items()}).items():
        setattr(settings, name, value)
    made.token["acr"] = "eidas1"
    yield made
    made.server.shutdown()
    made.server.server_close()


def come_back(provider: Provider, client: Client, path: str = START, **query: str):
    answer = client.get(path, query)
    return client.get(BACK, provider.authorize(answer["Location"]))


def said(client: Client) -> str:
    return client.get("/compte/connexion/").content.decode()


def test_nothing_shows_without_settings(client, db):
    assert settings_from({"AGATHE_OIDC_ISSUER": "x"}) == {"OIDC_ENABLED": False}
    assert len(REQUIRED) == 7
    assert "fournisseur" not in said(client)
    assert client.get(START).status_code == client.get(BACK).status_code == 404


@pytest.mark.parametrize("signed", [False, True], ids=["json", "jwt"])
def test_makes_an_account_the_first_time_and_finds_it_the_next(provider, client, signed):
    provider.signed_userinfo = signed
    page = said(client)
    assert "S’identifier avec ProConnect" in page
    assert "Sign in with ProConnect" in client.get("/en/compte/connexion/").content.decode()
    go = client.get(START, {"next": "/journal/moi/"})["Location"]
    query = parse_qs(urlsplit(go).query)
    assert query["acr_values"] == ["eidas1"]
    assert query["redirect_uri"] == [f"http://testserver{BACK}"]
    assert query["code_challenge_method"] == ["S256"]
    assert client.get(BACK, provider.authorize(go))["Location"] == "/journal/moi/"
    user = User.objects.get()
    assert (user.email, user.name) == ("agathe@example.org", "Agathe Marin")
    assert user.verified_at is not None
    assert not user.has_usable_password()
    assert client.get("/compte/").status_code == 200

    provider.claims["email"] = "renamed@example.org"
    assert come_back(provider, Client())["Location"] == "/projets/"
    assert User.objects.count() == Identity.objects.count() == 1
    assert Entry.objects.filter(act="accounts.identity").count() == 1


def test_in_english_the_way_back_is_the_same_address(provider, client):
    answer = come_back(provider, client, f"/en{START}")
    assert provider.asked["redirect_uri"] == f"http://testserver{BACK}"
    assert answer["Location"] == "/en/projets/"
    assert User.objects.get().language == "en"


def test_the_projects_of_the_visit_join_the_account(provider, client):
    project = start(Actor(), name="Mine")
    session = client.session
    session[VISITED] = [project.pk]
    session.save()
    client.cookies["agathe_session"] = session.session_key
    come_back(provider, client)
    assert project.memberships.get().user.email == "agathe@example.org"


def test_a_verified_account_is_linked_by_its_address(provider, client, person):
    user = person(verified_at="2026-01-01T00:00Z")
    come_back(provider, client)
    user.refresh_from_db()
    assert user.identities.get().sub == "abc"
    assert user.has_usable_password()


def test_an_account_whose_address_was_never_proved_is_taken_over(provider, client, person, client_of, device):
    user = person()
    thief = client_of(user)
    device(user)
    assert come_back(provider, client)["Location"] == "/projets/"
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert thief.get("/compte/").status_code == 302


def test_the_second_factor_is_asked_for_here_too(provider, client, person, device):
    device(person(verified_at="2026-01-01T00:00Z"))
    assert come_back(provider, client)["Location"] == "/compte/connexion/code/"
    assert client.get("/compte/").status_code == 302


@pytest.mark.parametrize("verified", [None, False, "true"])
def test_an_address_not_verified_opens_nothing(provider, client, person, verified):
    person(verified_at="2026-01-01T00:00Z")
    provider.claims["email_verified"] = verified
    assert come_back(provider, client)["Location"] == "/compte/connexion/"
    assert "ne dit pas que votre adresse est vérifiée" in said(client)
    assert not Identity.objects.exists()


def test_a_provider_trusted_to_verify(provider, client, settings):
    settings.OIDC_TRUST_EMAIL = True
    del provider.claims["email_verified"]
    assert come_back(provider, client)["Location"] == "/projets/"


def test_an_address_given_to_somebody_else_there(provider, client, person):
    user = person(verified_at="2026-01-01T00:00Z")
    Identity.objects.create(issuer=provider.url, sub="the one before", user=user)
    come_back(provider, client)
    assert "une autre identité" in said(client)


def test_a_closed_account(provider, client, person):
    person(is_active=False)
    come_back(provider, client)
    assert "Ce compte est fermé" in said(client)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.example"}, {"aud": "another"}, {"nonce": "another"}, {"exp": 1}, {"exp": None}, {"sub": "another"}, {"acr": "low"},
    ],
    ids=["issuer", "audience", "nonce", "expired", "no date", "other person", "level"],
)  # fmt: skip
def test_tokens_that_do_not_fit_open_nothing(provider, client, change):
    provider.token.update(change)
    assert come_back(provider, client)["Location"] == "/compte/connexion/"
    assert "n’a pas abouti" in said(client)
    assert not User.objects.exists()


def test_a_token_signed_by_another_key(provider, client):
    answer = client.get(START)
    query = provider.authorize(answer["Location"])
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    provider.sign = lambda payload: jwt.encode(
        {**payload, "iss": provider.url, "aud": CLIENT}, other, "RS256", {"kid": "k1"}
    )  # type: ignore[method-assign]
    client.get(BACK, query)
    assert not User.objects.exists()


@pytest.mark.parametrize("part", ["/token", "/userinfo", "/jwks"])
def test_a_provider_out_of_order(provider, client, part):
    provider.broken = part
    assert come_back(provider, client)["Location"] == "/compte/connexion/"
    assert "n’a pas abouti" in said(client)


def test_a_state_nobody_left_with(provider, client):
    go = provider.authorize(client.get(START)["Location"])
    assert Client().get(BACK, go)["Location"] == "/compte/connexion/"
    assert (
        client.get(BACK, {"state": go["state"], "error": "access_denied"})["Location"] == "/compte/connexion/"
    )
    assert client.get(BACK, go)["Location"] == "/compte/connexion/", "a state serves once"
    assert not User.objects.exists()


def test_goes_only_where_this_site_is(provider, client):
    assert come_back(provider, client, next="https://evil.example/")["Location"] == "/projets/"


def test_signing_out_ends_the_session_there_too(provider, client):
    come_back(provider, client)
    policy = client.get("/compte/")["Content-Security-Policy"]
    assert f"form-action 'self' {provider.url}" in policy
    go = client.post("/compte/deconnexion/")["Location"]
    query = parse_qs(urlsplit(go).query)
    assert go.startswith(f"{provider.url}/end?")
    assert query["post_logout_redirect_uri"] == ["http://localhost:8000/"]
    assert jwt.decode(query["id_token_hint"][0], options={"verify_signature": False})["sub"] == "abc"
    assert client.get("/compte/").status_code == 302
