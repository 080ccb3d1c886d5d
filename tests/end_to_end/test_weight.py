"""Budgets of weight: each page at its first visit, the style sheet. ``pytest -s`` prints the table."""

from collections.abc import Callable
from typing import Any

from tests.end_to_end.portal import ROOT, Portal
from tests.end_to_end.sitemap import PAGES, address
from tests.end_to_end.weight import measure, table


def test_every_page_keeps_to_its_budgets(
    browser: Any, portal: Portal, cookies: Callable[[str], Any], chapters: dict[int, str]
) -> None:
    found = []
    for name, (who, path) in PAGES.items():
        context = browser.new_context(base_url=portal.url, storage_state=cookies(who), locale="fr-FR")
        found.append(measure(context, name, address(path, chapters)))
        context.close()
    print("", table(found), sep="\n")
    assert [wrong for one in found for wrong in one.over] == []


def test_the_style_sheet_is_one_file_of_40_kb_at_most() -> None:
    sheets = list((ROOT / "src/agathe_web").rglob("*.css"))
    assert [sheet.name for sheet in sheets] == ["agathe.css"]
    assert sheets[0].stat().st_size <= 40_000
