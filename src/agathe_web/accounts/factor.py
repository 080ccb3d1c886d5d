"""The second factor: codes of an application (TOTP), and recovery codes for the day the telephone is lost."""

from base64 import b32encode
from dataclasses import dataclass
from typing import Any

import segno
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from markupsafe import Markup

from agathe_web.accounts import queries, tasks
from agathe_web.accounts.models import User
from agathe_web.journal.actions import record
from agathe_web.rights import Actor
from agathe_web.words import say

RECOVERY_CODES = 10
_TOTP, _RECOVERY = "totp", "recovery"


@dataclass(frozen=True)
class Check:
    """What became of a code.

    Attributes:
        device: what accepted it.
        wait: seconds to wait before the next try, when the last ones were wrong and too close.
    """

    device: Any = None
    wait: int = 0


def needed(user: User) -> bool:
    """Whether the administration asks this person for a second factor; not on a demonstration or a developer's machine."""
    return user.is_staff and not settings.DEMO and not settings.DEBUG


def waiting(user: User) -> TOTPDevice:
    """The secret being set up, made when there is none."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        found = TOTPDevice.objects.filter(user=user, confirmed=False).first()
        return found or TOTPDevice.objects.create(user=user, confirmed=False, name=_TOTP)


def secret(device: TOTPDevice) -> str:
    """The secret as one types it: groups of four letters and figures."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture(device: TOTPDevice) -> Markup:
    """The QR code of the secret, as SVG without style; on white in both themes, as readers want it."""
    title = say("Code QR de la clé écrite dessous", "QR code of the key written below")
    code = segno.make(device.config_url, error="m", micro=False)
    drawing = code.svg_inline(scale=5, border=4, light="#fff", svgclass=None, lineclass=None, title=title)
    return Markup(drawing.replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1))


def check(user: User, code: str) -> Check:
    """Try a code: six figures are for the application, anything else is a recovery code."""
    model = TOTPDevice if code.isdecimal() and len(code) == 6 else StaticDevice
    with transaction.atomic():
        for device in model.objects.select_for_update().filter(user=user, confirmed=True):
            allowed, _ = device.verify_is_allowed()
            if not allowed:
                return Check(wait=2 ** min(device.throttling_failure_count - 1, 10))
            if device.verify_token(code):
                return Check(device)
    return Check()


def confirm(actor: Actor, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Turn the second factor on by a first code.

    Returns:
        The device and the recovery codes, shown once; ``None`` when the code is not the right one.
    """
    user = _self(actor)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None or not code.isdecimal() or not device.verify_token(code):
            return None
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save()
        codes = _new_codes(user)
        record("accounts.factor_on", actor, f"user:{user.pk}")
        tasks.send.enqueue("factor_on", user.pk)
    return device, codes


def renew(actor: Actor) -> list[str]:
    """New recovery codes; those before no longer work."""
    user = _self(actor)
    if not queries.has_second_factor(user):
        raise PermissionDenied
    with transaction.atomic():
        codes = _new_codes(user)
        record("accounts.recovery", actor, f"user:{user.pk}")
    return codes


def remove(actor: Actor, user: User) -> None:
    """Take the second factor away: one's own, or anybody's for an administrator."""
    if actor.user != user and not actor.has("administrator"):
        raise PermissionDenied
    with transaction.atomic():
        had = queries.has_second_factor(user)
        drop(user)
        if had:
            record("accounts.factor_off", actor, f"user:{user.pk}")
            tasks.send.enqueue("factor_off", user.pk)


def drop(user: User) -> None:
    """Delete all devices of an account, within another act."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def left(user: User) -> int:
    """Recovery codes not yet used."""
    count: int = StaticToken.objects.filter(device__user=user, device__confirmed=True).count()
    return count


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=_RECOVERY, confirmed=True)
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _self(actor: Actor) -> User:
    if actor.user is None:
        raise PermissionDenied
    return actor.user
