"""Signing up, in and out, and choosing another password when it is forgotten."""

from datetime import timedelta

from axes.helpers import get_cool_off
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from agathe_web import clock
from agathe_web.accounts import actions, factor, forms, links, perms, provider, sessions, tasks
from agathe_web.accounts.models import User
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import language, say

_SIGNED_UP = "signed_up"
"""Key of the session that keeps the address of whoever just asked for an account."""


@needs(perms.can_sign_in)
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: AgatheRequest) -> HttpResponse:
    """Sign in with an address and a password, or with the provider."""
    next_ = sessions.destination(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.actor.user is not None:
        return redirect(next_)
    first = {"next": next_, "email": request.session.get(_SIGNED_UP, "")}
    form = forms.SignIn(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        user = auth.authenticate(
            request, email=form.cleaned_data["email"], password=form.cleaned_data["password"]
        )
        if isinstance(user, User):
            request.session.pop(_SIGNED_UP, None)
            go = sessions.begin(request, user, next_)
            _remind(request, user)
            return redirect(go)
        form.add_error(None, say(
            "Adresse ou mot de passe inconnus. Vérifiez-les, ou choisissez un autre mot de passe.",
            "Unknown address or password. Check them, or choose another password.",
        ))  # fmt: skip
    context = {"form": form, "next": next_, "provider": provider.label()}
    return render(request, "accounts/sign_in.html", context)


def _remind(request: HttpRequest, user: User) -> None:
    if user.verified_at is None:
        messages.warning(request, say(
            "Votre adresse n’est pas encore confirmée. Ouvrez le lien reçu par courriel, ou demandez-en un autre dans votre compte.",
            "Your address is not confirmed yet. Open the link we sent, or ask for another one in your account.",
        ))  # fmt: skip


@needs(perms.can_sign_in)
@never_cache
@sensitive_post_parameters("code")
def second_step(request: AgatheRequest) -> HttpResponse:
    """The code, after the password."""
    pending = sessions.pending(request)
    if pending is None:
        if request.actor.user is None:
            messages.info(request, say("Reprenez la connexion depuis le début.", "Start signing in again."))
        return redirect("accounts:sign_in")
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid() and not sessions.locked(request, pending.user):
        found = factor.check(pending.user, form.cleaned_data["code"])
        if found.device is not None:
            sessions.open_session(request, pending.user, found.device)
            return redirect(pending.next)
        sessions.count_failure(request, pending.user)
        form.add_error("code", wrong_code(found))
    return render(request, "accounts/second_step.html", {"form": form})


def wrong_code(found: factor.Check) -> str:
    """What to do after a code that was not accepted."""
    if found.wait:
        more = "s" if found.wait > 1 else ""
        return say(
            f"Attendez {found.wait} seconde{more}, puis écrivez le code affiché.",
            f"Wait {found.wait} second{more}, then enter the code shown.",
        )
    return say(
        "Ce code ne convient pas. Écrivez celui que l’application affiche maintenant.",
        "This code does not work. Enter the one the application shows now.",
    )


@needs(perms.can_sign_in)
@require_POST
def sign_out(request: AgatheRequest) -> HttpResponse:
    """End the session, at the provider too."""
    if request.actor.user is None:  # a visitor's session holds projects: it stays
        return redirect("home:home")
    elsewhere = provider.end_session(request.session.get(provider.ID_TOKEN))
    auth.logout(request)
    if elsewhere:
        return redirect(elsewhere)
    messages.success(request, say("Votre session est fermée.", "You are signed out."))
    return redirect("home:home")


@needs(perms.can_sign_in)
@never_cache
@sensitive_post_parameters("password")
def sign_up(request: AgatheRequest) -> HttpResponse:
    """Ask for an account."""
    next_ = sessions.destination(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.actor.user is not None:
        return redirect(next_)
    form = forms.SignUp(request.POST or None, initial={"next": next_})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        actions.sign_up(asked["email"], asked["password"], asked["name"], language())
        request.session[_SIGNED_UP] = asked["email"]
        return redirect(address("accounts:sign_up_done", next=next_))
    return render(
        request, "accounts/sign_up.html", {"form": form, "next": next_, "provider": provider.label()}
    )


@needs(perms.can_sign_in)
@never_cache
@require_safe
def sign_up_done(request: AgatheRequest) -> HttpResponse:
    """What happens next; the same page whether or not the address had an account."""
    next_ = sessions.destination(request, request.GET.get("next", ""))
    email = request.session.get(_SIGNED_UP, "")
    return render(request, "accounts/sign_up_done.html", {"email": email, "next": next_})


@needs(perms.can_sign_in)
@never_cache
def forgotten(request: AgatheRequest) -> HttpResponse:
    """Ask for a link to choose another password."""
    form = forms.Forgotten(
        request.POST or None, initial={"email": request.actor.user.email if request.actor.user else ""}
    )
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if tasks.once(links.RESET, email):
            tasks.send_reset.enqueue(email)
        return redirect("accounts:forgotten_done")
    return render(request, "accounts/forgotten.html", {"form": form})


@needs(perms.can_sign_in)
@require_safe
def forgotten_done(request: AgatheRequest) -> HttpResponse:
    """What happens next; the same page whether or not the address has an account."""
    return render(request, "accounts/forgotten_done.html")


@needs(perms.can_sign_in)
@never_cache
@sensitive_post_parameters("new_password")
def reset(request: AgatheRequest, token: str) -> HttpResponse:
    """Choose another password by the link received."""
    user = links.holder(links.RESET, token)
    if user is None or user.demo:
        return render(request, "accounts/bad_link.html", {"again": address("accounts:forgotten")}, status=410)
    form = forms.NewPassword(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if actions.reset_password(token, form.cleaned_data["new_password"]) is None:
            return render(
                request, "accounts/bad_link.html", {"again": address("accounts:forgotten")}, status=410
            )
        messages.success(request, say(
            "Votre mot de passe est changé. Connectez-vous.", "Your password is changed. Sign in."
        ))  # fmt: skip
        return redirect("accounts:sign_in")
    return render(request, "accounts/reset.html", {"form": form, "user": user})


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong passwords or codes: say when to try again."""
    wait = get_cool_off(request) or timedelta(minutes=15)
    context = {"again": clock.now() + wait, "minutes": round(wait.total_seconds() / 60)}
    response = render(request, "accounts/locked_out.html", context, status=429)
    response["Retry-After"] = str(round(wait.total_seconds()))
    return response
