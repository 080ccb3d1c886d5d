"""What a first visit of a page costs: requests, kilobytes, elements, EcoIndex, beside our budgets."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agathe.audits.ecoindex import EcoIndex, ecoindex

KILOBYTES, REQUESTS, ELEMENTS, SCORE = 60.0, 8, 300, 85.0
"""Most kilobytes (of 1,000 bytes), requests and elements of a page; least EcoIndex."""
COUNT = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"


@dataclass(frozen=True)
class Weight:
    """What a first visit of a page costs.

    Attributes:
        name: the page.
        requests: requests over the network.
        kilobytes: transferred, headers included, compressed as served.
        elements: elements without those inside drawings.
    """

    name: str
    requests: int
    kilobytes: float
    elements: int

    @property
    def index(self) -> EcoIndex:
        """EcoIndex of the page."""
        return ecoindex(self.elements, self.requests, self.kilobytes)

    @property
    def over(self) -> list[str]:
        """Budgets that the page exceeds."""
        found = {
            f"{self.kilobytes:.1f} kB over {KILOBYTES:g}": self.kilobytes > KILOBYTES,
            f"{self.requests} requests over {REQUESTS}": self.requests > REQUESTS,
            f"{self.elements} elements over {ELEMENTS}": self.elements > ELEMENTS,
            f"EcoIndex {self.index.score:.1f} under {SCORE:g}": self.index.score < SCORE,
        }
        return [f"{self.name}: {text}" for text, wrong in found.items() if wrong]


def measure(context: Any, name: str, path: str) -> Weight:
    """Open a page in a browser that has nothing in its cache yet.

    Args:
        context: a fresh context of Playwright; it may hold the cookies of somebody who signed in.
        name: name of the page.
        path: its address.
    """
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    asked: list[str] = []
    sizes: list[float] = []

    def sent(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            asked.append(event["requestId"])
            # A redirection has no end of its own: the request that follows tells its size.
            sizes.append(event.get("redirectResponse", {}).get("encodedDataLength", 0.0))

    def done(event: dict[str, Any]) -> None:
        if event["requestId"] in asked:
            sizes.append(event["encodedDataLength"])

    protocol.on("Network.requestWillBeSent", sent)
    protocol.on("Network.loadingFinished", done)
    protocol.send("Network.enable")
    page.goto(path)
    page.wait_for_timeout(50)  # the protocol tells of the last ends a little after the page
    elements = page.evaluate(COUNT)
    page.close()
    return Weight(name, len(asked), sum(sizes) / 1000, elements)


def table(weights: Iterable[Weight]) -> str:
    """The measures as text."""
    lines = [f"{'page':34} {'requests':>8} {'kB':>6} {'elements':>8} {'EcoIndex':>8}"]
    for one in weights:
        mark = "  over" if one.over else ""
        lines.append(
            f"{one.name[:34]:34} {one.requests:8} {one.kilobytes:6.1f} {one.elements:8} {one.index.score:6.1f} {one.index.grade}{mark}"
        )
    lines.append(f"{'budget':34} {REQUESTS:8} {KILOBYTES:6.1f} {ELEMENTS:8} {SCORE:6.1f}")
    return "\n".join(lines)
