"""Several people on one project: an invitation, a reader by link, the help desk, two tabs on one answer."""

import re
from collections.abc import Callable
from typing import Any

from tests.end_to_end.portal import Portal
from tests.end_to_end.test_story import follow, taken_up


def test_an_invited_person_works_on_the_project_and_a_reader_only_reads(
    visit: Callable[..., Any], portal: Portal
) -> None:
    owner = taken_up(visit("/projet/", who="agathe"), "agathe-2-proof-of-concept")
    roadmap = owner.url.removeprefix(portal.url)
    other = visit("/", who="nour")
    assert other.request.get(roadmap).status == 404

    owner.goto(roadmap + "partager/")
    owner.locator("main input[type=email]").fill("nour@demo.example")
    owner.locator("main input[type=radio][value=editor]").check()
    owner.get_by_role("button", name="Envoyer l’invitation").click()
    owner.wait_for_load_state()
    assert "nour@demo.example" in owner.locator("main ul.rows").inner_text()

    key = roadmap.strip("/").split("/")[-1]
    letter = portal.mail("nour@demo.example", "/invitation/")
    link = re.search(r"https?://\S+/invitation/\S+/", letter)
    assert link is not None
    assert key not in letter  # the link alone lets nobody guess the address of the project
    other.goto(link[0])
    assert "Éditeur" in other.locator("main").inner_text()
    other.get_by_role("button", name="Accepter l’invitation").click()
    other.wait_for_load_state()
    assert other.request.get(roadmap).status == 200

    # The editor answers; the owner sees who changed what and what it changed.
    other.goto(f"{roadmap}question/maturity/?then=answers")
    box = other.locator("main input[name=answer]:not(:checked)").first
    box.check()
    other.get_by_role("button", name="Continuer").click()
    other.wait_for_url("**/reponses/")
    owner.goto(roadmap + "historique/")
    assert "Nour" in owner.locator("main").inner_text()
    # The editor does not share and does not erase.
    for page in ("partager/", "effacer/"):
        got = other.request.get(roadmap + page)
        assert got.status == 404 or "Inviter quelqu’un" not in got.text(), page

    # A link gives reading to whoever has it, until it is taken back.
    owner.goto(roadmap + "partager/")
    owner.get_by_role("button", name="Créer un lien de lecture").click()
    owner.wait_for_load_state()
    read_only = owner.locator("#lien").input_value()
    reader = visit(read_only.removeprefix(portal.url))
    assert reader.locator("h1").count() == 1
    assert reader.request.get(roadmap).status == 200
    assert reader.request.get(f"{roadmap}question/maturity/").status == 404
    assert reader.request.get(f"{roadmap}historique/").status == 404
    owner.goto(roadmap + "partager/")
    follow(owner, "Retirer le lien")
    owner.get_by_role("main").locator("form button.btn").click()
    owner.wait_for_load_state()
    assert reader.request.get(roadmap).status == 404


def test_the_help_desk_answers_a_question(visit: Callable[..., Any]) -> None:
    founder = taken_up(visit("/projet/", who="agathe"), "agathe-4-conformity")
    founder.goto("/guichet/poser/")
    title = "Faut-il un organisme notifié pour notre classe ?"
    founder.locator("main [name=title]").fill(title)
    founder.locator("main [name=question]").fill(
        "Notre logiciel prédit les escarres.\n<script>alert(1)</script>"
    )
    founder.locator("main [name=topic]").first.check()
    founder.locator("main [name=project]").select_option(index=1)
    founder.get_by_role("button", name="Relire avant l’envoi").click()
    founder.locator("main [name=consent]").check()
    founder.get_by_role("button", name="Envoyer ma question").click()
    founder.wait_for_url("**/envoyee/")
    number = founder.url.split("/questions/")[1].split("/")[0]

    agent = visit("/guichet/agents/", who="guichet")
    follow(agent, title)
    assert "<script>" in agent.locator("main").inner_text()
    agent.get_by_role("button", name="Prendre la question").click()
    agent.wait_for_load_state()
    follow(agent, "Lire la version")
    assert "classe IIa" in agent.locator("main").inner_text()
    agent.goto(f"/guichet/agents/questions/{number}/")
    agent.locator("main [name=body]").fill(
        "Oui : en classe IIa, un organisme notifié certifie le système qualité."
    )
    agent.locator("main [name=cites]").fill("duty:mdr-software-qualification")
    agent.get_by_role("button", name="Envoyer la réponse").click()
    agent.wait_for_load_state()
    assert agent.locator("main [role=alert]").count() == 0

    founder.goto(f"/guichet/questions/{number}/")
    said = founder.locator("main ol.hits")
    assert "un organisme notifié certifie" in said.inner_text()
    assert said.locator("a[href*='/comprendre/duty/mdr-software-qualification/']").count() == 1
    founder.get_by_role("button", name="Ma question est résolue").click()
    founder.wait_for_load_state()
    assert founder.get_by_role("button", name="Rouvrir la question").count() == 1
    # Nobody else reads it.
    assert visit("/", who="nour").request.get(f"/guichet/questions/{number}/").status == 404


def test_two_tabs_on_one_answer_lose_nothing(visit: Callable[..., Any]) -> None:
    first = taken_up(visit("/projet/"), "agathe-2-proof-of-concept")
    question = first.url + "question/organisation_type/"
    first.goto(question)
    second = first.context.new_page()
    second.goto(question)
    values = first.locator("main [name=answer]:not(:checked)").evaluate_all(
        "all => all.map(one => one.value)"
    )
    words = {v: first.locator(f"main label:has([value='{v}'])").inner_text().strip() for v in values[:2]}
    mine, theirs = values[:2]
    second.locator(f"main [value='{theirs}']").check()
    second.get_by_role("button", name="Continuer").click()
    second.wait_for_url("**/questions/")
    first.locator(f"main [value='{mine}']").check()
    first.get_by_role("button", name="Continuer").click()
    first.get_by_text("Cette réponse a changé pendant que vous lisiez").wait_for()
    shown = first.locator("main dl.kv").inner_text()
    assert words[mine].casefold() in shown.casefold()
    assert words[theirs].casefold() in shown.casefold()
    # Not asked yet, nothing is overwritten.
    second.goto(question)
    assert second.locator("main [name=answer]:checked").get_attribute("value") == theirs
    first.get_by_role("button", name="Garder ma réponse").click()
    first.wait_for_url("**/questions/")
    second.goto(question)
    assert second.locator("main [name=answer]:checked").get_attribute("value") == mine
    # Another question answered in the other tab is no clash.
    other = first.url.replace("questions/", "question/region/")
    first.goto(question)
    second.goto(other)
    second.locator("main [name=answer]").select_option(index=3)
    second.get_by_role("button", name="Continuer").click()
    second.wait_for_url("**/questions/")
    first.locator(f"main [value='{theirs}']").check()
    first.get_by_role("button", name="Continuer").click()
    first.wait_for_url("**/questions/")
    second.goto(other)
    assert second.locator("main [name=answer]").evaluate("one => one.selectedIndex") == 3
