"""The watch against brute force: the roadmap of each profile, built on both sides and compared."""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agathe.knowledge import Knowledge, load_knowledge
from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.watch import Change, Watch, watch
from agathe.roadmap.watch.states import ABSENT, SHUT, StateTable
from agathe.rules import Engine, Profile, read_profile
from agathe.rules.interview.plausible import plausible_profiles
from agathe.rules.profiles import Profiles

ROOT = Path(__file__).resolve().parents[3] / "knowledge"
DAY = date(2026, 11, 25)
WAYS = ("pathway", "scheme", "country")
Key = tuple[str, str]


@cache
def engine(day: date) -> Engine:
    return Engine(base(), day)


@cache
def base() -> Knowledge:
    return load_knowledge()


@cache
def examples() -> tuple[Profile, ...]:
    return tuple(read_profile(path, base()) for path in sorted((ROOT / "examples").glob("*.yaml")))


@cache
def drawn() -> tuple[Profile, ...]:
    """Plausible profiles, complete and partly answered, some with a duty ticked."""
    draw = random.Random(7)
    profiles = list(plausible_profiles(engine(DAY), 24, 5))
    for number, profile in enumerate(profiles[:16]):
        kept = {id_: answer for id_, answer in profile.answers.items() if draw.random() < 0.6}
        done = {duty: "" for duty in base().duties if draw.random() < 0.05}
        profiles.append(replace(profile, answers=kept, done=done, name=f"partly {number}"))
    return tuple(profiles)


def states(roadmap: Roadmap, rules: Engine) -> tuple[dict[Key, str], set[str]]:
    """State of each conclusion, read in the roadmap, and the markets the project does not aim at."""
    found: dict[Key, str] = {}
    for decision in roadmap.decisions:
        found["decision", decision.id] = ("upcoming:" if decision.upcoming else "") + "|".join(
            decision.options
        )
    for duty in rules.knowledge.duties:
        found["duty", f"duty:{duty}"] = ABSENT
    for stage in roadmap.stages:
        for duty in stage.duties:
            found["duty", f"duty:{duty.id}"] = duty.status
    for trigger in rules.knowledge.evaluation_triggers.values():
        found["requirement", f"evaluation:{trigger.id}"] = ABSENT
        if trigger.budget_impact is not None:
            found["requirement", f"evaluation:{trigger.id}/budget-impact"] = ABSENT
    for requirement in roadmap.requirements:
        found["requirement", f"evaluation:{requirement.id}"] = requirement.status
    for way in (*roadmap.pathways, *roadmap.schemes, *roadmap.countries):
        found[way.kind, f"{way.kind}:{way.id}"] = way.status
        if way.availability is not None:
            found["window", f"scheme:{way.id}"] = way.availability
    return found, {f"country:{way.id}" for way in roadmap.countries if way.wanted == "no"}


def brute_force(before: Engine, after: Engine, profiles: Sequence[Profile]) -> set[tuple[int, Key, str, str]]:
    """Changes found by building every roadmap twice."""
    found = set()
    for row, profile in enumerate(profiles):
        sides = []
        for rules in (before, after):
            known = {id_: a for id_, a in profile.answers.items() if id_ in rules.knowledge.questions}
            done = {id_: proof for id_, proof in profile.done.items() if id_ in rules.knowledge.duties}
            sides.append(
                states(build_roadmap(rules.judge(replace(profile, answers=known, done=done))), rules)
            )
        (old, unwanted), (new, still_unwanted) = sides
        for key in {**old, **new}:
            left, right = old.get(key, ABSENT), new.get(key, ABSENT)
            kind, id_ = key
            if left == right or (kind in WAYS and left in SHUT and right in SHUT):
                continue
            if kind == "country" and not wanted(id_, (old, unwanted), (new, still_unwanted)):
                continue
            if kind == "window" and shut_on_a_side(id_, old, new):
                continue
            found.add((row, key, left, right))
    return found


def wanted(id_: str, *sides: tuple[dict[Key, str], set[str]]) -> bool:
    return any(("country", id_) in known and id_ not in unwanted for known, unwanted in sides)


def shut_on_a_side(id_: str, *sides: dict[Key, str]) -> bool:
    return any(side.get(("scheme", id_)) in SHUT for side in sides if ("scheme", id_) in side)


