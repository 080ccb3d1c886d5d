"""Weight of the pages of the portal at a first visit: requests, kilobytes, elements, EcoIndex, beside our budgets.

Run ``.venv/bin/python -m benchmarks.weight`` from the repository, with the environment of the tests (``make test`` makes it)
and Chromium: it starts a portal with the demonstration. ``--url`` measures one that runs already, public pages only.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


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
    from tests.end_to_end.weight import measure, table

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
