"""Who works on a project: roles, invitations, the link that only reads."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from agathe_web.accounts.models import User
from agathe_web.journal.models import Entry
from agathe_web.projects import members
from agathe_web.projects.actions import start
from agathe_web.projects.models import EDITOR, OWNER, READER, Invitation, Membership, Project
from agathe_web.rights import VISITED, Actor

People = Callable[..., User]
Clients = Callable[[User], Client]


def owner_of(project: Project) -> User:
    found = project.memberships.get(role=OWNER).user
    assert isinstance(found, User)
    return found


def joined(project: Project, user: User, role: str) -> Membership:
    return Membership.objects.create(project=project, user=user, role=role)


def invited(project: Project, email: str, role: str = EDITOR) -> str:
    """Invite somebody; the path of the link in the e-mail."""
    mail.outbox.clear()
    members.invite(Actor(owner_of(project)), project, email, role)
    return link_in(mail.outbox[-1].body)


def link_in(body: str) -> str:
    found = re.search(r"http://localhost:8000(\S*/invitation/\w+/)", body)
    assert found, body
    return found[1]


# ---------------------------------------------------------------------- rights


@pytest.mark.parametrize(
    ("role", "page", "invites", "changes"),
    [(OWNER, 200, 303, 303), (EDITOR, 200, 404, 404), (READER, 200, 404, 404), (None, 404, 404, 404)],
)
def test_what_each_role_may_do(
    project: Project,
    person: People,
    client_of: Clients,
    role: str | None,
    page: int,
    invites: int,
    changes: int,
) -> None:
    user, other = person("nour"), person("other")
    if role:
        joined(project, user, role)
    target = joined(project, other, READER)
    client, base = client_of(user), f"/projet/{project.pk}"
    assert client.get(f"{base}/partager/").status_code == page
    assert (
        client.post(f"{base}/partager/", {"email": "new@example.org", "role": EDITOR}).status_code == invites
    )
    assert client.post(f"{base}/membres/{target.pk}/role/", {"role": EDITOR}).status_code == changes
    assert client.post(f"{base}/lien/", {"act": "make"}).status_code == changes
    assert client.post(f"{base}/membres/{target.pk}/retirer/").status_code == changes
    assert project.memberships.filter(user=other).exists() is (role != OWNER)


@pytest.mark.parametrize("role", [EDITOR, READER, None])
def test_actions_check_the_right_themselves(project: Project, person: People, role: str | None) -> None:
    user, other = person("nour"), person("other")
    if role:
        joined(project, user, role)
    target, actor = joined(project, other, READER), Actor(user)
    sent = members.invite(Actor(owner_of(project)), project, "someone@example.org", READER)
    acts: list[Callable[[], Any]] = [
        lambda: members.change_role(actor, target, OWNER),
        lambda: members.remove(actor, target),
        lambda: members.invite(actor, project, "x@example.org", READER),
        lambda: members.resend(actor, sent),
        lambda: members.cancel(actor, sent),
        lambda: members.make_link(actor, project),
        lambda: members.revoke_link(actor, project),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


def test_a_member_of_another_project_cannot_be_touched(
    project: Project, person: People, client_of: Clients
) -> None:
    other = start(Actor(person("other")), name="Autre projet")
    foreign = other.memberships.get()
    client = client_of(owner_of(project))
    assert client.post(f"/projet/{project.pk}/membres/{foreign.pk}/retirer/").status_code == 404
    assert (
        client.post(f"/projet/{project.pk}/membres/{foreign.pk}/role/", {"role": READER}).status_code == 404
    )
    assert other.memberships.get().role == OWNER


# ---------------------------------------------------------------------- roles


def test_a_project_never_loses_its_last_owner(project: Project, person: People, client_of: Clients) -> None:
    owner, nour = owner_of(project), person("nour")
    mine, hers = project.memberships.get(user=owner), joined(project, nour, EDITOR)
    client = client_of(owner)
    page = client.post(f"/projet/{project.pk}/membres/{mine.pk}/role/", {"role": READER})
    assert page.status_code == 422
    assert "garde toujours un propriétaire" in page.content.decode()
    client.post(f"/projet/{project.pk}/quitter/")
    client.post(f"/projet/{project.pk}/membres/{mine.pk}/retirer/")
    assert project.memberships.get(user=owner).role == OWNER
    client.post(f"/projet/{project.pk}/membres/{hers.pk}/role/", {"role": OWNER})
    assert client.post(f"/projet/{project.pk}/quitter/").status_code == 303
    assert [one.user for one in project.memberships.all()] == [nour]
    assert client.get(f"/projet/{project.pk}/partager/").status_code == 404


def test_removing_asks_first_and_the_journal_notes_it(
    project: Project, person: People, client_of: Clients
) -> None:
    hers = joined(project, person("nour"), EDITOR)
    client, path = client_of(owner_of(project)), f"/projet/{project.pk}/membres/{hers.pk}/retirer/"
    assert "Retirer Nour du projet" in client.get(path).content.decode()
    assert project.memberships.count() == 2
    client.post(path)
    assert project.memberships.count() == 1
    entry = Entry.objects.get(act="projects.remove")
    assert entry.about == f"project:{project.pk}"
    assert "nour" not in str(entry.data)


def test_an_unknown_role_changes_nothing(project: Project, person: People, client_of: Clients) -> None:
    hers = joined(project, person("nour"), READER)
    page = client_of(owner_of(project)).post(f"/projet/{project.pk}/membres/{hers.pk}/role/", {"role": "god"})
    assert page.status_code == 422
    assert project.memberships.get(pk=hers.pk).role == READER


# ---------------------------------------------------------------------- invitations


def test_an_invitation_is_accepted_by_the_verified_address_alone(
    project: Project, person: People, client_of: Clients
) -> None:
    path = invited(project, "Nour@Example.org")
    nour, other = person("nour", verified_at=timezone.now()), person("other", verified_at=timezone.now())
    visitor = Client().get(path).content.decode()
    assert "Connectez-vous avec l’adresse invitée" in visitor
    assert "nour@example.org" not in visitor
    wrong = client_of(other)
    assert "pour une autre adresse" in wrong.get(path).content.decode()
    assert wrong.post(path).status_code == 200
    assert project.memberships.count() == 1
    client = client_of(nour)
    assert "Accepter l’invitation" in client.get(path).content.decode()
    assert project.memberships.count() == 1
    assert client.post(path).url == f"/projet/{project.pk}/"  # type: ignore[attr-defined]
    assert project.memberships.get(user=nour).role == EDITOR
    assert client.post(path).url == f"/projet/{project.pk}/"  # type: ignore[attr-defined]
    assert project.memberships.filter(user=nour).count() == 1


def test_an_unverified_address_is_told_to_confirm_it(
    project: Project, person: People, client_of: Clients
) -> None:
    path = invited(project, "nour@example.org")
    client = client_of(person("nour"))
    assert "Confirmez d’abord votre adresse" in client.get(path).content.decode()
    client.post(path)
    assert project.memberships.count() == 1


def test_an_invitation_ends_after_two_weeks_or_once_used(
    project: Project, person: People, client_of: Clients
) -> None:
    path = invited(project, "nour@example.org")
    nour = person("nour", verified_at=timezone.now())
    client = client_of(nour)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    page = client.get(path)
    assert page.status_code == 410
    assert "renvoyer l’invitation" in page.content.decode()
    assert client.post(path).status_code == 410
    Invitation.objects.update(expires_at=timezone.now() + members.VALID)
    client.post(path)
    project.memberships.filter(user=nour).delete()
    assert (
        client.post(path).status_code == 410
    )  # a link that served once does not bring back whoever was removed
    assert client.get("/invitation/0123456789/").status_code == 404


def test_sending_again_replaces_the_link_and_cancelling_ends_it(
    project: Project, person: People, client_of: Clients
) -> None:
    first = invited(project, "nour@example.org")
    client, sent = client_of(owner_of(project)), Invitation.objects.get()
    client.post(f"/projet/{project.pk}/invitations/{sent.pk}/renvoyer/")
    second = link_in(mail.outbox[-1].body)
    nour = client_of(person("nour", verified_at=timezone.now()))
    assert nour.get(first).status_code == 410
    assert nour.get(second).status_code == 200
    again = Invitation.objects.get(outcome="")
    client.post(f"/projet/{project.pk}/invitations/{again.pk}/annuler/")
    assert nour.post(second).status_code == 410
    assert not Invitation.objects.exclude(email="").exists()


def test_the_secret_is_in_the_email_alone(project: Project) -> None:
    path = invited(project, "nour@example.org")
    secret = path.split("/")[-2]
    sent = Invitation.objects.get()
    assert secret not in (sent.digest, str(sent.__dict__))
    assert not Entry.objects.filter(data__icontains=secret).exists()
    assert not Entry.objects.filter(data__icontains="nour").exists()
    assert len(mail.outbox) == 1
    assert mail.outbox[0].to == ["nour@example.org"]


def test_the_email_speaks_the_language_of_the_recipient(project: Project, person: People) -> None:
    person("nour", language="en")
    path = invited(project, "nour@example.org")
    assert path.startswith("/en/invitation/")
    assert mail.outbox[0].subject.startswith("Invitation to work on")
    project.name = "Deux\nlignes: Bcc: x@example.org"
    project.save()
    invited(project, "else@example.org")
    assert "\n" not in mail.outbox[0].subject


def test_invitations_are_limited(
    project: Project, person: People, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MOST_OPEN", 2)
    client, path = client_of(owner_of(project)), f"/projet/{project.pk}/partager/"

    def send(name: str) -> tuple[int, str]:
        page = client.post(path, {"email": f"{name}@example.org", "role": READER})
        return page.status_code, page.content.decode()

    assert send("one")[0] == send("two")[0] == 303
    status, text = send("three")
    assert (status, "Annulez-en une" in text) == (422, True)
    monkeypatch.setattr(members, "MOST_OPEN", 20)
    monkeypatch.setattr(members, "MOST_A_DAY", 3)
    assert send("three")[0] == 303
    status, text = send("four")
    assert (status, "Réessayez demain" in text) == (422, True)
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=2))
    assert send("four")[0] == 303
    assert "attend déjà la réponse" in send("four")[1]
    assert "est déjà membre" in send("agathe")[1]
    assert Invitation.objects.count() == len(mail.outbox) == 4


def test_a_visitor_cannot_invite(db: None) -> None:
    project = start(Actor())
    actor = Actor(None, frozenset([project.pk]))
    with pytest.raises(PermissionDenied):
        members.invite(actor, project, "x@example.org", READER)
    client = Client()
    session = client.session
    session[VISITED] = [project.pk]
    session.save()
    assert "Se connecter ou créer un compte" in client.get(f"/projet/{project.pk}/partager/").content.decode()
    assert (
        client.post(f"/projet/{project.pk}/partager/", {"email": "x@example.org", "role": READER}).status_code
        == 404
    )


# ---------------------------------------------------------------------- link


def test_the_read_only_link_opens_the_roadmap_until_it_is_revoked(
    project: Project, client_of: Clients
) -> None:
    owner = client_of(owner_of(project))
    owner.post(f"/projet/{project.pk}/lien/", {"act": "make"})
    project.refresh_from_db()
    key, visitor = project.share_key, Client()
    assert visitor.get(f"/projet/{project.pk}/").status_code == 404
    assert visitor.get(f"/partage/{key}/").url == f"/projet/{project.pk}/"  # type: ignore[attr-defined]
    assert visitor.get(f"/projet/{project.pk}/").status_code == 200
    for hidden in ("partager", "historique", "effacer"):
        assert visitor.get(f"/projet/{project.pk}/{hidden}/").status_code == 404
    owner.post(f"/projet/{project.pk}/lien/", {"act": "make"})
    project.refresh_from_db()
    assert project.share_key == key  # making it twice keeps the one people have
    assert "fonctionnera plus" in owner.get(f"/projet/{project.pk}/lien/?act=renew").content.decode()
    owner.post(f"/projet/{project.pk}/lien/", {"act": "renew"})
    assert visitor.get(f"/projet/{project.pk}/").status_code == 404
    assert visitor.get(f"/partage/{key}/").status_code == 404
    owner.post(f"/projet/{project.pk}/lien/", {"act": "revoke"})
    project.refresh_from_db()
    assert project.share_key == ""


def test_names_with_markup_are_shown_as_text(person: People, client_of: Clients) -> None:
    user = person("agathe")
    project = start(Actor(user), name="<script>alert(1)</script>")
    joined(project, User.objects.create_user("x@example.org", name="<b>x</b>"), READER)
    text = client_of(user).get(f"/projet/{project.pk}/partager/").content.decode()
    assert "<script>alert" not in text
    assert "<b>x</b>" not in text
