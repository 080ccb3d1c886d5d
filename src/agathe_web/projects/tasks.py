"""Work of projects that nobody waits for: e-mails, the law watch."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from agathe.rules.prose import show_date
from agathe_web import clock
from agathe_web.accounts.models import User
from agathe_web.projects.models import MEMBER_ROLES, Invitation, Membership, Notice
from agathe_web.theme.links import address
from agathe_web.words import language, say

SHOWN = 5
"""Changes of a project told in an e-mail; the page has the others."""


@task()
def mail_invitation(invitation: int) -> bool:
    """Send the e-mail of an invitation, in the language of whoever is invited when it is known."""
    from agathe_web.projects.members import secret_of  # members orders this task

    found = (
        Invitation.objects.select_related("project", "invited_by").filter(pk=invitation, outcome="").first()
    )
    if found is None:
        return False
    known = User.objects.filter(email=found.email, is_active=True).first()
    with override((known or found.invited_by).language):
        name = _line(found.project.name) or say("un projet", "a project")
        host, role = _line(str(found.invited_by)), str(MEMBER_ROLES[found.role]).lower()
        subject = say(f"Invitation à travailler sur « {name} »", f"Invitation to work on “{name}”")
        last = show_date(timezone.localtime(found.expires_at).date(), language())
        body = "\n\n".join((
            say("Bonjour,", "Hello,"),
            say(f"{host} vous invite à travailler sur le projet « {name} » dans Agathe, avec le rôle : {role}.",
                f"{host} invites you to work on the project “{name}” in Agathe, as: {role}."),
            say("Pour accepter, ouvrez ce lien et connectez-vous avec cette adresse :",
                "To accept, open this link and sign in with this address:"),
            link("projects:accept", secret_of(found)),
            say(f"Le lien fonctionne jusqu'au {last}. Si vous n'attendiez pas cette invitation, ne faites rien : elle s'éteindra seule.",
                f"The link works until {last}. If you did not expect this invitation, do nothing: it will lapse by itself."),
        ))  # fmt: skip
    EmailMessage(subject, body + "\n", to=[found.email]).send()
    return True


@task()
def mail_notices(person: int, notices: list[int]) -> bool:
    """Send a person one e-mail about some notices of their projects, unless they want none."""
    user = User.objects.filter(pk=person, is_active=True, verified_at__isnull=False).first()
    wanted = Membership.objects.filter(user=user, mailed=True).values_list("project_id", flat=True)
    found = Notice.objects.select_related("project").filter(pk__in=notices, project__in=wanted).order_by("pk")
    if user is None or not found:
        return False
    with override(user.language):
        projects = {notice.project_id: _name(notice) for notice in found}
        count, first = len(projects), next(iter(projects.values()))
        subject = (
            say(f"Veille du droit : ce qui change pour « {first} »", f"Law watch: what changes for “{first}”")
            if count == 1
            else say(f"Veille du droit : ce qui change pour {count} projets", f"Law watch: what changes for {count} projects")
        )  # fmt: skip
        parts = [say("Bonjour,", "Hello,"), *(_told(notice) for notice in found)]
        parts.append(
            say("Information générale, tirée de textes datés et sourcés ; ce n'est pas un avis juridique.",
                "General information, drawn from dated and sourced texts; it is not legal advice.")
            + "\n" + say("Choisir les courriels reçus : ", "Choose the e-mails you receive: ") + link("projects:mail")
        )  # fmt: skip
    EmailMessage(subject, "\n\n".join(parts) + "\n", to=[user.email]).send()
    return True


@task()
def watch_all(day: str = "") -> dict[str, int]:
    """The law watch of all projects, up to a day (today when none is given)."""
    from agathe_web.projects import watching  # watching orders tasks of this module

    return watching.watch_all(date.fromisoformat(day) if day else clock.today()).plain()


def link(name: str, *parts: object) -> str:
    """Address of a page as an e-mail writes it."""
    return settings.PUBLIC_URL + address(name, *parts)


def _told(notice: Notice) -> str:
    code = language()
    lines = [_name(notice), "-" * min(60, len(_name(notice)))]
    changes = notice.changes["changes"]
    for change in changes[:SHOWN]:
        states = f"{change['before_text'][code]} → {change['after_text'][code]}"
        lines.append(f"* {change['title'][code]}" + say(" : ", ": ") + states)
        if change["causes"]:
            lines.append("  " + say("Pourquoi : ", "Why: ") + change["causes"][0]["text"][code])
    if len(changes) > SHOWN:
        left = len(changes) - SHOWN
        lines.append(say(f"et {left} de plus sur la page.", f"and {left} more on the page."))
    if notice.changes["answers"]:
        lines.append(say("* Des réponses sont à revoir.", "* Some answers are to be looked at again."))
    lines.append(
        say("Ce qui change, pourquoi et que faire : ", "What changes, why and what to do: ")
        + link("projects:notice", notice.pk)
    )
    return "\n".join(lines)


def _name(notice: Notice) -> str:
    return _line(notice.project.name) or say("Projet sans nom", "Unnamed project")


def _line(text: str) -> str:
    """A text a person typed, on one line: a subject has no second one."""
    return " ".join(text.split())[:120]
