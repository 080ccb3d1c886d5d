"""Weight of the main pages at a first visit: requests, kilobytes, elements, EcoIndex, beside our budgets.

Run ``.venv/bin/python -m benchmarks.weight`` from the repository, with the environment of the tests (``make test`` makes it)
and Chromium: it starts a portal with the demonstration. ``--url`` measures one that runs already, public pages only.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

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
    page.goto(path, wait_until="networkidle")
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return 1 when a page exceeds a budget."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weight", description=__doc__.splitlines()[0] if __doc__ else None)  # fmt: skip
    parser.add_argument("--url", help="a portal that runs already")
    options = parser.parse_args(arguments)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium here (on Debian: apt-get install chromium)", file=sys.stderr)
        return 2
    from playwright.sync_api import sync_playwright
    from tests.end_to_end import sitemap

    with _served(options.url) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        people = {who for who, _ in sitemap.PAGES.values()} if not options.url else {""}
        states = {who: sitemap.signed_in(browser, url, who) if who else None for who in people}
        projects = {} if options.url else sitemap.chapters(browser, url, states["agathe"])
        found = []
        for name, (who, path) in sitemap.PAGES.items():
            if who in states:
                context = browser.new_context(base_url=url, storage_state=states[who], locale="fr-FR")
                found.append(measure(context, name, sitemap.address(path, projects)))
                context.close()
        browser.close()
    print(table(found))
    return int(any(one.over for one in found))


@contextmanager
def _served(url: str | None) -> Iterator[str]:
    if url:
        yield url.rstrip("/")
        return
    from tests.end_to_end.portal import Portal

    with tempfile.TemporaryDirectory() as folder:
        portal = Portal(Path(folder), demo=True)
        try:
            yield portal.url
        finally:
            portal.stop()


if __name__ == "__main__":
    sys.exit(main())
