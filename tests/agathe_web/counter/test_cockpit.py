"""What agents work with: the queue, similar questions, templates, figures, the demonstration."""

import csv
import io
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from agathe_web import citations, clock
from agathe_web.counter import actions, figures, queries
from agathe_web.counter.actions import Asked
from agathe_web.counter.models import AnswerTemplate, Message, Thread
from agathe_web.counter.similarity import nearest
from agathe_web.projects.actions import start
from agathe_web.rights import Actor
from agathe_web.theme.plain import paragraphs


def test_queue_late_first(founder, agent, other_agent, client_of, settings):
    settings.TODAY = date(2026, 11, 25)
    late, soon, waits, answered = (
        actions.ask(Actor(founder), Asked(title, "Texte", topic, stage, wanted_on=day))
        for title, topic, stage, day in (
            ("En retard", "data", 2, date(2026, 11, 26)),
            ("Bientôt", "data", None, date(2026, 12, 2)),
            ("Attend", "funding", 3, date(2026, 11, 25)),
            ("Répondue", "other", 3, date(2026, 11, 25)),
        )
    )
    actions.answer(Actor(agent), waits, "Dites-nous plus.", seen=0, asks=True)
    actions.answer(Actor(agent), answered, "Oui.", seen=0)
    settings.TODAY = date(2026, 11, 30)
    assert [one.title for one in queries.queue()] == ["En retard", "Bientôt", "Attend", "Répondue"]
    assert list(queries.queue(late=True)) == [late]
    assert list(queries.queue(topic="data", stage="unknown")) == [soon]
    assert list(queries.queue(whose="nobody")) == [late, soon]
    actions.take(Actor(agent), late)
    page = client_of(agent).get("/guichet/agents/?whose=mine&state=assigned").content.decode()
    assert "En retard de 4 jours" in page
    assert "Bientôt" not in page
    for wrong in ("state=x", "stage=99", "topic='", "late=zz", "page=-1"):
        assert client_of(agent).get(f"/guichet/agents/?{wrong}").status_code == 200


def test_taken_given_released(thread, agent, other_agent, founder, client_of):
    actions.take(Actor(agent), thread)
    with pytest.raises(actions.StateError):
        actions.take(Actor(other_agent), thread)
    client_of(agent).post(f"/guichet/agents/questions/{thread.pk}/confier/", {"agent": other_agent.pk})
    thread.refresh_from_db()
    assert thread.agent == other_agent
    assert [one.to for one in mail.outbox] == [[other_agent.email]]
    assert f"/guichet/agents/questions/{thread.pk}/" in mail.outbox[0].body
    refused = client_of(agent).post(f"/guichet/agents/questions/{thread.pk}/confier/", {"agent": founder.pk})
    assert refused.status_code == 200
    with pytest.raises(PermissionDenied):
        actions.give(Actor(agent), thread, founder)
    actions.release(Actor(agent), thread)
    thread.refresh_from_db()
    assert (thread.agent, thread.state) == (None, "sent")


def test_closing_needs_an_answer(thread, agent):
    with pytest.raises(actions.StateError):
        actions.close(Actor(agent), thread)
    actions.answer(Actor(agent), thread, "Oui.", seen=0)
    actions.close(Actor(agent), thread)
    with pytest.raises(actions.StateError):
        actions.answer(Actor(agent), thread, "Encore.", seen=1)


def test_similar_questions(thread, founder, agent, client_of):
    close = actions.ask(
        Actor(founder),
        Asked(
            "Mon alerte fait-elle un dispositif médical ?", "Notre score prévient l’équipe.", "qualification"
        ),
    )
    far = actions.ask(
        Actor(founder),
        Asked("Quel financement pour une étude ?", "Nous cherchons des subventions.", "funding"),
    )
    unanswered = actions.ask(
        Actor(founder), Asked("Score d’alerte et dispositif médical", "Texte", "qualification")
    )
    for one in (close, far):
        actions.answer(Actor(agent), one, f"Réponse à {one.pk}", ["duty:mdr-rule-11"], seen=0)
    found = queries.similar(thread)
    assert [one.thread for one in found] == [close]
    assert found[0].answer.body == f"Réponse à {close.pk}"
    assert unanswered not in [one.thread for one in found]
    page = client_of(agent).get(f"/guichet/agents/questions/{thread.pk}/").content.decode()
    assert f"Réponse à {close.pk}" in page