def told(result: Watch) -> set[tuple[int, Key, str, str]]:
    return {
        (row, (change.kind, change.id), change.before, change.after)
        for change in result.changes
        for row in change.profiles
    }


def change(result: Watch, id_: str, kind: str | None = None) -> Change:
    (found,) = [c for c in result.changes if c.id == id_ and kind in (None, c.kind)]
    return found


# ---------------------------------------------------------------------- states by column


@pytest.mark.parametrize("day", [date(2024, 3, 1), DAY, date(2029, 6, 1)])
def test_states_by_column_are_those_of_the_roadmap(day: date) -> None:
    profiles = (*examples(), *drawn(), Profile())
    table = StateTable(engine(day))
    found = table(Profiles.of(profiles).encoded(base()))
    columns = {}
    for key, subject in table.subjects.items():
        codes, names = found.of(subject)
        columns[key] = [names[code] for code in codes]
    for row, profile in enumerate(profiles):
        expected, unwanted = states(build_roadmap(engine(day).judge(profile)), engine(day))
        assert {key: column[row] for key, column in columns.items()} == expected
        for key, subject in table.subjects.items():
            if key[0] == "country":
                assert bool(found.aimed_at(subject)[row]) == (key[1] not in unwanted)


def test_states_in_packed_words_are_those_in_integers() -> None:
    profiles = Profiles.of(drawn() * 110)  # more than a few thousand: another form of planes
    assert len(profiles) > 4096
    table = StateTable(engine(DAY))
    many, few = table(profiles.encoded(base())), table(Profiles.of(drawn()).encoded(base()))
    for subject in table.subjects.values():
        codes, names = many.of(subject)
        other, other_names = few.of(subject)
        assert [names[c] for c in codes[: len(drawn())]] == [other_names[c] for c in other]


# ---------------------------------------------------------------------- two dates


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 6, 1), date(2027, 12, 31)),
        (date(2025, 9, 11), date(2025, 9, 12)),
        (date(2027, 12, 1), date(2029, 3, 26)),
    ],
)
def test_between_two_days_the_watch_finds_what_brute_force_finds(first: date, last: date) -> None:
    profiles = (*examples(), *drawn())
    result = watch(engine(first), engine(last), Profiles.of(profiles))
    expected = brute_force(engine(first), engine(last), profiles)
    assert told(result) == expected
    assert expected
    assert result.touched == len({row for row, *_ in expected})


def test_ai_act_becomes_due_on_the_day_of_the_text() -> None:
    result = watch(engine(date(2027, 12, 1)), engine(date(2027, 12, 2)), Profiles.of((*examples(), *drawn())))
    found = [c for c in result.changes if c.id == "duty:ai-high-risk-annex-iii" and c.after == "applies"]
    assert found
    for item in found:
        assert (item.before, item.effect, item.since) == ("upcoming", "asks", date(2027, 12, 2))
        assert item.action == base().duties["ai-high-risk-annex-iii"].action
        assert item.grounds.legal_ref == base().duties["ai-high-risk-annex-iii"].legal_ref
        assert item.grounds.citations
        assert {cause.day for cause in item.causes} == {date(2027, 12, 2)}
        assert "2 décembre 2027" in item.causes[0].text.fr
        assert "2 December 2027" in item.causes[0].text.en


def test_every_change_has_a_cause() -> None:
    profiles = Profiles.of((*examples(), *drawn()))
    for first, last in ((date(2024, 1, 1), DAY), (DAY, date(2030, 12, 31))):
        for item in watch(engine(first), engine(last), profiles).changes:
            assert item.causes, (item.id, item.before, item.after)
            assert all(0 < cause.profiles <= len(item.profiles) for cause in item.causes)


def test_a_date_of_the_project_that_passes_is_the_cause() -> None:
    profile = next(p for p in examples() if p.source and p.source.endswith("agathe-6-reimbursement.yaml"))
    young = profile.answered("company_creation_date", date(2020, 1, 15))
    result = watch(engine(date(2027, 6, 1)), engine(date(2028, 6, 1)), Profiles.of([young]))
    found = change(result, "scheme:jei", "scheme")
    assert (found.before in ("open", "not_yet", "to_argue"), found.after, found.effect) == (
        True,
        "closed",
        "closes",
    )
    assert [cause.reason for cause in found.causes] == ["today"]
    assert base().questions["company_creation_date"].label.fr in found.causes[0].text.fr
    assert found.since is None


