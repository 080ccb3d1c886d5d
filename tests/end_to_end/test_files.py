"""A visitor without account takes the project away as a file and brings it back in another browser."""

from collections.abc import Callable
from typing import Any

from tests.end_to_end.test_story import taken_up


def told(page: Any) -> str:
    """What a roadmap says, without what depends on when it is read."""
    return str(page.locator("main .two").inner_text())


def test_a_profile_taken_away_and_brought_back_gives_the_same_roadmap(
    visit: Callable[..., Any], tmp_path: Any
) -> None:
    page = taken_up(visit("/projet/"), "agathe-4-conformity")
    here = told(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Mes réponses (YAML)").click()
    file = tmp_path / "agathe-profil.yaml"
    download.value.save_as(file)
    assert download.value.suggested_filename == file.name

    stranger = visit("/projet/")
    stranger.locator("main summary").click()
    stranger.locator("main input[type=file]").set_input_files(file)
    stranger.get_by_role("button", name="Reprendre ce fichier").click()
    stranger.wait_for_url("**/projet/*/")
    assert stranger.url != page.url
    assert stranger.locator("h1").inner_text() == page.locator("h1").inner_text()
    assert told(stranger) == here


def test_a_project_of_another_browser_is_not_to_be_had(visit: Callable[..., Any]) -> None:
    page = taken_up(visit("/projet/"), "agathe-1-idea")
    stranger = visit("/")
    for path in ("", "reponses/", "questions/", "calendrier/", "profil.yaml", "historique/"):
        assert stranger.request.get(page.url + path).status == 404


def test_a_file_that_cannot_be_read_is_refused_with_a_way_out(
    visit: Callable[..., Any], tmp_path: Any
) -> None:
    page = taken_up(visit("/projet/"), "agathe-1-idea")
    before = told(page)
    roadmap = page.url
    page.goto(roadmap + "importer/")
    for name, content in {
        "wrong.yaml": "agathe_profile: 1\nanswers: {no_such_question: true}\n",
        "bad.yaml": "answers: [",
        "page.yaml": "agathe_profile: 1\nname: '<script>alert(1)</script>'\nanswers: {organisation_type: '<b>x</b>'}\n",
        "empty.json": "",
    }.items():
        file = tmp_path / name
        file.write_text(content, encoding="utf-8")
        page.locator("main input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Remplacer mes réponses").click()
        page.locator("main [role=alert]").wait_for()
        assert page.evaluate("document.activeElement.matches('[role=alert]')"), name
        assert page.locator("main script, main b:has-text('x')").count() == 0
    page.goto(roadmap)
    assert told(page) == before
