"""A question from the founder to the answer, with its dossier."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from agathe_web.counter import actions, queries
from agathe_web.counter.actions import Asked
from agathe_web.counter.deadlines import working_day
from agathe_web.counter.models import Dossier, Message, Note, Thread
from agathe_web.journal.models import Entry
from agathe_web.projects import actions as projects
from agathe_web.projects.models import EDITOR, READER, Membership
from agathe_web.rights import Actor

FORM = {
    "title": "Faut-il un marquage CE ?",
    "question": "Notre outil prévient l’équipe.",
    "topic": "qualification",
    "stage": "4",
}


def test_asked_assigned_answered_closed(founder, agent, client_of, project):
    asks, answers = client_of(founder), client_of(agent)
    shown = asks.post(
        "/guichet/poser/", {**FORM, "project": project.pk, "about": "duty:mdr-rule-11", "do": "preview"}
    )
    assert "Relire avant l’envoi" in shown.content.decode()
    assert not Thread.objects.exists()
    sent = asks.post(
        "/guichet/poser/",
        {
            **FORM,
            "project": project.pk,
            "about": "duty:mdr-rule-11",
            "do": "send",
            "consent": "1",
            "seen": project.number,
        },
    )
    thread = Thread.objects.get()
    assert sent.url == f"/guichet/questions/{thread.pk}/envoyee/"
    assert "version 1" in asks.get(sent.url).content.decode()
    assert (thread.state, thread.about, thread.dossier.number) == ("sent", "duty:mdr-rule-11", 1)

    case = f"/guichet/agents/questions/{thread.pk}/"
    assert thread.title in answers.get("/guichet/agents/").content.decode()
    answers.post(f"{case}prendre/")
    thread.refresh_from_db()
    assert (thread.state, thread.agent) == ("assigned", agent)
    answers.post(
        f"{case}repondre/",
        {"body": "Oui, lisez la règle 11.", "cites": "duty:mdr-rule-11", "seen": 0, "do": "answer"},
    )
    thread.refresh_from_db()
    assert thread.state == "answered"
    assert [one.to for one in mail.outbox] == [[founder.email]]
    assert f"http://localhost:8000/guichet/questions/{thread.pk}/" in mail.outbox[0].body
    assert "règle 11" not in mail.outbox[0].body

    page = asks.get(f"/guichet/questions/{thread.pk}/").content.decode()
    assert "Oui, lisez la règle 11." in page
    assert "Classer un logiciel" in page
    assert "confiance haute" in page
    asks.post(f"/guichet/questions/{thread.pk}/resolue/")
    thread.refresh_from_db()
    assert thread.state == "closed"
    asks.post(f"/guichet/questions/{thread.pk}/rouvrir/")
    thread.refresh_from_db()
    assert thread.state == "assigned"
    acts = list(
        Entry.objects.filter(about=f"thread:{thread.pk}").order_by("number").values_list("act", flat=True)
    )
    assert acts == ["counter.ask", "counter.take", "counter.answer", "counter.solve", "counter.reopen"]


def test_without_consent_no_dossier(founder, client_of, project):
    client_of(founder).post("/guichet/poser/", {**FORM, "project": project.pk, "do": "send", "seen": "1"})
    assert Thread.objects.get().project == project
    assert not Dossier.objects.exists()


def test_the_dossier_is_frozen(thread, founder, agent, project, client_of):
    projects.answer(Actor(founder), project, {"organisation_type": "company"}, seen=project.number)
    thread.dossier.refresh_from_db()
    assert thread.dossier.profile["answers"] == {}
    assert thread.dossier.number == 1
    page = client_of(agent).get(f"/guichet/questions/{thread.pk}/dossier/").content.decode()
    assert "Version 1 du projet" in page
    assert "À confirmer" in page


def test_consent_is_for_what_was_seen(founder, project, client_of):
    projects.answer(Actor(founder), project, {"organisation_type": "company"}, seen=project.number)
    shown = client_of(founder).post(
        "/guichet/poser/", {**FORM, "project": project.pk, "do": "send", "consent": "1", "seen": "1"}
    )
    assert "Relisez le dossier" in shown.content.decode()
    assert not Thread.objects.exists()


def test_withdrawn_dossier_is_erased(thread, founder, agent, client_of):
    asks = client_of(founder)
    assert "sera effacé" in asks.get(f"/guichet/questions/{thread.pk}/dossier/retirer/").content.decode()
    asks.post(f"/guichet/questions/{thread.pk}/dossier/retirer/")
    assert not Dossier.objects.exists()
    assert (
        "Le partage a été retiré"
        in client_of(agent).get(f"/guichet/questions/{thread.pk}/dossier/").content.decode()
    )


def test_erasing_the_project_erases_the_dossier(thread, founder, project):
    projects.erase(Actor(founder), project)
    assert not Dossier.objects.exists()
    assert Thread.objects.get().project is None


def test_details_asked_for_then_given(thread, founder, agent):
    actions.answer(Actor(agent), thread, "Quelle destination ?", seen=0, asks=True)
    thread.refresh_from_db()
    assert (thread.state, thread.answered_at) == ("waiting", None)
    actions.write(Actor(founder), thread, "Prévenir les escarres.")
    thread.refresh_from_db()
    assert (thread.state, thread.revision) == ("assigned", 2)
    assert [one.to for one in mail.outbox] == [[founder.email], [agent.email]]


def test_two_answers_at_once_lose_none(thread, agent, other_agent, client_of):
    first, second = client_of(agent), client_of(other_agent)
    address = f"/guichet/agents/questions/{thread.pk}/repondre/"
    first.post(address, {"body": "Première réponse", "seen": 0, "do": "answer"})
    late = second.post(
        address, {"body": "Seconde réponse", "cites": "duty:mdr-rule-11", "seen": 0, "do": "answer"}
    )
    page = late.content.decode()
    assert late.status_code == 200
    assert "Rien n’est envoyé" in page
    assert "Première réponse" in page
    assert "Seconde réponse" in page
    assert 'name="seen" value="1"' in page
    second.post(address, {"body": "Seconde réponse", "cites": "duty:mdr-rule-11", "seen": 1, "do": "answer"})
    assert list(Message.objects.values_list("body", flat=True)) == ["Première réponse", "Seconde réponse"]


def test_pressing_twice_sends_once(thread, founder, agent):
    for _ in range(2):
        actions.write(Actor(founder), thread, "Encore une chose.")
    for _ in range(2):
        actions.answer(Actor(agent), thread, "Voici.", seen=1)
    assert list(Message.objects.values_list("body", flat=True)) == ["Encore une chose.", "Voici."]
    asked = Asked("Une question", "Un texte", "other")
    assert actions.ask(Actor(founder), asked) == actions.ask(Actor(founder), asked)


def test_ten_questions_a_day(founder, client_of):
    for number in range(actions.DAILY):
        actions.ask(Actor(founder), Asked(f"Question {number}", "Texte", "other"))
    refused = client_of(founder).post("/guichet/poser/", {**FORM, "do": "send"})
    assert "Vous avez envoyé 10 questions" in refused.content.decode()


def test_working_days():
    assert working_day(date(2026, 11, 25)) == date(2026, 12, 2)
    assert working_day(date(2026, 11, 28)) == date(2026, 12, 4)


def test_due_date_asked_for(founder, settings):
    settings.TODAY = date(2026, 11, 25)
    asked = actions.ask(Actor(founder), Asked("a", "b", "other", wanted_on=date(2026, 11, 27)))
    assert asked.due_on == date(2026, 11, 27)
    assert queries.days_late(asked) == 0
    settings.TODAY = date(2026, 12, 1)
    assert queries.days_late(asked) == 4
    assert actions.ask(Actor(founder), Asked("c", "d", "other")).due_on == date(2026, 12, 8)


def test_a_past_date_is_refused(founder, client_of, settings):
    settings.TODAY = date(2026, 11, 25)
    page = client_of(founder).post("/guichet/poser/", {**FORM, "wanted_on": "2026-11-24"}).content.decode()
    assert "Choisissez une date à venir" in page


def test_rights(thread, project, person, founder, agent, client, client_of):
    stranger, reader, editor = person("zoe"), person("rene"), person("edith")
    Membership.objects.create(project=project, user=reader, role=READER)
    Membership.objects.create(project=project, user=editor, role=EDITOR)
    base = f"/guichet/questions/{thread.pk}/"
    read = {
        user: client_of(user).get(base).status_code for user in (founder, stranger, reader, editor, agent)
    }
    assert read == {founder: 200, stranger: 404, reader: 200, editor: 200, agent: 404}
    assert client.get(base).status_code == 404
    assert client_of(reader).post(f"{base}message/", {"body": "x"}).status_code == 404
    assert client_of(editor).post(f"{base}message/", {"body": "x"}).status_code == 302
    assert client_of(editor).get(f"{base}dossier/retirer/").status_code == 404
    assert client_of(stranger).get(f"{base}dossier/").status_code == 404
    assert client_of(agent).get(f"{base}dossier/").status_code == 200
    for user in (founder, stranger, reader, editor):
        asks = client_of(user)
        assert asks.get("/guichet/agents/").status_code == 404
        assert asks.get(f"/guichet/agents/questions/{thread.pk}/").status_code == 404
        assert asks.post(f"/guichet/agents/questions/{thread.pk}/prendre/").status_code == 404
        assert asks.get("/guichet/agents/chiffres.csv").status_code == 404
    assert client.get("/guichet/agents/").status_code == 302
    assert client.get("/guichet/poser/").status_code == 302
    for act in (actions.take, actions.release, actions.close):
        with pytest.raises(PermissionDenied):
            act(Actor(founder), thread)
    with pytest.raises(PermissionDenied):
        actions.solve(Actor(agent), thread)
    with pytest.raises(PermissionDenied):
        actions.ask(Actor(stranger), Asked("a", "b", "other"), project=project)


def test_neither_a_shared_link_nor_the_story_opens_the_questions(thread, project, person, client_of):
    project.chapter, project.share_key = 4, "k" * 14
    project.save()
    stranger = person("zoe")
    browser = client_of(stranger)
    session = browser.session
    session["shared"] = [project.share_key]
    session.save()
    assert browser.get(f"/guichet/questions/{thread.pk}/").status_code == 404
    assert not queries.threads_of(Actor(stranger)).exists()


def test_only_posts_change(thread, founder, agent, client_of):
    asks, answers = client_of(founder), client_of(agent)
    for name in ("message", "resolue", "rouvrir"):
        assert asks.get(f"/guichet/questions/{thread.pk}/{name}/").status_code == 405
    for name in ("prendre", "confier", "rendre", "note", "repondre", "clore"):
        assert answers.get(f"/guichet/agents/questions/{thread.pk}/{name}/").status_code == 405


def test_unknown_numbers_are_not_found(founder, agent, client_of):
    for pk in ("0", "999", "9" * 30):
        assert client_of(founder).get(f"/guichet/questions/{pk}/").status_code == 404
        assert client_of(agent).get(f"/guichet/agents/modeles/{pk}/").status_code == 404


def test_notes_never_reach_the_founder(thread, founder, agent, client_of):
    client_of(agent).post(f"/guichet/agents/questions/{thread.pk}/note/", {"note": "À traiter avec prudence"})
    assert Note.objects.get().author == agent
    assert "prudence" in client_of(agent).get(f"/guichet/agents/questions/{thread.pk}/").content.decode()
    assert "prudence" not in client_of(founder).get(f"/guichet/questions/{thread.pk}/").content.decode()


def test_english(thread, founder, agent, client_of):
    founder.language = "en"
    founder.save()
    page = client_of(founder).get(f"/en/guichet/questions/{thread.pk}/").content.decode()
    assert "No answer yet" in page
    actions.answer(Actor(agent), thread, "Yes.", seen=0)
    assert mail.outbox[0].subject == "The help desk has answered you – Agathe"
    assert f"http://localhost:8000/en/guichet/questions/{thread.pk}/" in mail.outbox[0].body


def test_personal_data_then_forgotten(thread, founder, agent, client_of):
    actions.write(Actor(founder), thread, "Mon message")
    kept = queries.personal_data(founder)
    assert kept["questions"][0]["title"] == thread.title
    assert kept["questions"][0]["dossier"]["version"] == 1
    assert kept["messages"][0]["body"] == "Mon message"
    actions.forget(founder)
    thread = Thread.objects.get()
    assert (thread.author, thread.state) == (None, "closed")
    assert not Dossier.objects.exists()
    page = client_of(agent).get(f"/guichet/agents/questions/{thread.pk}/").content.decode()
    assert "Compte supprimé" in page
    assert "Mon message" in page
    assert queries.personal_data(founder)["questions"] == []


def test_forgotten_agent(thread, agent):
    actions.take(Actor(agent), thread)
    actions.note(Actor(agent), thread, "Une note")
    actions.forget(agent)
    thread.refresh_from_db()
    assert (thread.agent, thread.state) == (None, "sent")
    assert Note.objects.get().author is None


def test_demonstration_accounts_get_no_mail(thread, founder, agent):
    founder.demo = True
    founder.save()
    actions.answer(Actor(agent), thread, "Oui.", seen=0)
    assert mail.outbox == []


def test_hostile_texts(founder, agent, project, client_of):
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    asks, answers = client_of(founder), client_of(agent)
    form = {
        "title": bad,
        "question": f"{bad}\r\n\r\nhttps://a.example/?x=<b>\u202e",
        "topic": "other",
        "tried": bad,
        "about": bad,
    }
    pages = [asks.post("/guichet/poser/", form)]
    form["about"] = ""
    pages.append(asks.post("/guichet/poser/", {**form, "do": "preview", "project": project.pk}))
    asks.post("/guichet/poser/", {**form, "do": "send"})
    thread = Thread.objects.get()
    assert "\u202e" not in thread.question
    assert "\r" not in thread.question
    asks.post(f"/guichet/questions/{thread.pk}/message/", {"body": bad})
    case = f"/guichet/agents/questions/{thread.pk}/"
    answers.post(f"{case}note/", {"note": bad})
    answers.post(
        "/guichet/agents/modeles/nouveau/", {"title_fr": bad, "title_en": bad, "body_fr": bad, "body_en": bad}
    )
    pages += [
        answers.post(f"{case}repondre/", {"body": bad, "cites": bad, "seen": 1, "do": "answer"}),
        answers.post(f"{case}repondre/", {"body": bad, "find": bad, "add": [bad], "seen": 1, "do": "find"}),
    ]
    answers.post(f"{case}repondre/", {"body": bad, "seen": 1, "do": "answer"})
    pages += [
        asks.get("/guichet/"), asks.get(f"/guichet/questions/{thread.pk}/"), answers.get(case), answers.get("/guichet/agents/"),
        answers.get("/guichet/agents/modeles/"), answers.get(f"/guichet/questions/{thread.pk}/dossier/"), asks.get(f"/guichet/poser/?about={bad}"),
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
    assert mail.outbox[0].subject == "Le guichet vous a répondu – Agathe"


def test_long_texts_are_refused(founder, client_of):
    page = client_of(founder).post(
        "/guichet/poser/", {**FORM, "title": "x" * 161, "question": "y" * 4001, "do": "send"}
    )
    assert page.status_code == 200
    assert not Thread.objects.exists()