# ---------------------------------------------------------------------- properties

days = st.dates(date(2023, 1, 1), date(2031, 12, 31))


@settings(max_examples=15, deadline=None)
@given(days, st.integers(0, 1000))
def test_nothing_changes_between_a_state_of_the_law_and_itself(day: date, seed: int) -> None:
    rules = engine(day)
    result = watch(rules, rules, Profiles.of(plausible_profiles(engine(DAY), 8, seed)))
    assert (result.changes, result.touched) == ((), 0)


@settings(max_examples=15, deadline=None)
@given(days, days, st.integers(0, 1000))
def test_reversing_the_sides_swaps_before_and_after(first: date, last: date, seed: int) -> None:
    profiles = Profiles.of((*plausible_profiles(engine(DAY), 8, seed), *examples()))
    there, back = watch(engine(first), engine(last), profiles), watch(engine(last), engine(first), profiles)
    assert {(row, key, after, before) for row, key, before, after in told(there)} == told(back)

    def why(result: Watch, *, swap: bool) -> set[object]:
        return {
            (c.kind, c.id, *((c.after, c.before) if swap else (c.before, c.after)), cause.reason, cause.on, cause.day)
            for c in result.changes
            for cause in c.causes
        }  # fmt: skip

    assert why(there, swap=True) == why(back, swap=False)


def test_the_same_input_gives_the_same_result() -> None:
    profiles = Profiles.of((*examples(), *drawn()))
    first, second = (watch(Engine(base(), DAY), Engine(base(), date(2029, 4, 1)), profiles) for _ in range(2))
    assert first == second


# ---------------------------------------------------------------------- two versions of the base

Edit = Callable[[str, str, str], Engine]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """The rules on the usual day, after one replacement in one file of the base."""
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT, folder)

    def edit(file: str, old: str, new: str) -> Engine:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, text.count(old)
        path.write_text(text.replace(old, new), encoding="utf-8")
        return Engine(load_knowledge(folder, cache=False), DAY)

    return edit


def entry(file: str, id_: str) -> str:
    """Text of one entry of a file."""
    text = (ROOT / file).read_text(encoding="utf-8")
    start = text.index(f"- id: {id_}\n")
    end = text.find("\n- id: ", start)
    return text[start : len(text) if end < 0 else end + 1]


def compared(after: Engine) -> Watch:
    """The watch between today's base and an edited one, checked against brute force."""
    profiles = (*examples(), *drawn())
    result = watch(engine(DAY), after, Profiles.of(profiles))
    assert told(result) == brute_force(engine(DAY), after, profiles)
    assert all(item.causes for item in result.changes)
    return result


def test_a_date_of_effect_moved(edited: Edit) -> None:
    text = entry("duties/product.yaml", "product-liability")
    after = edited(
        "duties/product.yaml", text, text.replace("valid_from: 2026-12-09", "valid_from: 2026-10-01")
    )
    result = compared(after)
    assert {c.id for c in result.changes} == {"duty:product-liability"}
    (found,) = result.changes
    assert (found.before, found.after, found.effect) == ("upcoming", "applies", "asks")
    (cause,) = found.causes
    assert (cause.reason, cause.fields) == ("version", (("valid_from", "2026-12-09", "2026-10-01"),))


def test_a_condition_rewritten(edited: Edit) -> None:
    text = entry("countries/countries.yaml", "de-diga")
    after = edited(
        "countries/countries.yaml",
        text,
        text.replace("when: mdr_class in ('I', 'Im', 'IIa', 'IIb')", "when: mdr_class in ('I', 'Im', 'IIa')"),
    )
    result = compared(after)
    assert {c.id for c in result.changes} == {"country:de-diga"}
    for found in result.changes:
        assert [cause.on for cause in found.causes] == ["country:de-diga/device-class"]
        ((path, old, new),) = found.causes[0].fields
        assert path == "criteria[device-class].when"
        assert ("IIb" in old, "IIb" in new) == (True, False)


def test_a_threshold_changed(edited: Edit) -> None:
    file, id_ = "parameters.yaml", "innovation_threshold_eur"
    after = edited(file, entry(file, id_), entry(file, id_).replace("value: 100000", "value: 1000"))
    result = compared(after)
    assert {c.id for c in result.changes} == {"pathway:public-procurement-innovation"}
    for found in result.changes:
        (cause,) = found.causes
        assert (cause.reason, cause.title) == ("parameter", base().parameters[id_].title)
        assert "100,000 becomes 1,000 (EUR)" in cause.text.en


