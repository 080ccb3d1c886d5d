"""Signing in with an identity provider, by OpenID Connect: its settings (see :mod:`agathe_web.accounts.provider` for the exchange).

================================  ==========================================================================================
``AGATHE_OIDC_ISSUER``            name of the provider in its tokens, for example ``https://provider.example/api/v2``
``AGATHE_OIDC_AUTHORIZATION``     address where people sign in
``AGATHE_OIDC_TOKEN``             address where a code is exchanged for tokens
``AGATHE_OIDC_USERINFO``          address that says who the person is, as JSON or as a signed JWT
``AGATHE_OIDC_JWKS``              address of the provider's public keys
``AGATHE_OIDC_CLIENT_ID``         our name there
``AGATHE_OIDC_CLIENT_SECRET``     our secret there
``AGATHE_OIDC_END_SESSION``       optional: address where the session at the provider ends too
``AGATHE_OIDC_LABEL_FR``          optional: words of the button, « Se connecter avec … »
``AGATHE_OIDC_LABEL_EN``          optional: the same in English
``AGATHE_OIDC_SCOPE``             optional: ``openid email profile`` without it
``AGATHE_OIDC_ACR``               optional: ``acr_values`` asked for, for example ``eidas1``
``AGATHE_OIDC_ALGORITHM``         optional: how tokens are signed, ``RS256`` without it
``AGATHE_OIDC_TRUST_EMAIL``       optional: ``1`` when the provider checks addresses but says no ``email_verified``
================================  ==========================================================================================

Nothing shows while one of the seven first is missing. At the provider, register the addresses
``AGATHE_URL/compte/fournisseur/retour/`` (return) and ``AGATHE_URL/`` (after signing out).

This module is read by the settings: it imports nothing of Django.
"""

from collections.abc import Mapping
from typing import Any

PREFIX = "AGATHE_OIDC_"
REQUIRED = ("ISSUER", "AUTHORIZATION", "TOKEN", "USERINFO", "JWKS", "CLIENT_ID", "CLIENT_SECRET")


def settings_from(environ: Mapping[str, str]) -> dict[str, Any]:
    """Settings of the provider; ``OIDC_ENABLED`` alone, false, when it is not configured."""
    given = {name: environ.get(PREFIX + name, "").strip() for name in REQUIRED}
    if not all(given.values()):
        return {"OIDC_ENABLED": False}

    def other(name: str, default: str = "") -> str:
        return environ.get(PREFIX + name, "").strip() or default

    acr = other("ACR")
    return {
        "OIDC_ENABLED": True,
        "OIDC_ISSUER": given["ISSUER"],
        "OIDC_OP_AUTHORIZATION_ENDPOINT": given["AUTHORIZATION"],
        "OIDC_OP_TOKEN_ENDPOINT": given["TOKEN"],
        "OIDC_OP_USER_ENDPOINT": given["USERINFO"],
        "OIDC_OP_JWKS_ENDPOINT": given["JWKS"],
        "OIDC_RP_CLIENT_ID": given["CLIENT_ID"],
        "OIDC_RP_CLIENT_SECRET": given["CLIENT_SECRET"],
        "OIDC_RP_SIGN_ALGO": other("ALGORITHM", "RS256"),
        "OIDC_RP_SCOPES": other("SCOPE", "openid email profile"),
        "OIDC_AUTH_REQUEST_EXTRA_PARAMS": {"acr_values": acr} if acr else {},
        "OIDC_ACR": acr,
        "OIDC_END_SESSION_ENDPOINT": other("END_SESSION"),
        "OIDC_TRUST_EMAIL": other("TRUST_EMAIL") == "1",
        "OIDC_LABEL_FR": other("LABEL_FR", "Se connecter avec un fournisseur d’identité"),
        "OIDC_LABEL_EN": other("LABEL_EN", "Sign in with an identity provider"),
        "OIDC_AUTHENTICATION_CALLBACK_URL": "accounts:provider_return",
        "OIDC_USE_PKCE": True,
        "OIDC_STORE_ID_TOKEN": True,
        "OIDC_TIMEOUT": 10,
    }
