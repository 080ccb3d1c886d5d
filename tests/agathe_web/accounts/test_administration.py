"""The administration: who enters, and what it does to accounts."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from agathe_web.accounts.models import User
from agathe_web.journal.models import Entry
from agathe_web.projects.actions import start
from agathe_web.rights import Actor

PASSWORD = "a long enough password"
USERS = "/admin/accounts/user/"


@pytest.fixture
def admin(person):
    return person("root", "administrator", verified_at="2026-01-01T00:00Z")


class TestWhoEnters:
    def test_administrators_only(self, person, admin, client_of):
        assert admin.is_staff
        assert Client().get("/admin/")["Location"].startswith("/admin/login/")
        assert Client().get("/admin/login/?next=/admin/")["Location"] == "/compte/connexion/?next=/admin/"
        agent = client_of(person("agent", "agent"))
        assert agent.get("/admin/", follow=True).status_code == 404
        assert client_of(admin).get("/admin/").status_code == 200

    def test_the_role_opens_and_closes_it(self, person):
        user, role = person(), Group.objects.get(name="administrator")
        for change, expected in (
            (lambda: user.groups.add(role), True),
            (lambda: user.groups.clear(), False),
            (lambda: role.user_set.add(user), True),
            (lambda: role.user_set.remove(user), False),
            (lambda: user.groups.set([role]), True),
            (lambda: role.user_set.clear(), False),
        ):
            change()
            assert User.objects.get(pk=user.pk).is_staff is expected

    def test_asks_for_the_second_factor(self, admin, client_of, settings, device, code_of):
        settings.DEMO = False
        mine = client_of(admin)
        assert mine.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
        setup = mine.get("/admin/login/?next=/admin/")["Location"]
        assert setup == "/compte/deux-etapes/?next=%2Fadmin%2F"
        assert "Demandée pour votre rôle" in mine.get(setup).content.decode()
        made = TOTPDevice.objects.get()
        mine.post("/compte/deux-etapes/", {"code": code_of(made)})
        assert 'href="/admin/"' in mine.get("/compte/deux-etapes/secours/").content.decode()
        assert mine.get("/admin/").status_code == 200
        other = client_of(admin)
        assert other.get("/admin/login/?next=/admin/")["Location"] == "/compte/connexion/code/"
        assert other.post("/compte/connexion/code/", {"code": code_of(made, 1)})["Location"] == "/admin/"
        assert other.get("/admin/").status_code == 200

    def test_goes_nowhere_else(self, admin, client_of):
        assert client_of(admin).get("/admin/login/?next=https://evil.example/")["Location"] == "/projets/"

    def test_speaks_the_language_of_the_person(self, admin, client_of):
        assert "Administration d’Agathe" in client_of(admin).get("/admin/").content.decode()
        User.objects.update(language="en")
        assert "Administration of Agathe" in client_of(admin).get("/admin/").content.decode()


class TestAccounts:
    def test_found_shown_without_secrets(self, admin, person, client_of):
        user = person(name="agathe")
        mine = client_of(admin)
        assert "agathe@example.org" in mine.get(USERS, {"q": "agathe"}).content.decode()
        page = mine.get(f"{USERS}{user.pk}/change/").content.decode()
        assert "Agent du guichet" in page
        assert user.password not in page
        assert "argon2" not in page.lower()
        assert mine.get(f"{USERS}add/").status_code == 404
        assert mine.get(f"{USERS}{user.pk}/delete/").status_code == 404

    def test_roles_are_given_and_noted(self, admin, person, client_of):
        user = person()
        role = Group.objects.get(name="agent")
        client_of(admin).post(f"{USERS}{user.pk}/change/", {"groups": [role.pk], "is_active": "on"})
        assert list(user.groups.values_list("name", flat=True)) == ["agent"]
        entry = Entry.objects.get(act="accounts.roles")
        assert (entry.actor, entry.about, entry.data) == (
            f"user:{admin.pk}",
            f"user:{user.pk}",
            {"roles": ["agent"]},
        )

    def test_accounts_are_closed_and_opened(self, admin, person, client_of):
        user = person()
        theirs, mine = client_of(user), client_of(admin)
        mine.post(f"{USERS}{user.pk}/change/", {"groups": []})
        user.refresh_from_db()
        assert not user.is_active
        assert theirs.get("/compte/").status_code == 302
        mine.post(USERS, {"action": "open_again", "_selected_action": [user.pk]})
        user.refresh_from_db()
        assert user.is_active
        mine.post(f"{USERS}{admin.pk}/change/", {"groups": [admin.groups.get().pk]})
        admin.refresh_from_db()
        assert admin.is_active, "nobody closes their own account"

    def test_other_acts(self, admin, person, client_of, device):
        user, mine = person(), client_of(admin)
        device(user)
        chosen = {"_selected_action": [user.pk]}
        mine.post(USERS, {"action": "resend", **chosen})
        assert mail.outbox[-1].to == [user.email]
        theirs = client_of(user)
        mine.post(USERS, {"action": "sign_out", **chosen})
        assert theirs.get("/compte/").status_code == 302
        mine.post(USERS, {"action": "drop_factor", **chosen})
        assert not TOTPDevice.objects.exists()
        mine.post(USERS, {"action": "confirm", **chosen})
        user.refresh_from_db()
        assert user.verified_at is not None
        assert {"accounts.mark_verified", "accounts.factor_off"} <= set(
            Entry.objects.values_list("act", flat=True)
        )

    def test_superusers_are_out_of_reach(self, admin, db, client_of):
        root = User.objects.create_superuser("super@example.org", PASSWORD)
        mine = client_of(admin)
        assert 'name="is_active"' not in mine.get(f"{USERS}{root.pk}/change/").content.decode()
        mine.post(USERS, {"action": "close", "_selected_action": [root.pk]})
        root.refresh_from_db()
        assert root.is_active
        page = mine.get(f"{USERS}{admin.pk}/change/").content.decode()
        assert 'name="is_superuser"' not in page
        assert 'name="is_staff"' not in page


@pytest.mark.parametrize(
    "path",
    [
        "projects/project/",
        "projects/invitation/",
        "projects/notice/",
        "projects/evidence/",
        "journal/entry/",
        "axes/accessattempt/",
    ],
)
def test_lists_open_and_nothing_is_added(admin, client_of, person, path):
    start(Actor(person()), name="Escarres")
    mine = client_of(admin)
    assert mine.get(f"/admin/{path}").status_code == 200
    assert mine.get(f"/admin/{path}add/").status_code == 404


def test_projects_are_shown_without_what_they_say(admin, client_of, person):
    project = start(Actor(person()), name="Escarres")
    page = client_of(admin).get(f"/admin/projects/project/{project.pk}/change/").content.decode()
    assert "Escarres" in page
    assert "Agathe" in page
    assert "profile" not in page.lower()


def test_keys_of_second_factors_are_nowhere(admin, client_of):
    page = client_of(admin).get("/admin/").content.decode()
    assert "otp" not in page.lower()
