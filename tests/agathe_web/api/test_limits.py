"""What takes long is limited for each address."""

import pytest
from django.test import Client, RequestFactory
from tests.agathe_web.api.conftest import DAY, SMALL, Ask

from agathe_web.api.limits import MOST_ADDRESSES, Buckets, address, read_rate

BODY = {"profile": SMALL, "conclusion": "mdr_class", "day": DAY, "changes": 0}


def test_a_bucket_empties_and_fills() -> None:
    buckets = Buckets()
    assert [buckets.spend("a", 3, 60, now=0.0) for _ in range(4)] == [0, 0, 0, 20]
    assert buckets.spend("b", 3, 60, now=0.0) == 0
    assert buckets.spend("a", 3, 60, now=10.0) == pytest.approx(10)
    assert buckets.spend("a", 3, 60, now=20.0) == 0
    assert buckets.spend("a", 3, 60, now=1000.0) == 0


def test_few_addresses_are_remembered() -> None:
    buckets = Buckets()
    for number in range(MOST_ADDRESSES + 5):
        buckets.spend(str(number), 1, 60, now=0.0)
    assert len(buckets._levels) == MOST_ADDRESSES


def test_rates() -> None:
    assert read_rate("60/min") == (60, 60)
    assert read_rate("5/s") == (5, 1)
    assert read_rate("") is None


def test_heavy_operations_are_limited(ask: Ask, settings: object) -> None:
    settings.API_RATE = "2/min"  # type: ignore[attr-defined]
    assert [ask("explain", BODY).status_code for _ in range(2)] == [200, 200]
    for operation, body in (
        ("explain", BODY),
        ("what-if", {"profile": SMALL, "variants": [{}]}),
        ("roadmap", {"profile": SMALL}),
    ):
        response = ask(operation, body, lang="en")
        assert response.status_code == 429
        assert 1 <= int(response.headers["Retry-After"]) <= 30
        assert "try again" in response.json()["detail"]
    pdf = ask("roadmap", {"profile": SMALL, "schedule": False}, format="pdf")
    assert pdf.status_code == 429
    light = ask("roadmap", {"profile": SMALL, "schedule": False, "day": DAY})
    assert (light.status_code, ask("decide", {"profile": SMALL}).status_code) == (200, 200)
    other = Client(REMOTE_ADDR="192.0.2.7").post("/api/v1/explain", BODY, content_type="application/json")
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "found"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", 0, "192.0.2.1"),
        ("10.0.0.1", "203.0.113.5, 198.51.100.9", 1, "198.51.100.9"),
        ("10.0.0.1", "203.0.113.5, 198.51.100.9", 2, "203.0.113.5"),
        ("10.0.0.1", "198.51.100.9", 3, "198.51.100.9"),
        ("2001:db8:1:2:3::4", "", 0, "2001:db8:1:2::/64"),
        ("", "", 0, "unknown"),
        ("10.0.0.1", "<script>", 1, "unknown"),
    ],
)
def test_address_of_whoever_asks(
    remote: str, forwarded: str, proxies: int, found: str, settings: object
) -> None:
    settings.API_PROXIES = proxies  # type: ignore[attr-defined]
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)) == found
