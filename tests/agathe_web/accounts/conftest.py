"""What the tests of accounts share: a mailbox that knows links, codes of an application."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils.translation import activate
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from agathe_web.accounts.models import User

PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    """Forget which letters left a moment ago, and the language of the last page of the test before."""
    cache.clear()
    activate("fr")
    yield
    cache.clear()


@pytest.fixture
def link() -> Callable[[], str]:
    """Path of the first link of the last e-mail."""

    def read() -> str:
        found = re.search(r"http://localhost:8000(/\S+)", str(mail.outbox[-1].body))
        assert found
        return found[1]

    return read


@pytest.fixture
def device() -> Callable[[User], TOTPDevice]:
    """Turn the second factor on for somebody."""

    def make(user: User) -> TOTPDevice:
        return TOTPDevice.objects.create(user=user, confirmed=True, name="totp")

    return make


@pytest.fixture
def code_of() -> Callable[..., str]:
    """The code the application shows; ``later`` steps of thirty seconds from now."""

    def now(device: TOTPDevice, later: int = 0) -> str:
        totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
        totp.time = time.time() + later * device.step
        return f"{totp.token():06d}"

    return now
