"""Somebody who answers the guided path from a profile: what the profile does not say, they do not know."""

import re
from collections.abc import Mapping
from typing import Any

from agathe.knowledge import Knowledge
from agathe.knowledge.schema.question import GroupMember

Answers = Mapping[str, Any]
UNKNOWN = "not-known-yet"
"""What a page sends for "I don't know yet"."""
SETTLED = """before => {
    const heading = document.querySelector('main h1');
    return heading && heading !== before && document.readyState === 'complete'
        && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added');
}"""


def slug_of(page: Any) -> str:
    """Name of the screen that a page shows."""
    action = page.locator("main form fieldset").locator("xpath=ancestor::form").get_attribute("action")
    found = re.search(r"/question/([^/]+)/$", action)
    assert found is not None
    return found[1]


def fill(page: Any, answers: Answers, knowledge: Knowledge) -> str:
    """Fill in the screen that a page shows, without sending it; its name."""
    slug = slug_of(page)
    if slug in knowledge.question_groups:
        _fill_boxes(page, {m.question: m for m in knowledge.question_groups[slug].members}, answers)
        return slug
    question, given = knowledge.questions[slug], answers.get(slug)
    if question.type in ("number", "date"):
        if given is None:
            page.locator("main input[name=unknown]").check()
        else:
            page.locator("main input[name=answer]").fill(str(given))
        return slug
    own = next((option.id for option in question.options if option.label.fr == "Je ne sais pas"), UNKNOWN)
    values = [own] if given is None else [{True: "yes", False: "no"}.get(one, one) for one in _list(given)]
    if page.locator("main select[name=answer]").count():
        page.locator("main select[name=answer]").select_option(values[0])
    else:
        for value in values:
            page.locator(f"main input[name=answer][value='{value}']").check()
    return slug


def _fill_boxes(page: Any, members: Mapping[str, GroupMember], answers: Answers) -> None:
    shown = page.locator("main input[name=shown]").evaluate_all("all => all.map(one => one.value)")
    unknown = [id_ for id_ in shown if answers.get(id_) is None]
    ticked = [id_ for id_ in shown if id_ not in unknown and not _left_empty(members[id_], answers[id_])]
    boxes = page.locator("main fieldset > label input[name=answer]")
    if len(unknown) == len(shown):
        boxes.and_(page.locator(f"[value={UNKNOWN}]")).check()
        return
    if not ticked and not unknown:
        boxes.and_(page.locator("[value=none-of-these]")).check()
    for id_ in ticked:
        boxes.and_(page.locator(f"[value='{id_}']")).check()
    if unknown:
        if page.locator("main fieldset details[open]").count() == 0:
            page.locator("main fieldset summary").click()
        for id_ in unknown:
            page.locator(f"main input[name=unknown][value='{id_}']").check()


def _left_empty(member: GroupMember, given: Any) -> bool:
    return _list(given) == [member.unticked]


def _list(given: Any) -> list[Any]:
    return list(given) if isinstance(given, list | tuple) else [given]


def go_on(page: Any) -> None:
    """Send the screen and wait for what comes next."""
    before = page.locator("main h1").element_handle()
    page.locator("main .acts button.btn").first.click()
    page.wait_for_function(SETTLED, arg=before)


def walk(page: Any, answers: Answers, knowledge: Knowledge, most: int = 120) -> list[str]:
    """Answer screen after screen until nothing matters any more; their names."""
    asked: list[str] = []
    while page.locator("main form fieldset").count():
        assert len(asked) < most, asked
        asked.append(fill(page, answers, knowledge))
        go_on(page)
    return asked
