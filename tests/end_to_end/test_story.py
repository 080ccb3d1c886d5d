"""Agathe's story: the tour on real pages, then her own files read as a founder reads them, stages 2, 4 and 6."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.end_to_end.portal import ROOT

EXAMPLES = ROOT / "knowledge/examples"


def taken_up(page: Any, example: str) -> Any:
    """Begin a project from one of Agathe's files."""
    page.goto("/projet/")
    page.locator("main summary").click()
    page.locator("main input[type=file]").set_input_files(EXAMPLES / f"{example}.yaml")
    page.get_by_role("button", name="Reprendre ce fichier").click()
    page.wait_for_url("**/projet/*/")
    return page


def follow(page: Any, name: str, where: str = "main") -> Any:
    """Follow the first link of that name."""
    page.locator(where).get_by_role("link", name=name).first.click()
    page.wait_for_load_state()
    return page


def test_the_tour_walks_seven_chapters(visit: Callable[..., Any]) -> None:
    page = follow(visit("/"), "Suivre son histoire")
    for number in range(1, 8):
        assert page.url.endswith(f"/histoire/{number}/")
        assert page.locator("[aria-current=step]").inner_text().strip() != ""
        assert page.locator(".tally .big").count() == 4
        follow(page, "Chapitre suivant" if number < 7 else "Décrire mon projet")
    assert page.url.endswith("/projet/")


@pytest.mark.parametrize("stage", [1, 2, 4, 6])
def test_each_stop_of_a_chapter_is_a_page_that_answers(stage: int, visit: Callable[..., Any]) -> None:
    page = visit(f"/histoire/{stage}/")
    stops = page.locator("main aside.panel p a").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    assert len(stops) >= 2
    told = page.locator("main").inner_text()
    for stop in stops:
        answer = page.request.get(stop)
        assert answer.status == 200, stop
    page.goto(stops[0])
    if stage < 6:  # chapter 6 is told today
        assert "La loi telle qu’elle sera, ou fut" in page.locator("main").inner_text()
    figures = page.locator(".tally .big").all_inner_texts()
    assert all(figure in told for figure in figures[:1])


def test_stage_1_what_the_idea_is_to_the_law(visit: Callable[..., Any]) -> None:
    page = taken_up(visit("/projet/"), "agathe-1-idea")
    assert page.locator("h1").inner_text() == "Agathe, étape 1 · l'idée"
    assert page.locator("[aria-current=step]").inner_text().startswith("Idée et formation")
    follow(page, "Qualification", "aside.side")
    assert "dispositif médical" in page.locator("main .lead").inner_text()
    assert page.locator("ol.proof li").count() >= 3
    assert "MDR art. 2" in page.locator("ol.proof").inner_text()
    page.go_back()
    follow(page, "Classe (règlement", "aside.side")
    assert "À confirmer" in page.locator("main .lead").inner_text()
    # The answer that decides is named and leads to its question.
    page.locator("main .two p a[href*='/question/']").first.click()
    page.wait_for_url("**/question/*/")
    assert page.locator("main form legend h1").count() == 1


def test_stage_2_which_grants_suit_and_why(visit: Callable[..., Any]) -> None:
    page = taken_up(visit("/projet/"), "agathe-2-proof-of-concept")
    follow(page, "Tous les financements")
    statuses = page.locator(".rows > li > .st").all_inner_texts()
    assert len(set(statuses)) >= 2
    page.goto(page.url.split("/voies/")[0] + "/point/scheme/i-nov/?on=2024-02-01")
    assert page.locator("ul.rows > li .st").count() >= 4
    follow(page, "Voir la preuve, réponse par réponse")
    assert page.locator("ol.proof > li").count() >= 2


def test_stage_4_class_schedule_duty_and_what_if(visit: Callable[..., Any]) -> None:
    page = taken_up(visit("/projet/"), "agathe-4-conformity")
    roadmap = page.url
    follow(page, "Classe (règlement", "aside.side")
    assert "classe IIa" in page.locator("main .lead").inner_text()
    page.goto(roadmap)
    follow(page, "Calendrier complet et méthode")
    assert page.locator("table tbody tr.chg").count() >= 1
    assert page.get_by_text("Marquage CE").first.is_visible()
    follow(page, "Tâches", "nav.acts")
    # The chart is a table: each bar has its two dates in words beside it.
    rows = page.locator("table.gantt tbody tr")
    assert rows.count() >= 5
    assert all(len(row.locator("td.num").all_inner_texts()) == 2 for row in rows.all()[:5])
    follow(page, "Argent", "nav.acts")
    assert "€" in page.locator("main").inner_text()
    # A duty is ticked with its evidence.
    page.goto(roadmap + "point/duty/mdr-qms/")
    page.locator("main input[name=evidence]").fill("Manuel qualité, version 2")
    page.get_by_role("button", name="Marquer comme fait").click()
    page.wait_for_load_state()
    page.goto(roadmap + "point/duty/mdr-qms/")
    assert "Manuel qualité, version 2" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Remettre à faire").count() == 1


def test_stage_4_what_if_compares_and_is_adopted(visit: Callable[..., Any]) -> None:
    page = taken_up(visit("/projet/"), "agathe-4-conformity")
    roadmap = page.url
    follow(page, "Changer une réponse")
    page.locator("main select[name=question]").select_option("worst_harm")
    page.get_by_role("button", name="Choisir").click()
    page.wait_for_url("**/et-si/?question=worst_harm")
    assert page.locator("main input[name=answer]:checked").get_attribute("value") == "moderate_minor"
    page.locator("main input[name=answer][value=serious_or_surgery]").check()
    page.get_by_role("button", name="Comparer").click()
    page.wait_for_load_state()
    table = page.locator("table.cmp")
    assert table.locator("thead th").count() == 3
    changed = table.locator("tr.chg").all_inner_texts()
    assert any("Classe" in row and "IIa" in row and "IIb" in row for row in changed), changed
    # Nothing is kept until asked.
    with page.context.expect_page() as beside:
        page.evaluate("address => window.open(address)", roadmap)
    kept = beside.value.locator("aside.side .panel").first.inner_text()
    assert "classe IIa" in kept
    assert "classe IIb" not in kept
    beside.value.close()
    page.get_by_role("button", name="Garder cette réponse").click()
    page.wait_for_url(roadmap)
    assert "Réponse changée" in page.locator("main [role=status]").inner_text()
    assert "classe IIb" in page.locator("aside.side .panel").first.inner_text()


def test_stage_6_early_coverage_and_two_ways_compared(visit: Callable[..., Any]) -> None:
    page = taken_up(visit("/projet/"), "agathe-6-reimbursement")
    roadmap = page.url
    follow(page, "PECAN", "aside.side")
    assert "prise en charge anticipée" in page.locator("h1").inner_text().lower()
    parts = page.locator("ul.rows > li .st").all_inner_texts()
    assert "Rempli" in [part.strip() for part in parts]
    assert page.locator("aside.panel").inner_text().count("\n") > 3  # dates, source, confidence
    page.goto(roadmap)
    page.locator("main aside.side a[href*='compare=pecan-or-direct']").click()
    page.wait_for_url("**/et-si/?compare=*")
    table = page.locator("table.cmp")
    assert table.locator("thead th").count() >= 3
    assert "mois plus tôt" in table.inner_text() or "mois plus tard" in table.inner_text()
    assert "Coût de ce qui reste" in table.inner_text()
    page.goto(roadmap)
    for form in ("pdf", "html", "json", "ics"):
        answer = page.request.get(f"{roadmap}feuille-de-route.{form}")
        assert (answer.status, len(answer.body()) > 1000) == (200, True), form
