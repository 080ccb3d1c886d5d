"""What every operation shares: the language of its messages, and problems where Django would show a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from django.utils.translation.trans_real import parse_accept_lang_header

from agathe.kernel import LANGUAGES, Language, Text
from agathe_web.api.problems import Refusal, brief, invalid, told_problem

View = Callable[..., HttpResponse]


def asked_language(request: HttpRequest) -> Language:
    """The language asked for by ``lang``, else by the browser; French without a wish. Cookies do not count.

    Raises:
        Refusal: a language we do not speak.
    """
    wanted = request.GET.get("lang")
    if wanted is None:
        return preferred_language(request)
    for language in LANGUAGES:
        if wanted == language:
            return language
    raise invalid(
        "query.lang",
        f"il faut fr ou en, pas « {brief(wanted)} »",
        f"fr or en is expected, not “{brief(wanted)}”",
    )


def preferred_language(request: HttpRequest) -> Language:
    """The first of our languages in ``Accept-Language``."""
    for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        for language in LANGUAGES:
            if code.split("-")[0] == language:
                return language
    return "fr"


def spoken(view: View) -> View:
    """Serve a view in the language asked for, and tell what it refuses as a problem."""

    @wraps(view)
    def serve(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            language = asked_language(request)
        except Refusal as refusal:
            with override(preferred_language(request)):
                return told_problem(refusal)
        with override(language):
            try:
                response = view(request, **parts)
            except Refusal as refusal:
                response = told_problem(refusal)
            if isinstance(response, HttpResponseNotAllowed):
                response = _not_allowed(response.headers["Allow"])
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return serve


def _not_allowed(methods: str) -> HttpResponse:
    """The same refusal, as a problem."""
    return told_problem(
        Refusal(
            "method",
            Text(f"Cette adresse accepte : {methods}.", f"This address accepts: {methods}."),
            headers={"Allow": methods},
        )
    )
