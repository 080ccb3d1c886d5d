"""Setting up and removing the second factor."""

import django_otp
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from agathe_web.accounts import factor, forms, perms, queries, sessions
from agathe_web.accounts.views import wrong_code
from agathe_web.accounts.views_account import person
from agathe_web.rights import AgatheRequest, needs
from agathe_web.theme.links import address
from agathe_web.words import say

_CODES, _NEXT = "recovery_codes", "factor_next"


@needs(perms.can_change_own)
@never_cache
@sensitive_post_parameters("code")
def second_factor(request: AgatheRequest) -> HttpResponse:
    """Show the secret, and turn the second factor on by a first code; or say that it is on."""
    user = person(request)
    if next_ := request.GET.get("next"):
        request.session[_NEXT] = sessions.destination(request, next_)
    if queries.has_second_factor(user):
        return render(
            request, "accounts/factor_on.html", {"left": factor.left(user), "needed": factor.needed(user)}
        )
    form = forms.Code(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = factor.confirm(request.actor, form.cleaned_data["code"])
        if done is not None:
            device, request.session[_CODES] = done
            django_otp.login(request, device)
            return redirect("accounts:recovery_codes")
        form.add_error("code", wrong_code(factor.Check()))
    device = factor.waiting(user)
    context = {
        "form": form,
        "picture": factor.picture(device),
        "secret": factor.secret(device),
        "needed": factor.needed(user),
    }
    return render(request, "accounts/factor_setup.html", context)


@needs(perms.can_change_own)
@never_cache
@require_safe
def recovery_codes(request: AgatheRequest) -> HttpResponse:
    """The recovery codes, once."""
    codes = request.session.pop(_CODES, None)
    if codes is None:
        return redirect("accounts:second_factor")
    next_ = request.session.pop(_NEXT, "") or address("accounts:account")
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": next_})


@needs(perms.can_change_own)
@never_cache
@sensitive_post_parameters("password")
def recovery_renew(request: AgatheRequest) -> HttpResponse:
    """Make the recovery codes again, with the password."""
    user = person(request)
    if not queries.has_second_factor(user):
        return redirect("accounts:second_factor")
    form = forms.Confirmed(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if sessions.right_password(request, user, form.cleaned_data["password"]):
            request.session[_CODES] = factor.renew(request.actor)
            return redirect("accounts:recovery_codes")
        form.refuse()
    return render(request, "accounts/factor_password.html", {"form": form, "user": user, "act": "renew"})


@needs(perms.can_change_own)
@never_cache
@sensitive_post_parameters("password")
def factor_remove(request: AgatheRequest) -> HttpResponse:
    """Turn the second factor off, with the password."""
    user = person(request)
    if not queries.has_second_factor(user):
        return redirect("accounts:second_factor")
    form = forms.Confirmed(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if sessions.right_password(request, user, form.cleaned_data["password"]):
            factor.remove(request.actor, user)
            messages.success(request, say(
                "La connexion en deux étapes est retirée.", "Two-step sign-in is turned off."
            ))  # fmt: skip
            return redirect("accounts:account")
        form.refuse()
    return render(request, "accounts/factor_password.html", {"form": form, "user": user, "act": "remove"})