def test_similarity_is_a_cosine():
    texts = ["dispositif médical et score", "financement d’une étude", "Dispositifs médicaux : scores"]
    found = nearest("score de dispositif médical", texts)
    assert [place for place, _ in found] == [0, 2]
    assert found == nearest("score de dispositif médical", texts)
    assert nearest(texts[0], texts)[0][1] == pytest.approx(1)
    assert all(one >= other for (_, one), (_, other) in pairwise(found))
    assert nearest("", texts) == nearest("de la le", texts) == nearest("rien", []) == []


def test_template_keeps_its_citations(thread, agent, client_of):
    works = client_of(agent)
    form = {
        "title_fr": "Règle 11",
        "title_en": "Rule 11",
        "topic": "qualification",
        "body_fr": "Lisez la règle.",
        "body_en": "Read the rule.",
    }
    found = works.post(
        "/guichet/agents/modeles/nouveau/", {**form, "find": "règle 11", "do": "find"}
    ).content.decode()
    assert 'value="duty:mdr-rule-11"' in found
    assert not AnswerTemplate.objects.exists()
    works.post(
        "/guichet/agents/modeles/nouveau/",
        {**form, "add": ["duty:mdr-rule-11"], "find": "règle 11", "do": "save"},
    )
    template = AnswerTemplate.objects.get()
    assert citations.references(template.cites) == ["duty:mdr-rule-11"]
    address = f"/guichet/agents/questions/{thread.pk}/repondre/"
    page = works.post(
        address, {"body": "Bonjour,", "seen": 0, "template": template.pk, "do": "insert"}
    ).content.decode()
    assert "Bonjour,\n\nLisez la règle." in page
    assert "duty:mdr-rule-11" in page
    assert not Message.objects.exists()


def test_template_whose_entry_changed_is_flagged(agent, thread, client_of):
    values = {"title": ("T", "T"), "body": ("Texte", "Text"), "topic": "", "cites": ["duty:mdr-rule-11"]}
    template = actions.save_template(Actor(agent), None, **values)
    works = client_of(agent)
    assert "À jour" in works.get("/guichet/agents/modeles/").content.decode()
    template.cites[0]["digest"] = "0" * 16
    template.save()
    assert "À relire" in works.get("/guichet/agents/modeles/").content.decode()
    address = f"/guichet/agents/questions/{thread.pk}/repondre/"
    page = works.post(
        address, {"body": "", "seen": 0, "template": template.pk, "do": "insert"}
    ).content.decode()
    assert "À relire avant d’envoyer" in page
    assert "modifiée depuis" in works.get(f"/guichet/agents/modeles/{template.pk}/").content.decode()
    actions.save_template(Actor(agent), template, **values)
    assert not citations.shown(template.cites)[0].changed
    works.post(f"/guichet/agents/modeles/{template.pk}/archiver/")
    template.refresh_from_db()
    assert template.archived


def test_citations_stale_gone_ended():
    sealed = citations.seal(["duty:mdr-rule-11", "duty:none", "source:press-kit"])
    assert citations.references(sealed) == ["duty:mdr-rule-11"]
    assert not citations.shown(sealed, clock.today())[0].to_read_again
    assert citations.shown(sealed, date(2030, 1, 1))[0].stale
    gone = citations.shown([{**sealed[0], "entry": "duty:gone"}])[0]
    assert (gone.entry, gone.title.fr) == (None, sealed[0]["title"]["fr"])
    assert (
        citations.reference_in("https://agathe.example/comprendre/duty/mdr-rule-11/?q=x")
        == "duty:mdr-rule-11"
    )
    assert citations.reference_in("n’importe quoi") is None


