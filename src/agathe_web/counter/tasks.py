"""E-mails of the counter, sent in the background. They say that something happened and where to read it, never what was written."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import override
from django_tasks import task

from agathe.kernel import Text
from agathe_web.accounts.models import User
from agathe_web.counter.models import Thread
from agathe_web.theme.links import address
from agathe_web.words import language, say

ANSWERED, ASKED_BACK, GIVEN, WRITTEN = "answered", "asked_back", "given", "written"
_SUBJECTS = {
    ANSWERED: Text("Le guichet vous a répondu", "The help desk has answered you"),
    ASKED_BACK: Text("Le guichet vous demande une précision", "The help desk asks you for details"),
    GIVEN: Text("Une question vous est confiée", "A question is given to you"),
    WRITTEN: Text(
        "Nouveau message dans une question que vous suivez", "New message in a question you follow"
    ),
}


@task()
def tell(event: str, thread: int, user: int) -> bool:
    """Write to somebody that something happened in a thread.

    Args:
        event: one of the names above.
        thread: its id.
        user: id of whom to write to.

    Returns:
        Whether an e-mail was sent: not to erased or demonstration accounts, nor about a thread that is gone.
    """
    found = Thread.objects.filter(pk=thread).first()
    reader = User.objects.filter(pk=user, is_active=True, demo=False, erased_at=None).first()
    if found is None or reader is None:
        return False
    with override(reader.language):
        page = "counter:thread" if event in (ANSWERED, ASKED_BACK) else "counter:case"
        subject = f"{_SUBJECTS[event][language()]} – Agathe"
        lines = (
            say("Bonjour,", "Hello,"),
            f"{_SUBJECTS[event][language()]}{say(' :', ':')}\n{say('« {} »', '“{}”').format(found.title)}",
            say("Lisez et répondez sur cette page :", "Read and reply on this page:")
            + f"\n{settings.PUBLIC_URL}{address(page, found.pk)}",
            say(
                "Ce message est automatique. Ne répondez pas à cette adresse.",
                "This message is automatic. Do not reply to this address.",
            ),
        )
    send_mail(" ".join(subject.split()), "\n\n".join(lines) + "\n", None, [reader.email])
    return True
