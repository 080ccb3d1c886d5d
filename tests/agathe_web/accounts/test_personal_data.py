"""Taking one's data away, erasing an account, and what is kept no longer."""

import json
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from agathe_web.accounts import erasure
from agathe_web.accounts.models import Identity, User
from agathe_web.accounts.retention import apply
from agathe_web.journal.models import Entry
from agathe_web.journal.queries import verify
from agathe_web.projects.actions import start
from agathe_web.projects.models import Evidence, Invitation, Membership, Notice, Project
from agathe_web.rights import Actor

PASSWORD = "a long enough password"


@pytest.fixture
def user(person):
    return person()


def join(project, user, role, days_ago=0):
    return Membership.objects.create(
        project=project, user=user, role=role, since=timezone.now() - timedelta(days=days_ago)
    )


class TestExport:
    def test_holds_everything_about_the_person_and_nobody_else(self, user, person, client_of):
        project = start(Actor(user), name="Prévenir les escarres")
        start(Actor(person("other")), name="Secret d’un autre")
        Evidence.objects.create(project=project, subject="duty:x", title="Certificat", added_by=user)
        Identity.objects.create(issuer="https://provider.example", sub="42", user=user)
        client = Client()
        client.post("/compte/connexion/", {"email": user.email, "password": PASSWORD})
        answer = client.get("/compte/donnees/")
        assert "attachment" in answer["Content-Disposition"]
        data = json.loads(answer.content)
        assert data["account"]["email"] == user.email
        assert data["account"]["identities"][0]["sub"] == "42"
        assert data["projects"][0]["name"] == "Prévenir les escarres"
        assert data["versions"][0]["number"] == 1
        assert data["evidence"][0]["title"] == "Certificat"
        assert [one["act"] for one in data["journal"]] == ["projects.start", "accounts.sign_in"]
        assert len(data["sign_ins"]) == 1
        assert "counter" in data
        text = answer.content.decode()
        assert "Secret" not in text
        assert user.password not in text
        assert user.seal not in text


class TestErase:
    ERASE = "/compte/effacer/"

    def test_the_page_says_what_goes_and_what_stays(self, user, person, client_of):
        start(Actor(user), name="Seule")
        shared = start(Actor(user), name="<b>Partagé</b>")
        join(shared, person("reader"), "reader", 9)
        join(shared, person("second"), "editor", 2)
        join(shared, person("first"), "editor", 5)
        page = client_of(user).get(self.ERASE).content.decode()
        assert "Le projet Seule\u00a0: personne d’autre n’y travaille." in page
        assert "Le projet &lt;b&gt;Partagé&lt;/b&gt;, sans vous\u00a0: First en devient propriétaire." in page

    def test_erases_what_is_theirs_and_leaves_what_is_shared(self, user, person, client_of, device, settings):
        alone, shared, joined = (
            start(Actor(user), name="A"),
            start(Actor(user), name="B"),
            start(Actor(person("boss")), name="C"),
        )
        file = Evidence.objects.create(
            project=alone, subject="duty:x", title="t", file=ContentFile(b"x", "x.pdf")
        ).file
        first = person("first")
        join(shared, first, "editor")
        join(joined, user, "editor")
        Invitation.objects.create(
            project=joined,
            email=user.email,
            role="reader",
            digest="d",
            invited_by=person("host"),
            expires_at=timezone.now(),
        )
        device(user)
        Identity.objects.create(issuer="https://provider.example", sub="42", user=user)
        kind = ContentType.objects.get_for_model(User)
        LogEntry.objects.create(
            user=user, content_type=kind, object_id=str(user.pk), object_repr=user.email, action_flag=2
        )
        AccessAttempt.objects.create(username=user.email, failures_since_start=1)
        AccessLog.objects.create(username=user.email)
        elsewhere, mine, name = client_of(user), client_of(user), user.name
        before = Entry.objects.count()

        assert "Ce n’est pas le mot de passe" in mine.post(self.ERASE, {"password": "wrong"}).content.decode()
        assert mine.post(self.ERASE, {"password": PASSWORD})["Location"] == "/compte/efface/"
        assert "Votre compte est effacé" in mine.get("/compte/efface/").content.decode()

        user.refresh_from_db()
        assert user.email == f"erased-{user.pk}@erased.invalid"
        assert (user.name, user.pending_email, user.is_active) == ("", "", False)
        assert str(user) == "Compte effacé"
        assert not user.has_usable_password()
        assert user.erased_at is not None
        assert not Project.objects.filter(pk=alone.pk).exists()
        assert not file.storage.exists(file.name)
        assert Membership.objects.get(project=shared).user == first
        assert Membership.objects.get(project=shared).role == "owner"
        assert not joined.memberships.filter(user=user).exists()
        assert not Invitation.objects.filter(email="agathe@example.org").exists()
        assert not TOTPDevice.objects.exists()
        assert not Identity.objects.exists()
        assert not AccessAttempt.objects.exists()
        assert not AccessLog.objects.exists()
        assert LogEntry.objects.get().object_repr == ""
        assert elsewhere.get("/compte/").status_code == mine.get("/compte/").status_code == 302
        assert (
            Client()
            .post("/compte/connexion/", {"email": "agathe@example.org", "password": PASSWORD})
            .status_code
            == 200
        )
        assert mail.outbox[-1].to == ["agathe@example.org"]
        assert Entry.objects.count() > before
        assert Entry.objects.filter(act="accounts.erase", actor=f"user:{user.pk}").count() == 1
        assert verify().holds
        for entry in Entry.objects.all():
            assert name not in str(entry.data)
            assert "example.org" not in str(entry.data)

    def test_only_the_person_or_an_administrator(self, user, person):
        with pytest.raises(PermissionDenied):
            erasure.erase(Actor(person("other", "agent")), user)
        erasure.erase(Actor(person("root", "administrator")), user)
        user.refresh_from_db()
        assert user.erased_at is not None
        with pytest.raises(PermissionDenied):
            erasure.erase(Actor(user), user)

    def test_the_address_is_free_again(self, user, client):
        erasure.erase(Actor(user), user)
        client.post("/compte/inscription/", {"email": "agathe@example.org", "password": PASSWORD})
        assert User.objects.filter(email="agathe@example.org").count() == 1

    def test_by_command(self, user):
        call_command("erase_account", "Agathe@example.org")
        user.refresh_from_db()
        assert user.erased_at is not None

    def test_an_account_without_password_asks_for_one_first(self, person, client_of):
        user = person("oidc")
        user.set_unusable_password()
        user.save()
        mine = client_of(user)
        assert "Ce compte n’a pas de mot de passe" in mine.get(self.ERASE).content.decode()
        mine.post("/compte/mot-de-passe/oublie/", {"email": user.email})
        assert mail.outbox[-1].to == [user.email]


