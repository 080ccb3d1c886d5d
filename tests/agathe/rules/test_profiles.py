"""Many profiles read by column: the same answers as one by one, and every wrong line told with its place."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agathe.knowledge import Knowledge
from agathe.rules import Engine, Profile, ProfileError, profile_from_plain, read_profile
from agathe.rules.columnar import Columns
from agathe.rules.interview.plausible import plausible_profiles
from agathe.rules.profiles import Profiles, ProfilesError, read_profiles

EXAMPLES = Path(__file__).resolve().parents[3] / "knowledge" / "examples"


def plain(profile: Profile) -> dict[str, Any]:
    return json.loads(json.dumps(profile.to_plain(), default=str))


def lines(path: Path, profiles: Sequence[object]) -> Path:
    path.write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in profiles), encoding="utf-8"
    )
    return path


def same(read: Profiles, profiles: Sequence[Profile], engine: Engine) -> None:
    """The columns are those of the profiles encoded one by one."""
    knowledge = engine.knowledge
    expected = Columns.of([profile.encoded(knowledge) for profile in profiles], engine.program.inputs)
    found = read.encoded(knowledge)
    assert found.size == len(profiles)
    for id_, column in expected.columns.items():
        given = found.columns.get(id_)
        if given is None:  # nobody answered: unknown for everybody
            assert id_ not in read.columns
            continue
        np.testing.assert_array_equal(given.astype(column.dtype), column)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_lines_give_what_one_profile_at_a_time_gives(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    profiles = plausible_profiles(engine, 20, seed)
    duties = list(engine.knowledge.duties)
    profiles = [
        replace(
            p,
            name=f"P: {n}" if n % 3 else "",
            description="Un texte : long" if n % 5 == 0 else "",
            done={duties[n]: "preuve : le rapport"} if n % 4 == 0 else {},
        )
        for n, p in enumerate(profiles)
    ]
    path = lines(tmp_path_factory.mktemp("lines") / "many.jsonl", [plain(p) for p in profiles])
    read = read_profiles([path], engine.knowledge)
    same(read, profiles, engine)
    assert read.names[:2] == ["many.jsonl:1", "P: 1"]
    same(Profiles.of(profiles), profiles, engine)


def test_whole_example_profiles_on_lines(engine: Engine, tmp_path: Path) -> None:
    profiles = [read_profile(path, engine.knowledge) for path in sorted(EXAMPLES.glob("*.yaml"))]
    path = lines(tmp_path / "examples.jsonl", [plain(p) for p in profiles] * 2)
    same(read_profiles([path], engine.knowledge), profiles * 2, engine)


def test_a_folder_gives_its_files_in_order(engine: Engine) -> None:
    paths = sorted(EXAMPLES.glob("*.yaml"))
    profiles = [read_profile(path, engine.knowledge) for path in paths]
    read = read_profiles([EXAMPLES], engine.knowledge)
    assert list(read.names) == [profile.name for profile in profiles]
    same(read, profiles, engine)


def test_all_the_ways_to_write_an_answer(engine: Engine, tmp_path: Path) -> None:
    written: list[dict[str, Any]] = [
        {"beyond_storage": "oui", "markets": "france", "ce_status": None},
        {"beyond_storage": True, "markets": ["france"], "ce_status": "unknown"},
        {"beyond_storage": "NON", "project_budget_eur": 5},
        {"beyond_storage": None, "project_budget_eur": 5.0, "company_creation_date": "2020-02-29"},
        {"beyond_storage": "unknown", "project_budget_eur": "unknown", "markets": None},
        {"drives_device": False},
    ]
    known = engine.knowledge.questions
    written = [{id_: raw for id_, raw in answers.items() if id_ in known} for answers in written]
    profiles = [profile_from_plain({"answers": answers}, engine.knowledge) for answers in written]
    path = lines(tmp_path / "a.jsonl", [{"answers": answers} for answers in written])
    same(read_profiles([path], engine.knowledge), profiles, engine)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"answers": {"beyond_storag": true}}', ("vouliez-vous dire", "did you mean")),
        ('{"answers": {"beyond_storage": 1}}', ("il faut oui ou non", "yes or no is expected")),
        (
            '{"answers": {"markets": ["mars"]}}',
            ("n'est pas une réponse possible", "is not a possible answer"),
        ),
        ('{"answers": {"markets": []}}', ("au moins une", "at least one")),
        ('{"answers": {"beyond_storage": true, "beyond_storage": false}}', ("deux fois", "twice")),
        ('{"answers": {}, "answer": {}}', ("clé inconnue", "unknown key")),
        ('{"answers": {}, "agathe_profile": 9}', ("version de profil inconnue", "unknown profile version")),
        ('{"answers": {}, "done": {"no-such-duty": null}}', ("devoir inconnu", "unknown duty")),
        ('{"answers": {}, "done": {"mdr": null, "mdr": null}}', ("deux fois", "twice")),
        ('{"answers": {}, "done": [], "done": []}', ("deux fois", "twice")),
        ('{"answers": {}, "plan": 5}', ("plan", "plan")),
        ('{"answers": {}', ("ligne 3", "line 3")),
        ("[]", ("clé: valeur", "key: value")),
        ("5", ("clé: valeur", "key: value")),
        ('{"answers": ' + "[" * 5000 + "]" * 5000 + "}", ("", "")),
        ('{"name": "x"}', ("answers", "answers")),
        (
            '{"answers": {"company_creation_date": "2025-02-30"}}',
            ("une date qui existe", "a date that exists"),
        ),
        ('{"answers": {"beyond_storage": NaN}}', ("oui ou non", "yes or no")),
    ],
)
def test_a_wrong_line_is_told_with_its_file_and_number(
    knowledge: Knowledge, tmp_path: Path, line: str, words: tuple[str, str]
) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(f'{{"answers": {{}}}}\n\n{line}\n{{"answers": {{}}}}\n', encoding="utf-8")
    with pytest.raises(ProfilesError) as failure:
        read_profiles([path], knowledge)
    assert f"{path}:3" in failure.value.render("fr")
    assert words[0] in failure.value.render("fr")
    assert words[1] in failure.value.render("en")


def test_bytes_that_are_no_text_and_lines_without_end(knowledge: Knowledge, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"answers": {}}\n{"answers": {}, "name": "\xff"}\n' + b" " * 1_100_000 + b"\n{}"
    )
    with pytest.raises(ProfilesError) as failure:
        read_profiles([path], knowledge)
    told = failure.value.render("fr")
    assert f"{path}:1" not in told
    assert "UTF-8" in told
    assert f"{path}:3 : la ligne dépasse" in told
    assert f"{path}:4" in told


def test_the_first_twenty_problems_are_told_and_the_others_counted(
    knowledge: Knowledge, tmp_path: Path
) -> None:
    path = lines(tmp_path / "many.jsonl", [{"answers": {"nowhere": n}} for n in range(50)])
    with pytest.raises(ProfilesError) as failure:
        read_profiles([path, tmp_path / "absent.yaml"], knowledge)
    english = failure.value.render("en")
    assert english.startswith("51 unreadable profiles")
    assert english.count("many.jsonl:") == 20
    assert english.endswith("… and 31 more")


def test_nothing_to_read_is_an_error(knowledge: Knowledge, tmp_path: Path) -> None:
    with pytest.raises(ProfilesError):
        read_profiles([tmp_path], knowledge)


def test_another_version_may_know_more(
    make_knowledge: Callable[..., Knowledge], option_list: Callable[..., Any], tmp_path: Path
) -> None:
    old = make_knowledge(questions={
        "sick": {}, "gone": {}, "size": {"type": "choice", "options": option_list("s", "m")}, "kind": {},
    })  # fmt: skip
    new = make_knowledge(questions={
        "fresh": {}, "sick": {}, "size": {"type": "choice", "options": option_list("m", "l", "s", "unknown")},
        "kind": {"type": "choice", "options": option_list("a", "b")},
    })  # fmt: skip
    written = [
        {"sick": True, "gone": True, "size": "s", "kind": "a"},
        {"sick": False, "fresh": False, "size": "l", "kind": True},
        {"size": "unknown"},
    ]
    read = read_profiles([lines(tmp_path / "a.jsonl", [{"answers": a} for a in written])], new, old)
    before, after = read.encoded(old).columns, read.encoded(new).columns
    assert before["size"].tolist() == [1, 3, 3]
    assert after["size"].tolist() == [4, 2, 8]
    assert before["kind"].tolist() == [3, 1, 3]
    assert after["kind"].tolist() == [1, 3, 3]
    told = {(id_, text is None, tuple(rows)) for id_, text, rows in read.not_understood(old)}
    assert told == {("fresh", True, (1,)), ("size", False, (1,)), ("kind", False, (0,))}
    with pytest.raises(ProfilesError, match="fresh"):
        read_profiles([tmp_path / "a.jsonl"], old)


def test_errors_are_those_of_a_single_profile(knowledge: Knowledge, tmp_path: Path) -> None:
    content = {"answers": {"markets": ["mars"], "nowhere": 1}}
    path = tmp_path / "one.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ProfileError) as one:
        read_profile(path, knowledge)
    with pytest.raises(ProfilesError) as many:
        read_profiles([path], knowledge)
    assert many.value.render("fr") == one.value.render("fr")
