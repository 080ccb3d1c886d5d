"""Forms of accounts."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from agathe.kernel import visible
from agathe_web.accounts.models import User
from agathe_web.words import said

LONGEST = 200
"""Longest password: hashing a longer one would only cost time."""
_PASSWORD_HELP = said(
    "12 caractères au moins. Une phrase convient bien.",
    "At least 12 characters. A sentence does well.",
)


class Email(forms.EmailField):
    """An address, in lower case."""

    default_error_messages = {
        "required": said("Écrivez votre adresse électronique", "Enter your e-mail address"),
        "invalid": said(
            "Écrivez une adresse complète, par exemple nom@exemple.fr",
            "Enter a complete address, for example name@example.org",
        ),
    }

    def __init__(self, autocomplete: str = "email", **options: Any) -> None:
        options.setdefault("label", said("Adresse électronique", "E-mail address"))
        widget = forms.EmailInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"})
        super().__init__(max_length=254, widget=widget, **options)

    def clean(self, value: Any) -> Any:
        """Case says nothing in an address."""
        return super().clean(value).lower()


class Password(forms.CharField):
    """A password, never sent back in the page."""

    default_error_messages = {
        "required": said("Écrivez votre mot de passe", "Enter your password"),
        "max_length": said(f"Écrivez {LONGEST} caractères au plus", f"Enter at most {LONGEST} characters"),
    }

    def __init__(self, autocomplete: str = "current-password", **options: Any) -> None:
        options.setdefault("label", said("Mot de passe", "Password"))
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(max_length=LONGEST, strip=False, widget=widget, **options)


class PersonName(forms.CharField):
    """The name shown to the members of shared projects."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=said("Nom", "Name"),
            help_text=said("Les membres de vos projets le voient.", "The members of your projects see it."),
            max_length=120,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            **options,
        )

    def clean(self, value: Any) -> Any:
        """Without characters that could deceive."""
        return visible(super().clean(value)).strip()


class SignIn(forms.Form):
    """Sign in."""

    email = Email(autocomplete="username")
    password = Password()
    next = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput())


class SignUp(forms.Form):
    """Ask for an account."""

    email = Email(autocomplete="username")
    name = PersonName()
    password = Password("new-password", help_text=_PASSWORD_HELP)
    next = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        """A password good enough for this person, whether or not the address has an account."""
        cleaned = super().clean() or {}
        if "password" in cleaned:
            person = User(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
            _check(self, "password", cleaned["password"], person)
        return cleaned


class Code(forms.Form):
    """A code of the application, or a recovery code."""

    code = forms.CharField(
        label=said("Code", "Code"),
        max_length=20,
        error_messages={"required": said("Écrivez le code", "Enter the code")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """People group figures by spaces or hyphens."""
        return "".join(self.cleaned_data["code"].lower().replace("-", " ").split())


class Forgotten(forms.Form):
    """Ask for a link to choose another password."""

    email = Email(autocomplete="username")


class _AboutSelf(forms.Form):
    """A form about the account of the person."""

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user


class Confirmed(_AboutSelf):
    """An act that asks for the password again. The view counts the wrong ones: see :meth:`refuse`."""

    password = Password(label=said("Votre mot de passe actuel", "Your present password"))

    def refuse(self) -> None:
        """Say that the password is not the right one."""
        self.add_error(
            "password",
            said("Ce n’est pas le mot de passe de votre compte", "This is not the password of your account"),
        )


class NewPassword(_AboutSelf):
    """Choose a password after a reset."""

    new_password = Password(
        "new-password", label=said("Nouveau mot de passe", "New password"), help_text=_PASSWORD_HELP
    )

    def clean_new_password(self) -> str:
        """A password good enough for this person."""
        new: str = self.cleaned_data["new_password"]
        validate_password(new, self.user)
        return new


class ChangePassword(NewPassword, Confirmed):
    """Change the password."""

    field_order = ("password", "new_password")


class ChangeEmail(Confirmed):
    """Ask for another address."""

    email = Email(label=said("Nouvelle adresse électronique", "New e-mail address"))
    field_order = ("email", "password")

    def clean_email(self) -> str:
        """Another one than today's."""
        email: str = self.cleaned_data["email"]
        if email == self.user.email:
            raise ValidationError(
                said("C’est déjà l’adresse de votre compte", "This already is the address of your account")
            )
        return email


class Details(forms.Form):
    """Name and language of the e-mails."""

    name = PersonName()
    language = forms.ChoiceField(
        label=said("Langue des courriels", "Language of e-mails"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect(),
    )


def _check(form: forms.Form, field: str, password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        form.add_error(field, error)