class TestRetention:
    def test_erases_what_is_past_and_only_that(self, user, person, capsys):
        now = timezone.now()
        stale, fresh, demo, kept = (start(Actor(), name=name) for name in ("stale", "fresh", "demo", "kept"))
        long_ago = now - timedelta(days=31)
        Project.objects.filter(pk__in=(stale.pk, demo.pk, kept.pk)).update(touched_at=long_ago)
        Project.objects.filter(pk=demo.pk).update(demo=True)
        join(kept, user, "owner")
        file = Evidence.objects.create(
            project=stale, subject="duty:x", title="t", file=ContentFile(b"x", "x.pdf")
        ).file
        for days in (31, 1):
            Invitation.objects.create(
                project=kept, email=f"{days}@example.org", role="reader", digest=str(days), invited_by=user,
                expires_at=now - timedelta(days=days),
            )  # fmt: skip
        old = now - timedelta(days=91)
        unseen, proven, agent, worker = (
            person("unseen"),
            person("proven", verified_at=now),
            person("agent", "agent"),
            person("worker"),
        )
        User.objects.update(joined_at=old)
        join(start(Actor(user)), worker, "reader")
        notices = [
            Notice.objects.create(
                project=kept, at=now - timedelta(days=age), since=now.date(), day=now.date(), changes=[]
            )
            for age in (731, 731, 700)
        ]
        for notice in (notices[0], notices[2]):
            notice.read_by.add(user)
        Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
        Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
        AccessLog.objects.create(username="x")
        AccessLog.objects.update(attempt_time=old)

        call_command("retention")

        assert "anonymous_projects: 1" in capsys.readouterr().out
        assert not Project.objects.filter(pk=stale.pk).exists()
        assert not file.storage.exists(file.name)
        assert Project.objects.filter(pk__in=(fresh.pk, demo.pk, kept.pk)).count() == 3
        assert list(Invitation.objects.values_list("email", flat=True)) == ["1@example.org"]
        assert list(User.objects.exclude(erased_at=None)) == [unseen]
        assert (
            User.objects.filter(pk__in=(proven.pk, agent.pk, worker.pk, user.pk), erased_at=None).count() == 4
        )
        assert set(Notice.objects.all()) == set(notices[1:])
        assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
        assert not AccessLog.objects.exists()
        entry = Entry.objects.get(act="accounts.retention")
        assert entry.actor == "system"
        assert entry.data == {
            "anonymous_projects": 1, "sessions": 1, "invitations": 1, "unverified_accounts": 1, "notices": 1,
            "sign_in_logs": 1, "tasks": 0,
        }  # fmt: skip
        assert Entry.objects.filter(
            act="projects.erase", about=f"project:{stale.pk}", actor="system"
        ).exists()
        assert set(apply().values()) == {0}
        assert not mail.outbox, "nobody is written to at an address they never confirmed"
