"""The Jinja environment of all pages: what a template may call beside its context."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

import jinja2
from django.conf import settings
from django.contrib import messages
from django.templatetags.static import static
from django.utils import timezone
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from agathe.documents import figures
from agathe.documents.typography import is_web, spaced
from agathe.kernel import LANGUAGES, Language, Text
from agathe.rules.citation import cite
from agathe.rules.prose import show_date, show_number
from agathe_web import engines
from agathe_web.theme.links import spoken_address
from agathe_web.theme.plain import paragraphs
from agathe_web.words import language


class Bilingual(jinja2.Environment):
    """Two environments, one a language: a page asks once which language it is in, not at each of its sentences."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._spoken = {code: _spoken(code, options) for code in LANGUAGES}

    def get_template(self, *args: Any, **options: Any) -> jinja2.Template:
        """A template in the language of the page."""
        return self._spoken[language()].get_template(*args, **options)

    def from_string(self, *args: Any, **options: Any) -> jinja2.Template:
        """A template in the language of the page."""
        return self._spoken[language()].from_string(*args, **options)


def environment(**options: Any) -> jinja2.Environment:
    """The environment, as Django asks for it."""
    return Bilingual(**options)


def _spoken(code: Language, options: Mapping[str, Any]) -> jinja2.Environment:
    env = jinja2.Environment(
        **{**options, "undefined": jinja2.StrictUndefined, "extensions": ["jinja2.ext.do"]}, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    env.globals.update(
        t=partial(translated, code), url=partial(spoken_address, code), static=static, lang=lambda: code, settings=settings,
        knowledge=engines.knowledge, other_language=other_language, messages=messages.get_messages,
    )  # fmt: skip
    spoken: dict[str, Callable[..., Any]] = {
        "said": said, "day": day, "moment": moment, "month": month, "number": number, "money": money, "percent": percent, "chance": chance,
        "weeks": weeks, "cite": cited, "short": short,
    }  # fmt: skip
    env.filters.update({name: partial(act, code) for name, act in spoken.items()})
    env.filters.update(host=host, web=is_web, iso=iso, paragraphs=paragraphs, upfirst=upfirst)
    return env


def translated(code: Language, fr: str, en: str, *values: Any) -> Markup:
    """One of two sentences, spaced as its language asks; ``{0}`` stands for a value, escaped.

    The sentences are written in templates and may hold markup; the values never do.
    """
    text = _sentence(fr if code == "fr" else en, code)
    return text.format(*values) if values else text


def said(code: Language, text: Text | str | None) -> Markup:
    """A text of the knowledge base in the language of the page, spaced."""
    if text is None:
        return Markup("")
    return _shown(text[code] if isinstance(text, Text) else str(text), code)


@lru_cache(maxsize=8192)
def _sentence(text: str, code: Language) -> Markup:
    """Spaced; kept, since pages say the same sentences over and over."""
    return Markup(spaced(text, code))


@lru_cache(maxsize=8192)
def _shown(text: str, code: Language) -> Markup:
    return escape(spaced(text, code))


def day(code: Language, value: date | None) -> Markup:
    """A date in words: ``<time datetime="2026-12-04">4 décembre 2026</time>``."""
    if value is None:
        return Markup("")
    shown = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return Markup('<time datetime="{}">{}</time>').format(shown.isoformat(), show_date(shown, code))


def moment(code: Language, value: datetime) -> Markup:
    """A date and an hour in Paris."""
    local = timezone.localtime(value)
    hour = f"{local:%H}\u00a0h\u00a0{local:%M}" if code == "fr" else f"{local:%H:%M}"
    text = f"{show_date(local.date(), code)}, {hour}"
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="minutes"), text)


_MONTHS = {
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(),
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(),
}


def month(code: Language, value: date | None) -> Markup:
    """A month and its year, for estimates: ``avr. 2029``."""
    if value is None:
        return Markup("")
    text = f"{_MONTHS[code][value.month - 1]} {value.year}"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat()[:7], text)


def upfirst(text: str) -> Markup:
    """A text with a capital first letter."""
    shown = escape(text)
    return shown[:1].upper() + shown[1:]


def iso(value: date) -> str:
    """A date as the attributes of a form want it."""
    return value.isoformat()


def number(code: Language, value: float) -> str:
    """A number with the separators of the language."""
    return show_number(value, code)


def short(code: Language, value: float) -> str:
    """A number to one decimal at most."""
    return figures.short_number(value, code)


def money(code: Language, euros: float, simulated: bool = False) -> str:
    """An amount in euros."""
    return figures.money(euros, code, simulated=simulated)


def percent(code: Language, share: float) -> str:
    """A share from 0 to 1."""
    return figures.percent(share, code)


def chance(code: Language, probability: float) -> str:
    """A probability in words."""
    return figures.chance(probability, code)


def weeks(code: Language, span: tuple[float, float] | tuple[float, float, float]) -> str:
    """A duration in weeks: lowest and highest."""
    return figures.weeks(span[0], span[-1], code)


def cited(code: Language, reference: str) -> str:
    """A legal reference in the language of the page."""
    return cite(reference, code)


def host(url: str) -> str:
    """Name of the site of an address."""
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")


@pass_context
def other_language(context: Context) -> dict[str, str]:
    """Where this page stands in the other language: ``code``, ``name``, ``url``."""
    code, name = ("en", "English") if language() == "fr" else ("fr", "Français")
    request = context.get("request")
    path = request.get_full_path() if request is not None else "/"
    return {"code": code, "name": name, "url": in_language(path, code)}


def in_language(path: str, code: str) -> str:
    """The address of a page in another language: ``/en`` before it for English, nothing for French.

    The addresses of the API have no language of their own and take ``?lang=``.
    """
    if path.startswith("/api/"):
        return f"{path.partition('?')[0]}?lang={code}"
    bare = path[3:] if path.startswith("/en/") else path
    return f"/en{bare}" if code == "en" else bare
