"""The guided path in all the ways people go through it: keyboard, phone, no script, either language."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.browser import sideways, violations
from tests.end_to_end.answering import UNKNOWN, fill, go_on, slug_of, walk
from tests.end_to_end.portal import ROOT

from agathe.knowledge import Knowledge
from agathe.rules import read_profile

RING = """() => {
    const one = document.activeElement, box = one.closest('.opt');
    return [one, box].some(it => it && getComputedStyle(it).outlineStyle === 'solid' && parseFloat(getComputedStyle(it).outlineWidth) >= 3);
}"""

FOCUS_ON_NEW_HEADING = """asked => {
    const heading = document.querySelector('main h1');
    return heading && heading.innerText !== asked && heading === document.activeElement;
}"""


@pytest.fixture(scope="module")
def idea(knowledge: Knowledge) -> dict[str, Any]:
    """What Agathe answers at stage 1."""
    plain = read_profile(ROOT / "knowledge/examples/agathe-1-idea.yaml", knowledge).to_plain()
    return dict(plain["answers"])  # type: ignore[call-overload]


def begin(page: Any, name: str = "Prévoir les escarres") -> Any:
    """Begin a project on the page where one does."""
    page.locator("main input[name=name]").fill(name)
    page.locator("main .acts button.btn").click()
    page.wait_for_url("**/questions/")
    return page


def press_until(page: Any, selector: str, key: str = "Tab", most: int = 60) -> None:
    """Press a key until an element has the focus, which must be seen at each step."""
    for _ in range(most):
        page.keyboard.press(key)
        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{key} never leads to {selector}")


def heading(page: Any) -> str:
    """The question asked."""
    return str(page.locator("main h1").inner_text())


def test_keyboard_only(visit: Callable[..., Any], knowledge: Knowledge) -> None:
    page = visit("/")
    press_until(page, "main a.btn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projet/")
    press_until(page, "main input[name=name]")
    page.keyboard.type("Au clavier")
    press_until(page, "main .acts button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/")
    kinds: set[str] = set()
    for _ in range(9):
        asked, title = heading(page), page.title()
        slug = slug_of(page)
        kind = "boxes" if slug in knowledge.question_groups else knowledge.questions[slug].type
        kinds.add(kind)
        press_until(page, "main [name=answer]")
        if page.evaluate("document.activeElement.type === 'radio'"):
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowUp")
            assert page.evaluate("document.activeElement.checked")
        elif page.evaluate("document.activeElement.type === 'checkbox'"):
            page.keyboard.press("Space")
        elif page.evaluate("document.activeElement.matches('select')"):
            page.keyboard.press("ArrowDown")
        else:
            press_until(page, "main [name=unknown]")
            page.keyboard.press("Space")
        press_until(page, "main .acts button.btn")
        page.keyboard.press("Enter")
        page.wait_for_function(FOCUS_ON_NEW_HEADING, arg=asked)
        assert page.evaluate(RING), "the focus is seen"
        assert page.title() != title
        assert page.url.endswith("/questions/")
    assert len(kinds) >= 2
    assert (
        "9 réponses" in page.locator(".trail").inner_text()
        or int(page.locator(".trail").inner_text().split()[0]) >= 9
    )
    press_until(page, "main form .acts a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projet/*/")
    assert page.locator("h1").inner_text() == "Au clavier"


def test_on_a_phone_to_the_roadmap(
    visit: Callable[..., Any], knowledge: Knowledge, idea: dict[str, Any]
) -> None:
    page = begin(visit("/projet/", width=390))
    for _ in range(6):
        assert sideways(page, (390,)) == []
        small = page.locator("main :is(.opt, .btn, summary, select)").evaluate_all(
            "all => all.filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
        )
        assert small == []
        fill(page, idea, knowledge)
        go_on(page)
        page.wait_for_function(
            "scrollY < 200 && document.querySelector('main h1').getBoundingClientRect().top < innerHeight / 2"
        )
    assert violations(page) == []
    page.get_by_role("link", name="Arrêter ici").click()
    page.wait_for_url("**/projet/*/")
    assert page.locator(".here").is_visible() or page.locator(".line7").is_visible()
    assert sideways(page, (390,)) == []


def test_without_script(visit: Callable[..., Any], knowledge: Knowledge, idea: dict[str, Any]) -> None:
    page = begin(visit("/projet/", java_script_enabled=False))
    asked = []
    for _ in range(5):
        asked.append(fill(page, idea, knowledge))
        page.locator("main .acts button.btn").click()
        page.wait_for_load_state()
    assert len(set(asked)) == 5
    page.locator("main .acts button.btn").click()  # nothing chosen
    assert page.locator("main [role=alert]").inner_text().startswith("Il y a un problème")
    assert page.title().startswith("Erreur")
    page.get_by_role("link", name="Question précédente").click()
    assert slug_of(page) == asked[-1]
    page.get_by_role("link", name="Arrêter ici").click()
    assert page.locator("h1").inner_text() == "Prévoir les escarres"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_in_english_all_the_way(script: bool, visit: Callable[..., Any], knowledge: Knowledge) -> None:
    page = begin(visit("/en/projet/", java_script_enabled=script), "Foresee pressure ulcers")
    for _ in range(4):
        assert page.url.split("/")[3] == "en"
        assert page.get_by_role("button", name="Continue", exact=True).count() == 1
        text = page.locator("main").inner_text()
        assert "Je ne sais pas" not in text
        assert "I don’t know yet" in text
        fill(page, {}, knowledge)
        if script:
            go_on(page)
        else:
            page.get_by_role("button", name="Continue", exact=True).click()
            page.wait_for_load_state()
    page.locator("#langue").click()  # follows the question shown, not the page first loaded
    page.wait_for_function("document.documentElement?.lang === 'fr' && document.readyState === 'complete'")
    assert page.url.endswith("/questions/")
    page.locator("#langue").click()
    page.wait_for_function("document.documentElement?.lang === 'en' && document.readyState === 'complete'")
    page.get_by_role("link", name="Stop here").click()
    page.wait_for_url("**/en/projet/*/")
    assert "To do now" in page.locator("main").inner_text()
    english = page.url
    page.locator("#langue").click()
    page.wait_for_url(english.replace("/en/", "/"))
    assert "À faire maintenant" in page.locator("main").inner_text()


def test_nothing_chosen_is_said_and_keeps_what_was_typed(
    visit: Callable[..., Any], knowledge: Knowledge
) -> None:
    page = begin(visit("/projet/"))
    asked = heading(page)
    page.get_by_role("button", name="Continuer").click()
    alert = page.locator("main [role=alert]")
    alert.wait_for()
    assert heading(page) == asked
    assert page.title().startswith("Erreur")
    assert alert.evaluate("one => one === document.activeElement || one.contains(document.activeElement)"), (
        "the summary has the focus"
    )
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link of the summary leads to the first answer
    page.keyboard.press("Tab" if page.evaluate("document.activeElement === document.body") else "Shift")
    assert page.evaluate("document.activeElement.name") == "answer"

    key = page.url.split("/projet/")[1].split("/")[0]
    page.goto(f"/projet/{key}/question/project_cost_eur/")
    page.locator("main input[name=answer]").fill("douze mille")
    page.get_by_role("button", name="Continuer").click()
    alert.wait_for()
    assert "Écrivez un nombre" in alert.inner_text()
    assert page.locator("main input[name=answer]").input_value() == "douze mille"
    assert page.locator("main input[name=answer]").get_attribute("aria-invalid") == "true"
    page.locator("main input[name=answer]").fill("12 000")
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url("**/questions/")
    page.goto(f"/projet/{key}/question/project_cost_eur/")
    assert page.locator("main input[name=answer]").input_value() == "12000"


def test_back_keeps_the_answer_and_not_knowing_is_an_answer(
    visit: Callable[..., Any], knowledge: Knowledge, idea: dict[str, Any]
) -> None:
    page = begin(visit("/projet/"))
    first = fill(page, idea, knowledge)
    chosen = page.locator("main [name=answer]:checked").evaluate_all("all => all.map(one => one.value)")
    go_on(page)
    second = fill(page, {}, knowledge)
    go_on(page)
    page.get_by_role("link", name="Question précédente").click()
    page.wait_for_url(f"**/question/{second}/")
    assert page.locator(f"main [value={UNKNOWN}]").first.evaluate("one => one.checked || one.selected")
    page.get_by_role("link", name="Question précédente").click()
    page.wait_for_url(f"**/question/{first}/")
    assert (
        page.locator("main [name=answer]:checked").evaluate_all("all => all.map(one => one.value)") == chosen
    )
    page.go_back()
    page.wait_for_url(f"**/question/{second}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Exporter mes réponses").click()
    assert "agathe_profile" in download.value.path().read_text(encoding="utf-8")
    page.goto(page.url.split("/question/")[0] + "/reponses/")
    assert page.get_by_text("je ne sais pas encore").count() >= 1


def test_the_whole_idea_of_agathe_until_nothing_matters_any_more(
    visit: Callable[..., Any], knowledge: Knowledge, idea: dict[str, Any]
) -> None:
    page = begin(visit("/projet/"))
    asked = walk(page, idea, knowledge)
    assert heading(page).startswith("C’est complet")
    assert page.evaluate("document.activeElement === document.querySelector('main h1')")
    page.get_by_role("link", name="Voir ma feuille de route").click()
    page.wait_for_url("**/projet/*/")
    # What was answered is what the file says; what it leaves out is "I don't know".
    with page.expect_download() as download:
        page.get_by_role("link", name="Mes réponses (YAML)").click()
    saved = read_profile(
        download.value.path().rename(download.value.path().with_suffix(".yaml")), knowledge
    ).to_plain()["answers"]
    assert len(asked) <= len(saved)  # type: ignore[arg-type]
    not_known = (None, "unknown")  # some questions have an option of their own that says so
    changed = {
        q: a for q, a in saved.items() if a != idea.get(q) and not (a in not_known and idea.get(q) is None)
    }  # type: ignore[attr-defined]
    assert changed == {}
    assert "dispositif médical" in page.locator("aside.side").inner_text()
