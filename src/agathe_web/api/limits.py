"""How often one address may ask for what takes long: a bucket of tokens for each address, in the memory of the process.

``settings.API_RATE`` says how many heavy requests an address may make (``"60/min"``; empty: no limit). Each process counts
for itself, so that a server with four of them lets four times as many through. Behind a proxy, ``settings.API_PROXIES``
says how many of the last addresses of ``X-Forwarded-For`` are ours; what comes before them may be forged.
"""

import ipaddress
import math
from collections import OrderedDict
from threading import Lock
from time import monotonic

from django.conf import settings
from django.http import HttpRequest

from agathe.kernel import Text
from agathe_web.api.problems import Refusal

DEFAULT_RATE = "60/min"
MOST_ADDRESSES = 10_000
"""Addresses remembered; the ones seen longest ago are forgotten first."""
_SECONDS = {"s": 1, "min": 60, "h": 3600}


class Buckets:
    """One bucket of tokens for each address; it fills as time passes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, address: str, count: int, seconds: float, now: float) -> float:
        """Take one token; seconds to wait when there is none.

        Args:
            address: who asks.
            count: tokens in a full bucket.
            seconds: time in which an empty bucket fills.
            now: time of a clock that never goes back.
        """
        with self._lock:
            level, before = self._levels.pop(address, (float(count), now))
            level = min(count, level + (now - before) * count / seconds)
            wait = 0.0 if level >= 1 else (1 - level) * seconds / count
            self._levels[address] = (level if wait else level - 1), now
            while len(self._levels) > MOST_ADDRESSES:
                self._levels.popitem(last=False)
        return wait

    def clear(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._levels.clear()


buckets = Buckets()


def read_rate(text: str) -> tuple[int, float] | None:
    """Tokens and seconds of ``60/min``; ``None`` when there is no limit."""
    if not text:
        return None
    count, _, unit = text.partition("/")
    return int(count), _SECONDS[unit]


def spend(request: HttpRequest) -> None:
    """Count one heavy request.

    Raises:
        Refusal: too many from this address (429), with the time to wait.
    """
    rate = read_rate(getattr(settings, "API_RATE", DEFAULT_RATE))
    if rate is None:
        return
    wait = buckets.spend(address(request), *rate, monotonic())
    if wait:
        seconds = math.ceil(wait)
        raise Refusal(
            "too-many",
            Text(
                f"Trop de calculs demandés depuis votre adresse : réessayez dans {seconds} s.",
                f"Too many computations asked for from your address: try again in {seconds} s.",
            ),
            headers={"Retry-After": str(seconds)},
        )


def address(request: HttpRequest) -> str:
    """Address of whoever asks; an IPv6 network counts as one, since one machine may use all of it."""
    found = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = getattr(settings, "API_PROXIES", 0)
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if proxies and forwarded:
        found = forwarded[-min(proxies, len(forwarded))]
    try:
        parsed = ipaddress.ip_address(found)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
