"""The e-mails of accounts: plain text, in the language of the person, with nothing a stranger could have typed."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import override

from agathe.documents.typography import spaced
from agathe_web.accounts import links
from agathe_web.accounts.models import User
from agathe_web.theme.links import address
from agathe_web.words import language, say

Letter = tuple[str, str]
"""Subject and body."""


def verify(user: User) -> Letter:
    """Is this address yours?"""
    return _letter(
        ("Confirmez votre adresse", "Confirm your address"),
        (
            "Un compte a été demandé sur Agathe avec cette adresse.",
            "An account was asked for on Agathe with this address.",
        ),
        ("Si c’est vous, confirmez qu’elle est à vous :", "If it was you, confirm that it is yours:"),
        _link("accounts:verify", links.VERIFY, user),
        _lasts(links.VERIFY),
        ("Si ce n’est pas vous, ne faites rien.", "If it was not you, do nothing."),
    )


def exists(user: User) -> Letter:
    """Somebody asked for an account you have already."""
    return _letter(
        ("Vous avez déjà un compte", "You already have an account"),
        (
            "Un compte a été demandé sur Agathe avec cette adresse. Vous en avez déjà un.",
            "An account was asked for on Agathe with this address. You already have one.",
        ),
        ("Connectez-vous ici :", "Sign in here:"),
        settings.PUBLIC_URL + address("accounts:sign_in"),
        ("Mot de passe oublié ? Faites-en un autre :", "Forgot your password? Make another one:"),
        settings.PUBLIC_URL + address("accounts:forgotten"),
        (
            "Si ce n’est pas vous, ne faites rien : votre compte n’a pas changé.",
            "If it was not you, do nothing: your account has not changed.",
        ),
    )


def reset(user: User) -> Letter:
    """Choose another password."""
    return _letter(
        ("Choisissez un nouveau mot de passe", "Choose a new password"),
        (
            "Un nouveau mot de passe a été demandé pour votre compte Agathe. Choisissez-le ici :",
            "A new password was asked for your Agathe account. Choose it here:",
        ),
        _link("accounts:reset", links.RESET, user),
        _lasts(links.RESET),
        (
            "Si ce n’est pas vous, ne faites rien : votre mot de passe n’a pas changé.",
            "If it was not you, do nothing: your password has not changed.",
        ),
    )


def email(user: User) -> Letter:
    """Is the new address yours? Sent to the new one."""
    return _letter(
        ("Confirmez votre nouvelle adresse", "Confirm your new address"),
        (
            "Un compte Agathe demande à utiliser cette adresse. Confirmez-la ici :",
            "An Agathe account asks to use this address. Confirm it here:",
        ),
        _link("accounts:email_confirm", links.EMAIL, user),
        _lasts(links.EMAIL),
        ("Si ce n’est pas vous, ne faites rien.", "If it was not you, do nothing."),
    )


def email_asked(user: User) -> Letter:
    """Somebody who is signed in wants another address. Sent to the present one."""
    return _warning(
        ("Changement d’adresse demandé", "Change of address asked for"),
        (
            "Un changement d’adresse a été demandé pour votre compte Agathe.",
            "A change of address was asked for your Agathe account.",
        ),
    )


def email_changed(user: User) -> Letter:
    """The account now has another address. Sent to the one before."""
    return _letter(
        ("L’adresse de votre compte a changé", "The address of your account has changed"),
        (
            "Votre compte Agathe utilise désormais une autre adresse. Celle-ci ne sert plus.",
            "Your Agathe account now uses another address. This one is no longer used.",
        ),
        (
            "Si ce n’est pas vous, écrivez à l’équipe du site, dont l’adresse est ici :",
            "If it was not you, write to the team of the site, whose address is here:",
        ),
        settings.PUBLIC_URL + address("home:about"),
    )


def password(user: User) -> Letter:
    """The password was changed."""
    return _warning(
        ("Votre mot de passe a changé", "Your password has changed"),
        (
            "Le mot de passe de votre compte Agathe vient de changer. Les autres appareils sont déconnectés.",
            "The password of your Agathe account has just changed. Other devices are signed out.",
        ),
    )


def factor_on(user: User) -> Letter:
    """A second factor was set."""
    return _warning(
        ("Connexion en deux étapes activée", "Two-step sign-in turned on"),
        (
            "Votre compte Agathe demande désormais un code à chaque connexion.",
            "Your Agathe account now asks for a code at each sign-in.",
        ),
    )


def factor_off(user: User) -> Letter:
    """The second factor was removed."""
    return _warning(
        ("Connexion en deux étapes retirée", "Two-step sign-in removed"),
        (
            "Votre compte Agathe ne demande plus de code à la connexion.",
            "Your Agathe account no longer asks for a code at sign-in.",
        ),
    )


def erased(user: User) -> Letter:
    """The account was erased. Sent to the address it had."""
    return _letter(
        ("Votre compte est effacé", "Your account is erased"),
        (
            "Votre compte Agathe est effacé, comme demandé. Nous ne gardons ni votre nom ni votre adresse.",
            "Your Agathe account is erased, as asked. We keep neither your name nor your address.",
        ),
    )


LETTERS: dict[str, Callable[[User], Letter]] = {
    one.__name__: one
    for one in (
        verify,
        exists,
        reset,
        email,
        email_asked,
        email_changed,
        password,
        factor_on,
        factor_off,
        erased,
    )
}
"""Every kind of letter, by name."""


def send(kind: str, user: User, to: str = "") -> None:
    """Send a letter to a person, at their address or at another one."""
    with override(user.language):
        subject, body = LETTERS[kind](user)
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [to or user.email]).send()


def _letter(subject: tuple[str, str], *parts: tuple[str, str] | str) -> Letter:
    greeting, ending = say("Bonjour,", "Hello,"), say("L’équipe d’Agathe", "The Agathe team")
    body = [part if isinstance(part, str) else spaced(say(*part), language()) for part in parts]
    return f"Agathe – {say(*subject)}", "\n\n".join([greeting, *body, ending]) + "\n"


def _warning(subject: tuple[str, str], fact: tuple[str, str]) -> Letter:
    """Something changed; and what to do when it was somebody else."""
    return _letter(
        subject,
        fact,
        (
            "Si ce n’est pas vous, choisissez tout de suite un autre mot de passe :",
            "If it was not you, choose another password at once:",
        ),
        settings.PUBLIC_URL + address("accounts:forgotten"),
    )


def _link(name: str, kind: str, user: User) -> str:
    return settings.PUBLIC_URL + address(name, links.token(kind, user))


def _lasts(kind: str) -> tuple[str, str]:
    span: timedelta = links.LASTS[kind]
    if span.days:
        fr, en = ("1 jour", "1 day") if span.days == 1 else (f"{span.days} jours", f"{span.days} days")
    else:
        hours = span.seconds // 3600
        fr, en = f"{hours} heures", f"{hours} hours"
    return f"Ce lien sert une fois, pendant {fr}.", f"This link works once, for {en}."
