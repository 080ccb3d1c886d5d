"""Every page of the portal: accessible in both themes and on a phone, usable by keyboard, sound."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.browser import repeated_ids, sideways, unfold, violations
from tests.end_to_end.sitemap import PAGES, address

WIDTHS = (320, 390, 768, 1024, 1600)
BY_COLOUR = ("color-contrast", "link-in-text-block", "target-size")
"""Rules of axe that depend on the theme or on the width: checked in all four, the others in two."""

REACHABLE = """() => {
    const shown = one => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length;
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
        .filter(one => !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0 && shown(one));
    const first = {};
    return all.filter(one => {
        if (one.type !== 'radio') return true;
        const group = all.filter(other => other.type === 'radio' && other.name === one.name && other.form === one.form);
        return one === (group.find(other => other.checked) ?? group[0]);
    }).length;
}"""
"""Number of elements that Tab must reach: a group of radio buttons is one."""

FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    const box = one.closest('label') ?? one.nextElementSibling;
    const ring = [one, box].some(it => it && getComputedStyle(it).outlineStyle !== 'none' && parseFloat(getComputedStyle(it).outlineWidth) >= 2);
    const place = one.getBoundingClientRect();
    const seen = place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth;
    const order = one.tabIndex > 0 ? -1 : [...document.querySelectorAll('*')].indexOf(one);
    return { order, ring, seen, skip: one.classList.contains('skip'), html: one.outerHTML.slice(0, 120) };
}"""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_accessible_and_used_by_keyboard(
    name: str, visit: Callable[..., Any], chapters: dict[int, str]
) -> None:
    who, path = PAGES[name]
    page = visit(address(path, chapters), who=who)
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Agathe")
    assert page.locator("html").get_attribute("lang") == ("en" if path.startswith("/en") else "fr")
    assert repeated_ids(page) == []
    by_keyboard(page)
    unfold(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, *BY_COLOUR) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert violations(page) == []
    page.emulate_media(color_scheme="light")
    assert violations(page, *BY_COLOUR) == []
    assert sideways(page, WIDTHS) == []


def by_keyboard(page: Any) -> None:
    """Walk a page with Tab: the skip link first, then all that acts, in order of reading, each seen with its ring."""
    expected = page.evaluate(REACHABLE)
    found: list[dict[str, Any]] = []
    while len(found) <= expected:
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        if not found or focused["order"] != found[-1]["order"]:  # a date has a stop for each of its parts
            found.append(focused)
    assert found[0]["skip"]
    assert [one["html"] for one in found if not one["ring"]] == []
    assert [one["html"] for one in found if not one["seen"]] == []
    orders = [one["order"] for one in found]
    assert orders == sorted(set(orders)), "the focus follows the order of reading"
    assert len(found) == expected


def test_the_skip_link_leads_to_the_content(visit: Callable[..., Any]) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("one => one.getBoundingClientRect().top >= 0 && one === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(visit: Callable[..., Any]) -> None:
    page = visit("/", width=390)
    menu, button = page.locator("#nav"), page.locator(".menu-b")
    assert not menu.is_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('#nav a')")
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    assert button.evaluate("one => one === document.activeElement")


def test_the_theme_that_is_chosen_stays(visit: Callable[..., Any]) -> None:
    page = visit("/affichage/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Sombre").check()
    page.locator("main form button").first.click()
    page.goto("/histoire/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    assert violations(page, *BY_COLOUR) == []


@pytest.mark.parametrize("path", ["/rien/", "/projet/aaaaaaaaaaaaaa/", "/en/projet/aaaaaaaaaaaaaa/"])
def test_what_is_not_there_is_said_on_a_page(path: str, browser: Any, portal: Any) -> None:
    context = browser.new_context(base_url=portal.url, reduced_motion="reduce")
    page = context.new_page()
    answer = page.goto(path)
    assert answer.status == 404
    assert page.locator("h1").count() == 1
    assert violations(page) == []
    assert sideways(page, WIDTHS) == []
    context.close()
