"""Going to the identity provider and coming back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from mozilla_django_oidc.views import OIDCAuthenticationRequestView

from agathe_web.accounts import perms, provider, sessions
from agathe_web.rights import AgatheRequest, needs
from agathe_web.words import language, say

_LANGUAGE, _STATES, _NEXT = "provider_language", "oidc_states", "oidc_login_next"


@needs(perms.can_sign_in)
@never_cache
@require_safe
def start(request: AgatheRequest) -> HttpResponse:
    """Go to the provider."""
    if not provider.enabled():
        raise Http404
    request.session[_LANGUAGE] = language()
    with override("fr"):  # one address to come back to, since it is registered at the provider
        response: HttpResponse = OIDCAuthenticationRequestView.as_view()(request)
    return response


@needs(perms.can_sign_in)
@never_cache
@require_safe
def come_back(request: AgatheRequest) -> HttpResponse:
    """Come back from the provider: open the session, or say why not."""
    if not provider.enabled():
        raise Http404
    spoken = request.session.pop(_LANGUAGE, "fr")
    next_ = request.session.pop(_NEXT, None) or ""
    state = request.session.get(_STATES, {}).pop(request.GET.get("state", ""), None)
    request.session.modified = True
    with override(spoken):
        if state is None or request.GET.get("error"):
            return _refused(request, "failed")
        try:
            with override("fr"):
                user = provider.identify(request, state["nonce"], state.get("code_verifier"), spoken)
        except provider.RefusedError as refusal:
            return _refused(request, refusal.reason)
        request.session.pop(_STATES, None)
        return redirect(sessions.begin(request, user, sessions.destination(request, next_)))


def _refused(request: AgatheRequest, reason: str) -> HttpResponse:
    request.session.pop(provider.ID_TOKEN, None)
    words = {
        "unverified": say(
            "Le fournisseur ne dit pas que votre adresse est vérifiée. Connectez-vous avec un mot de passe.",
            "The provider does not say that your address is verified. Sign in with a password.",
        ),
        "closed": say(
            "Ce compte est fermé. Écrivez à l’équipe du site.",
            "This account is closed. Write to the team of the site.",
        ),
        "other": say(
            "Ce compte est lié à une autre identité chez ce fournisseur. Connectez-vous avec un mot de passe.",
            "This account is linked to another identity at this provider. Sign in with a password.",
        ),
        "failed": say(
            "La connexion avec le fournisseur n’a pas abouti. Recommencez, ou utilisez un mot de passe.",
            "Signing in with the provider did not succeed. Try again, or use a password.",
        ),
    }
    messages.error(request, words[reason])
    return redirect("accounts:sign_in")
