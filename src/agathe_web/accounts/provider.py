"""Signing in with an identity provider: what is checked, and which account it opens.

The library exchanges the code and checks signatures and the nonce. Here we check also who made the tokens and for whom,
and find the account: by the ``sub`` seen before, else by an address the provider verified, else a new account.
"""

import logging
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from agathe.kernel import visible
from agathe_web import clock
from agathe_web.accounts.actions import take_over
from agathe_web.accounts.models import Identity, User
from agathe_web.journal.actions import record
from agathe_web.rights import Actor
from agathe_web.words import say

_LOG = logging.getLogger(__name__)
ID_TOKEN = "oidc_id_token"
"""Key of the session under which the library keeps the token that ends the session at the provider."""


_FAILURES = (
    jwt.PyJWTError, requests.RequestException, SuspiciousOperation, IntegrityError, KeyError, TypeError, ValueError,
)  # fmt: skip


class RefusedError(Exception):
    """The provider says who the person is, and no account may open.

    Attributes:
        reason: ``unverified`` (the address is not said to be verified), ``closed`` (the account was deactivated),
            ``other`` (the account belongs to somebody else there) or ``failed`` (the exchange did not succeed).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def enabled() -> bool:
    """Whether a provider is configured."""
    return bool(getattr(settings, "OIDC_ENABLED", False))


def _setting(name: str) -> Any:
    """One of the settings of :mod:`agathe_web.accounts.openid`, which exist only where a provider is configured."""
    return getattr(settings, f"OIDC_{name}")


def label() -> str:
    """Words of the button."""
    return say(_setting("LABEL_FR"), _setting("LABEL_EN")) if enabled() else ""


def end_session(id_token: str | None) -> str:
    """Address that ends the session at the provider and comes back; empty when there is none."""
    if not enabled() or not _setting("END_SESSION_ENDPOINT") or not id_token:
        return ""
    query = {
        "id_token_hint": id_token,
        "state": get_random_string(16),
        "post_logout_redirect_uri": f"{settings.PUBLIC_URL}/",
    }
    return f"{_setting('END_SESSION_ENDPOINT')}?{urlencode(query)}"


def end_session_host() -> list[str]:
    """Where the button that signs out may lead, for the policy of the page that holds it."""
    if not enabled() or not _setting("END_SESSION_ENDPOINT"):
        return []
    parts = urlsplit(_setting("END_SESSION_ENDPOINT"))
    return [f"{parts.scheme}://{parts.netloc}"]


def identify(request: HttpRequest, nonce: str, code_verifier: str | None, spoken: str) -> User:
    """The account of the person the provider sent back.

    Args:
        request: the one that came back, with its code.
        nonce: kept when the person left.
        code_verifier: the same.
        spoken: language of the person, for a new account.

    Raises:
        RefusedError: no account may open.
    """
    try:
        user = Exchange(spoken).authenticate(request, nonce=nonce, code_verifier=code_verifier)
    except _FAILURES as error:
        _LOG.warning("sign-in with the provider failed: %s", error)
        raise RefusedError("failed") from error
    if not isinstance(user, User):
        raise RefusedError("failed")
    return user


class Exchange(OIDCAuthenticationBackend):  # type: ignore[misc]
    """The exchange of one sign-in."""

    def __init__(self, spoken: str) -> None:
        super().__init__()
        self.spoken = spoken

    def verify_token(self, token: str, **options: Any) -> dict[str, Any]:
        """Check who made a token and for whom, beside its signature, its dates and the nonce."""
        payload: dict[str, Any] = super().verify_token(token, **options)
        audience = payload.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if (
            payload.get("iss") != _setting("ISSUER")
            or self.OIDC_RP_CLIENT_ID not in audiences
            or "exp" not in payload
        ):
            raise SuspiciousOperation("token made by or for somebody else")
        return payload

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> User:
        """The account of the person."""
        if _setting("ACR") and payload.get("acr") not in _setting("ACR").split():
            raise RefusedError("failed")
        claims = self.get_userinfo(access_token, id_token, payload)
        if not claims.get("sub") or claims["sub"] != payload.get("sub"):
            raise RefusedError("failed")
        return account_of(str(claims["sub"]), claims, self.spoken)

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Who the person is; a signed answer holds no nonce."""
        response = requests.get(
            self.OIDC_OP_USER_ENDPOINT,
            headers={"Authorization": f"Bearer {access_token}"},
            timeout=_setting("TIMEOUT"),
        )
        response.raise_for_status()
        if response.headers.get("content-type", "").lower().startswith("application/jwt"):
            return self._signed(response.text)
        return dict(response.json())

    def _signed(self, token: str) -> dict[str, Any]:
        payload = self.get_payload_data(token, self.retrieve_matching_jwk(token))
        audience = payload.get("aud", self.OIDC_RP_CLIENT_ID)
        audiences = audience if isinstance(audience, list) else [audience]
        if (
            payload.get("iss", _setting("ISSUER")) != _setting("ISSUER")
            or self.OIDC_RP_CLIENT_ID not in audiences
        ):
            raise SuspiciousOperation("answer made by or for somebody else")
        return dict(payload)


def account_of(sub: str, claims: dict[str, Any], spoken: str) -> User:
    """The account of a person of the provider; made when there is none.

    Raises:
        RefusedError: the address is not verified, or its account is closed or somebody else's there.
    """
    issuer = _setting("ISSUER")
    known = Identity.objects.filter(issuer=issuer, sub=sub).select_related("user").first()
    if known is not None:
        return _open(known.user)
    email = str(claims.get("email") or "").strip().lower()
    if not email or not (claims.get("email_verified") is True or _setting("TRUST_EMAIL")):
        raise RefusedError("unverified")
    with transaction.atomic():
        user = User.objects.select_for_update().filter(email=email).first()
        if user is None:
            user = User.objects.create_user(
                email, None, name=_name(claims), language=spoken, verified_at=clock.now()
            )
            record("accounts.sign_up", Actor(user), f"user:{user.pk}", {"provider": True})
        _open(user)
        if user.identities.filter(issuer=issuer).exists():
            # The provider gave the address of one person to another: the account is not theirs.
            raise RefusedError("other")
        if user.verified_at is None:
            take_over(user)
            user.save()
        Identity.objects.create(issuer=issuer, sub=sub, user=user)
        record("accounts.identity", Actor(user), f"user:{user.pk}")
    return user


def _open(user: User) -> User:
    if not user.is_active:
        raise RefusedError("closed")
    return user


def _name(claims: dict[str, Any]) -> str:
    parts = [str(claims.get(one) or "") for one in ("given_name", "usual_name")]
    if not parts[1]:
        parts[1] = str(claims.get("family_name") or "")
    return visible(" ".join(part for part in parts if part) or str(claims.get("name") or ""))[:120].strip()
