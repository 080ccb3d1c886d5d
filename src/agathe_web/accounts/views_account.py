"""The account of a person: who they are here, their address, password and sessions."""

from django.contrib import auth, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from agathe_web.accounts import actions, factor, forms, perms, provider, queries, sessions
from agathe_web.accounts.models import User
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import say


def person(request: AgatheRequest) -> User:
    """Who signed in, for views that ask for it."""
    assert request.actor.user is not None
    return request.actor.user


@needs(perms.can_manage_own)
@never_cache
@require_safe
def account(request: AgatheRequest) -> HttpResponse:
    """What the account says, and all one may do with it."""
    user = person(request)
    context = {
        "user": user,
        "roles": queries.roles_of(user),
        "second_factor": queries.has_second_factor(user),
        "asked_for_factor": factor.needed(user),
        "recovery_left": factor.left(user),
        "may_change": perms.can_change_own(request.actor),
    }
    # The button that signs out may lead to the provider: the policy of the page must let a form go there.
    response = render(request, "accounts/account.html", context)
    response._csp_update = {"form-action": provider.end_session_host()}  # type: ignore[attr-defined]
    return response


@needs(perms.can_change_own)
def details(request: AgatheRequest) -> HttpResponse:
    """Name and language of the e-mails."""
    user = person(request)
    form = forms.Details(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        actions.change_details(request.actor, form.cleaned_data["name"], form.cleaned_data["language"])
        messages.success(request, say("C’est enregistré.", "Saved."))
        return redirect("accounts:account")
    return render(request, "accounts/details.html", {"form": form})


@needs(perms.can_change_own)
@never_cache
@sensitive_post_parameters("password", "new_password")
def password(request: AgatheRequest) -> HttpResponse:
    """Change the password; all other sessions end."""
    user = person(request)
    form = forms.ChangePassword(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if sessions.right_password(request, user, form.cleaned_data["password"]):
            actions.change_password(request.actor, form.cleaned_data["new_password"])
            auth.update_session_auth_hash(request, user)
            messages.success(request, say(
                "Votre mot de passe est changé. Les autres appareils sont déconnectés.",
                "Your password is changed. Other devices are signed out.",
            ))  # fmt: skip
            return redirect("accounts:account")
        form.refuse()
    return render(request, "accounts/password.html", {"form": form, "user": user})


@needs(perms.can_change_own)
@never_cache
@sensitive_post_parameters("password")
def email(request: AgatheRequest) -> HttpResponse:
    """Ask for another address."""
    user = person(request)
    form = forms.ChangeEmail(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if sessions.right_password(request, user, form.cleaned_data["password"]):
            actions.ask_email(request.actor, form.cleaned_data["email"])
            messages.success(request, say(
                "Un lien part vers la nouvelle adresse. Ouvrez-le pour la confirmer.",
                "A link is on its way to the new address. Open it to confirm.",
            ))  # fmt: skip
            return redirect("accounts:account")
        form.refuse()
    return render(request, "accounts/email.html", {"form": form, "user": user})


@needs(perms.can_change_own)
@never_cache
def email_confirm(request: AgatheRequest, token: str) -> HttpResponse:
    """The link sent to the new address: a button, since programs open links before people do."""
    if request.method == "POST":
        if actions.confirm_email(request.actor, token):
            messages.success(request, say("Votre adresse est changée.", "Your address is changed."))
            return redirect("accounts:account")
        return render(request, "accounts/bad_link.html", {"again": address("accounts:email")}, status=410)
    return render(request, "accounts/confirm.html", {"email": person(request).pending_email})


@needs(perms.can_manage_own)
@never_cache
def verify(request: AgatheRequest, token: str) -> HttpResponse:
    """The link that confirms the address: a button, since programs open links before people do."""
    user = person(request)
    if user.verified_at is not None:
        messages.info(request, say("Votre adresse est déjà confirmée.", "Your address is confirmed already."))
        return redirect("accounts:account")
    if request.method == "POST":
        if actions.verify(request.actor, token):
            messages.success(request, say("Votre adresse est confirmée.", "Your address is confirmed."))
            return redirect("accounts:account")
        return render(request, "accounts/bad_link.html", {"again": address("accounts:account")}, status=410)
    return render(request, "accounts/confirm.html", {"email": user.email})


@needs(perms.can_manage_own)
@require_POST
def verify_again(request: AgatheRequest) -> HttpResponse:
    """Send the link that confirms the address again."""
    if actions.send_verification(request.actor):
        messages.success(
            request,
            say("Le lien est parti. Regardez vos courriels.", "The link is on its way. Check your e-mail."),
        )
    else:
        messages.info(request, say(
            "Le lien est déjà parti. Attendez une minute avant d’en demander un autre.",
            "The link left already. Wait a minute before you ask for another one.",
        ))  # fmt: skip
    return redirect("accounts:account")


@needs(perms.can_change_own)
@require_POST
def sign_out_everywhere(request: AgatheRequest) -> HttpResponse:
    """End all sessions, this one included."""
    actions.end_sessions(request.actor, person(request))
    auth.logout(request)
    messages.success(request, say("Tous vos appareils sont déconnectés.", "All your devices are signed out."))
    return redirect("accounts:sign_in")
