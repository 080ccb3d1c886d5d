"""E-mails about requests for contact, sent in the background."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import override
from django_tasks import task

from agathe.kernel import Text
from agathe_web.accounts.models import User
from agathe_web.community.models import ContactRequest
from agathe_web.theme.links import address
from agathe_web.words import language, say

ASKED, ACCEPTED, DECLINED = "asked", "accepted", "declined"
_SUBJECTS = {
    ASKED: Text("Demande de contact pour votre projet", "Contact request for your project"),
    ACCEPTED: Text("Votre demande de contact est acceptée", "Your contact request is accepted"),
    DECLINED: Text("Votre demande de contact est déclinée", "Your contact request is declined"),
}


@task()
def tell(event: str, request: int, user: int) -> bool:
    """Write to somebody about a request for contact. No address is in the e-mail: the page shows it to whom it is due.

    Args:
        event: one of the names above.
        request: id of the request.
        user: id of whom to write to.

    Returns:
        Whether an e-mail was sent: not to erased or demonstration accounts, nor about a request that is gone.
    """
    found = ContactRequest.objects.select_related("listing").filter(pk=request).first()
    reader = User.objects.filter(pk=user, is_active=True, demo=False, erased_at=None).first()
    if found is None or reader is None:
        return False
    with override(reader.language):
        lines = (
            say("Bonjour,", "Hello,"),
            f"{_SUBJECTS[event][language()]}{say(' :', ':')} {found.listing.name}",
            say("Lisez-la sur cette page :", "Read it on this page:")
            + f"\n{settings.PUBLIC_URL}{address('community:request', found.pk)}",
            say("Ce message est automatique. Ne répondez pas à cette adresse.",
                "This message is automatic. Do not reply to this address."),
        )  # fmt: skip
        subject = f"{_SUBJECTS[event][language()]} – Agathe"
    send_mail(subject, "\n\n".join(lines) + "\n", None, [reader.email])
    return True
