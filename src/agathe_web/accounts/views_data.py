"""What a person may take away, and erasing the account."""

from django.contrib import auth
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from agathe_web import clock
from agathe_web.accounts import erasure, forms, perms, sessions
from agathe_web.accounts.views_account import person
from agathe_web.projects import personal
from agathe_web.rights import AgatheRequest, needs

_ERASED = "erased_on"
SHOWN = 25
"""Projects named on the page that asks to confirm; the others are counted."""


@needs(perms.can_manage_own)
@never_cache
@require_safe
def export(request: AgatheRequest) -> HttpResponse:
    """Everything kept about the person, in one JSON file."""
    data = {"made_at": clock.now(), **erasure.personal_data(person(request))}
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="agathe-{clock.today().isoformat()}.json"'
    return response


@needs(perms.can_change_own)
@never_cache
@sensitive_post_parameters("password")
def erase(request: AgatheRequest) -> HttpResponse:
    """What goes and what stays; then erase, with the password."""
    user = person(request)
    form = forms.Confirmed(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if sessions.right_password(request, user, form.cleaned_data["password"]):
            erasure.erase(request.actor, user)
            auth.logout(request)
            request.session[_ERASED] = clock.today().isoformat()
            return redirect("accounts:erased")
        form.refuse()
    fate = personal.fate(user)
    context = {"form": form, "user": user, "fate": fate, "shown": SHOWN}
    return render(request, "accounts/erase.html", context)


@needs(perms.can_sign_in)
@never_cache
@require_safe
def erased(request: AgatheRequest) -> HttpResponse:
    """The account is erased: what happens next."""
    if request.session.pop(_ERASED, None) is None:
        return redirect("home:home")
    return render(request, "accounts/erased.html", {"on": clock.today()})
