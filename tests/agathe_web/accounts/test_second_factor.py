"""Two-step sign-in."""

import re

import pytest
from django.core import mail
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from agathe_web.accounts import factor

PASSWORD = "a long enough password"
CODE = "/compte/connexion/code/"


@pytest.fixture
def user(person):
    return person(verified_at="2026-01-01T00:00Z")


def password_given(user) -> Client:
    client = Client()
    answer = client.post(
        "/compte/connexion/", {"email": user.email, "password": PASSWORD, "next": "/journal/moi/"}
    )
    assert answer["Location"] == CODE
    return client


@pytest.fixture
def codes(user, client_of, code_of) -> list[str]:
    """Recovery codes of somebody who just turned the second factor on."""
    mine = client_of(user)
    mine.get("/compte/deux-etapes/")
    mine.post("/compte/deux-etapes/", {"code": code_of(TOTPDevice.objects.get(user=user))})
    return re.findall(
        r'class="num">([a-z2-7]{4}-[a-z2-7]{4})<', mine.get("/compte/deux-etapes/secours/").content.decode()
    )


def test_set_up_with_a_first_code(user, client_of, code_of):
    mine = client_of(user)
    page = mine.get("/compte/deux-etapes/").content.decode()
    device = TOTPDevice.objects.get(user=user)
    assert not device.confirmed
    assert factor.secret(device) in page
    assert '<svg role="img"' in page
    assert "style=" not in page
    assert mine.get("/compte/deux-etapes/").content.decode().count(factor.secret(device)) == 1, (
        "the same secret until it is confirmed"
    )
    assert "Ce code ne convient pas" in mine.post("/compte/deux-etapes/", {"code": "000000"}).content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0)
    right = code_of(device)
    assert (
        mine.post("/compte/deux-etapes/", {"code": f"{right[:3]} {right[3:]}"})["Location"]
        == "/compte/deux-etapes/secours/"
    )
    codes = re.findall(
        r'class="num">([a-z2-7]{4}-[a-z2-7]{4})<', mine.get("/compte/deux-etapes/secours/").content.decode()
    )
    assert len(codes) == factor.RECOVERY_CODES
    assert mine.get("/compte/deux-etapes/secours/").status_code == 302, "shown once"
    assert mail.outbox[-1].subject == "Agathe – Connexion en deux étapes activée"


def test_signing_in_asks_for_the_code(user, device, code_of):
    made = device(user)
    client = password_given(user)
    assert client.get("/compte/").status_code == 302, "the password alone opens nothing"
    code = code_of(made)
    assert client.post(CODE, {"code": code})["Location"] == "/journal/moi/"
    assert client.get("/compte/").status_code == 200
    again = password_given(user)
    assert again.post(CODE, {"code": code}).status_code == 200, "a code works once"


def test_recovery_codes_work_once(user, codes):
    code = codes[0]
    assert password_given(user).post(CODE, {"code": code.upper()}).status_code == 302
    assert password_given(user).post(CODE, {"code": code}).status_code == 200
    assert factor.left(user) == factor.RECOVERY_CODES - 1


def test_wrong_codes_wait_then_lock(user, device, code_of):
    made = device(user)
    client = password_given(user)
    assert "Ce code ne convient pas" in client.post(CODE, {"code": "nonsense"}).content.decode()
    assert "Ce code ne convient pas" in client.post(CODE, {"code": "000000"}).content.decode()
    assert "Attendez 1 seconde," in client.post(CODE, {"code": "000000"}).content.decode()
    answers = [client.post(CODE, {"code": "000000"}) for _ in range(5)]
    assert [one.status_code for one in answers] == [200] * 4 + [429]
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert client.post(CODE, {"code": code_of(made)}).status_code == 429
    assert client.get("/compte/").status_code == 302


def test_the_password_again_does_not_forgive_wrong_codes(user, device):
    device(user)
    for _ in range(7):
        password_given(user).post(CODE, {"code": "nonsense"})
    answer = Client().post("/compte/connexion/", {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert password_given(user).post(CODE, {"code": "nonsense"}).status_code == 429


def test_the_step_ends_with_a_new_password_and_with_time(user, device, monkeypatch):
    device(user)
    client = password_given(user)
    user.set_password("another long password")
    user.save()
    assert client.get(CODE)["Location"] == "/compte/connexion/"
    user.set_password(PASSWORD)
    user.save()
    client = password_given(user)
    monkeypatch.setattr("agathe_web.accounts.sessions._PATIENCE", -1)
    assert client.get(CODE)["Location"] == "/compte/connexion/"
    assert Client().get(CODE)["Location"] == "/compte/connexion/"


def test_removing_and_renewing_need_the_password(user, device, client_of):
    device(user)
    mine = client_of(user)
    assert mine.post("/compte/deux-etapes/secours/refaire/", {"password": "wrong"}).status_code == 200
    assert (
        mine.post("/compte/deux-etapes/secours/refaire/", {"password": PASSWORD})["Location"]
        == "/compte/deux-etapes/secours/"
    )
    assert StaticToken.objects.count() == factor.RECOVERY_CODES
    assert mine.post("/compte/deux-etapes/retirer/", {"password": "wrong"}).status_code == 200
    assert mine.post("/compte/deux-etapes/retirer/", {"password": PASSWORD})["Location"] == "/compte/"
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert mail.outbox[-1].subject == "Agathe – Connexion en deux étapes retirée"
    assert mine.get("/compte/deux-etapes/retirer/")["Location"] == "/compte/deux-etapes/"