def test_unknown_entry_is_named(thread, agent, client_of):
    page = client_of(agent).post(
        f"/guichet/agents/questions/{thread.pk}/repondre/",
        {"body": "Oui", "cites": "duty:inconnue", "seen": 0, "do": "answer"},
    )
    assert "duty:inconnue" in page.content.decode()
    assert not Message.objects.exists()


def test_figures(thread, founder, agent, client_of):
    assert figures.figures().hours is None
    actions.ask(Actor(founder), Asked("=cmd|' /C calc'!A0", "Texte", "other"))
    actions.answer(Actor(agent), thread, "Oui.", seen=0)
    Thread.objects.filter(pk=thread.pk).update(asked_at=clock.now() - timedelta(hours=10))
    found = figures.figures()
    assert (found.total, found.recent, found.open, found.answered) == (2, 2, 1, 1)
    assert found.hours == pytest.approx(10, abs=0.1)
    works = client_of(agent)
    assert "10 heures" in works.get("/guichet/agents/chiffres/").content.decode().replace(
        "\u202f", " "
    ).replace(",0", "")
    rows = list(csv.DictReader(io.StringIO(works.get("/guichet/agents/chiffres.csv").content.decode())))
    assert [row["state"] for row in rows] == ["answered", "sent"]
    assert "calc" not in str(rows)


def test_pages_stay_light(founder, agent, client_of):
    for number in range(25):
        thread = actions.ask(Actor(founder), Asked(f"Question {number}", "Texte", "data", 3), demo=True)
        actions.take(Actor(agent), thread)
    for _ in range(25):
        Message.objects.create(
            thread=thread, kind="answer", author=agent, body="Réponse", cites=citations.seal(["duty:pecan"])
        )
    for browser, address in (
        (client_of(founder), "/guichet/"), (client_of(founder), f"/guichet/questions/{thread.pk}/"), (client_of(agent), "/guichet/agents/"),
        (client_of(founder), f"/guichet/questions/{thread.pk}/?page=1"), (client_of(agent), f"/guichet/agents/questions/{thread.pk}/"),
    ):  # fmt: skip
        assert elements(browser.get(address).content.decode()) <= 300, address


def elements(html: str) -> int:
    """Elements outside drawings."""
    count, inside = 0, False
    for part in html.split("<")[1:]:
        inside = inside or part.startswith("svg")
        count += not inside and part[:1].isalpha()
        inside = inside and not part.startswith("/svg")
    return count


def test_demonstration_is_made_once(founder, agent, project):
    for _ in range(2):
        actions.demo(founder, agent, project)
    assert sorted(Thread.objects.values_list("state", flat=True)) == ["answered", "closed", "waiting"]
    assert AnswerTemplate.objects.count() == 2
    assert all(one.cites for one in Message.objects.exclude(kind="message"))
    other = start(Actor(agent), name="Un autre")
    actions.demo(founder, agent, other)
    assert Thread.objects.count() == 3


def test_typed_texts_become_paragraphs_and_links():
    shown = paragraphs("Un <b>\n\n \nVoir (https://a.example/x?y=1&z=2), puis http://b.example.")
    assert shown == (
        "<p>Un &lt;b&gt;</p>\n<p>Voir ("
        '<a href="https://a.example/x?y=1&amp;z=2" rel="nofollow noopener ugc">https://a.example/x?y=1&amp;z=2</a>), puis '
        '<a href="http://b.example" rel="nofollow noopener ugc">http://b.example</a>.</p>'
    )
    assert "<a" not in paragraphs("javascript:alert(1) https://a.example", links=False)
    assert "<a" not in paragraphs("javascript:alert(1) data:text/html,x")