def test_a_threshold_that_has_another_value_from_a_day() -> None:
    contract = [replace(p, answers={**p.answers, "purchase_value": 50_000.0}) for p in examples()]
    result = watch(engine(date(2026, 3, 31)), engine(date(2026, 4, 1)), Profiles.of(contract))
    changes = [c for c in result.changes if c.id == "pathway:public-procurement-small"]
    assert changes
    for found in changes:
        assert [(cause.reason, cause.day) for cause in found.causes] == [("parameter", date(2026, 4, 1))]
        assert found.since == date(2026, 4, 1)


def test_a_condition_of_a_fact_upstream_rewritten(edited: Edit) -> None:
    file = "facts/device.yaml"
    text = entry(file, "mdr_class")
    row = text[text.index("value: IIb") :]
    after = edited(file, text, text.replace(row, row.replace("value: IIb", "value: III", 1)))
    result = compared(after)
    assert any(c.kind == "decision" and c.id == "mdr_class" for c in result.changes)
    downstream = [c for c in result.changes if c.kind != "decision"]
    assert downstream
    for found in downstream:
        assert "mdr_class" in {cause.on for cause in found.causes if cause.reason == "version"}


def test_a_duty_removed_and_put_back(edited: Edit) -> None:
    after = edited("duties/product.yaml", entry("duties/product.yaml", "product-liability"), "")
    result = compared(after)
    assert {(c.id, c.after, c.effect) for c in result.changes} == {("duty:product-liability", ABSENT, "ends")}
    assert [cause.reason for c in result.changes for cause in c.causes] == ["removed"] * len(result.changes)
    assert all(c.grounds.citations for c in result.changes)
    back = watch(after, engine(DAY), Profiles.of(examples()))
    assert {c.id for c in back.changes} == {"duty:product-liability"}
    assert {cause.reason for c in back.changes for cause in c.causes} == {"added"}


def test_words_alone_change_nothing(edited: Edit) -> None:
    text = entry("countries/countries.yaml", "it")
    after = edited(
        "countries/countries.yaml", text, text.replace("{fr: Italie, en: Italy}", "{fr: L'Italie, en: Italy}")
    )
    assert compared(after).changes == ()


def test_a_question_one_side_does_not_know_is_told(edited: Edit) -> None:
    folder_file = "questions/12_international.yaml"
    text = (ROOT / folder_file).read_text(encoding="utf-8")
    extra = """
- id: exports_before
  type: boolean
  theme: international
  label: {fr: déjà exporté, en: exported before}
  question: {fr: 'Déjà exporté ?', en: 'Exported before?'}
  help: {fr: Un texte., en: A text.}
  why: {fr: Un texte., en: A text.}
  weight: 0.5
"""
    after = edited(folder_file, text, text + extra)
    profile = replace(examples()[0], answers={**examples()[0].answers, "exports_before": True})
    result = watch(engine(DAY), after, Profiles.of([examples()[1], profile]))
    (notice,) = [n for n in result.notices if n.kind == "unread"]
    assert (notice.side, notice.profiles) == ("before", (1,))
    assert "exports_before" in notice.text.fr
    assert "exports_before" in notice.text.en
    assert result.changes == ()


def test_contradictions_are_told() -> None:
    rule = next(r for r in base().consistency.values() if r.severity == "error")
    broken = [
        p
        for p in (*drawn(), *examples(), *_contradictory())
        if engine(DAY).judge(p).false(f"check:{rule.id}")
    ]
    assert broken
    result = watch(engine(DAY), engine(DAY), Profiles.of([Profile(), *broken]))
    assert any(
        n.kind == "contradiction" and n.text == rule.message and 1 in n.profiles for n in result.notices
    )


def _contradictory() -> Iterator[Profile]:
    draw = random.Random(1)
    questions = base().questions
    for _ in range(400):
        answers = {}
        for question in questions.values():
            if question.type == "boolean":
                answers[question.id] = draw.random() < 0.5
            elif question.type == "choice":
                answers[question.id] = draw.choice([o.id for o in question.options])
            elif question.type == "multi":
                answers[question.id] = (draw.choice([o.id for o in question.options]),)
        yield Profile(answers)
