"""The law changes: the portal starts again with another knowledge base, and a founder is told what changes for the project."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.end_to_end.portal import ROOT, Portal
from tests.end_to_end.sitemap import sign_in
from tests.end_to_end.test_story import taken_up

EMAIL, PASSPHRASE = "ines@example.org", "une phrase assez longue"
ENDED = "mdr-qms"


def changed_law(folder: Path) -> Path:
    """A copy of the knowledge base in which a duty has ended."""
    copy = folder / "knowledge"
    shutil.copytree(ROOT / "knowledge", copy)
    for file in (copy / "duties").rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        entry = re.search(rf"^- id: {ENDED}\n.*?(?=^- id: |\Z)", text, re.M | re.S)
        if entry is not None:
            ended, count = re.subn(r"^  valid_to: null$", "  valid_to: 2026-11-20", entry[0], flags=re.M)
            assert count == 1
            file.write_text(text.replace(entry[0], ended), encoding="utf-8")
            return copy
    raise AssertionError(f"no duty {ENDED}")


def test_a_founder_is_told_what_a_changed_law_changes(
    browser: Any, visit: Callable[..., Any], tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    portal = Portal(folder)
    try:
        page = visit("/compte/inscription/", base_url=portal.url)
        page.locator("main input[type=email]").fill(EMAIL)
        page.locator("main input[name=name]").fill("Inès")
        for field in page.locator("main input[type=password]").all():
            field.fill(PASSPHRASE)
        for box in page.locator("main input[type=checkbox]").all():
            box.check()
        page.get_by_role("button", name="Créer mon compte").click()
        page.wait_for_url("**/inscription/suite/**")
        page.goto("/compte/connexion/")
        sign_in(page, EMAIL, PASSPHRASE)
        confirm = re.search(r"https?://\S+/compte/confirmer/\S+/", portal.mail(EMAIL, "/compte/confirmer/"))
        assert confirm is not None
        page.goto(confirm[0])
        page.get_by_role("button", name="Confirmer cette adresse").click()
        page.wait_for_load_state()
        taken_up(page, "agathe-4-conformity")
        page.goto("/avis/")
        assert "Aucun avis pour l’instant" in page.locator("main").inner_text()
        state = page.context.storage_state()
    finally:
        portal.stop()

    portal = Portal(folder, knowledge=changed_law(tmp_path))
    try:
        letter = portal.mail(EMAIL, "/avis/")
        assert "Veille du droit" in letter
        for cookie in state["cookies"]:
            cookie["domain"] = "localhost"
        page = visit("/projets/", base_url=portal.url, storage_state=state)
        assert "Ce qui change pour vous" in page.locator("main").inner_text()
        page.get_by_role("link", name="Voir ce qui change").first.click()
        page.wait_for_url("**/avis/*/")
        notice = page.locator("main").inner_text()
        assert "La base de connaissances a changé" in notice
        assert "management de la qualité" in notice
        assert "→" in notice
        assert "Pourquoi" in notice
        assert "À faire" in notice
        page.get_by_role("button", name="Marquer comme lu").click()
        page.wait_for_load_state()
        page.goto("/projets/")
        assert "Ce qui change pour vous" not in page.locator("main").inner_text()
    finally:
        portal.stop()
