"""Speed of the law watch: 100,000 profiles by column, beside a loop that judges them one by one.

Run ``python -m benchmarks.watch`` from the repository. Plausible profiles are written to a JSON Lines file; reading it, both
evaluations, the comparison, its causes and the text for people are all in the time of the watch. The loop is timed on a
few profiles and extrapolated, in two forms: ``judge`` on both sides and a comparison of the values, which knows neither
the statuses of the roadmap nor the causes, and ``build_roadmap`` on both sides, which knows the statuses. What the
second finds must be what the watch finds.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[_variable] = "1"  # one core; read when NumPy is first imported, below
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec  # noqa: E402

from agathe.knowledge.load import load_knowledge  # noqa: E402
from agathe.roadmap import Roadmap, build_roadmap  # noqa: E402
from agathe.roadmap.watch import watch  # noqa: E402
from agathe.roadmap.watch.text import render_text  # noqa: E402
from agathe.rules.engine import Engine  # noqa: E402
from agathe.rules.interview.plausible import plausible_profiles  # noqa: E402
from agathe.rules.profile import Profile  # noqa: E402
from agathe.rules.profiles import read_profiles  # noqa: E402

T = TypeVar("T")
FIRST, LAST = date(2026, 6, 1), date(2027, 12, 31)
LIMIT = 10.0
"""CPU seconds of a whole watch of 100,000 profiles."""


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Result and CPU seconds of a piece of work."""
    start = time.process_time()
    return work(), time.process_time() - start


def written(path: Path, profiles: Sequence[Profile], count: int) -> None:
    """Profiles as lines, repeated under other names until there are enough."""
    encode = msgspec.json.Encoder().encode
    plain = [profile.to_plain() for profile in profiles]
    with path.open("wb") as file:
        for row in range(count):
            file.write(encode({**plain[row % len(plain)], "name": f"Projet {row}"}) + b"\n")


def duties(roadmap: Roadmap) -> dict[str, str]:
    """Status of each duty of a roadmap."""
    return {duty.id: duty.status for stage in roadmap.stages for duty in stage.duties}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return 1 when a change differs or the limit is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.watch", description=__doc__.splitlines()[0] if __doc__ else None
    )
    parser.add_argument("--profiles", type=int, default=100_000)
    parser.add_argument(
        "--distinct", type=int, default=5000, help="different profiles; the others repeat them"
    )
    parser.add_argument("--sample", type=int, default=300, help="profiles judged one by one")
    parser.add_argument("--roadmaps", type=int, default=30, help="profiles of which both roadmaps are built")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument(
        "--no-limits", action="store_true", help="print a time over the limit, but do not fail for it"
    )
    options = parser.parse_args(arguments)

    knowledge = load_knowledge()
    before, after = Engine(knowledge, FIRST), Engine(knowledge, LAST)
    distinct = plausible_profiles(before, min(options.distinct, options.profiles), options.seed)
    print(f"Law watch, {options.profiles:,} profiles, {FIRST} compared with {LAST} (CPU of one core)")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profiles.jsonl"
        written(path, distinct, options.profiles)
        size = path.stat().st_size / 1e6
        profiles, reading = timed(lambda: read_profiles([path], knowledge))
    result, comparing = timed(lambda: watch(before, after, profiles))
    text, showing = timed(lambda: render_text(result, knowledge, "fr"))
    total = reading + comparing + showing
    print(f"  reading {size:.0f} MB of JSON Lines: {reading:.2f} s")
    print(f"  both evaluations, comparison and causes: {comparing:.2f} s ({len(result.changes)} changes)")
    print(f"  text for people: {showing:.2f} s ({len(text.splitlines())} lines)")
    print(f"  whole watch: {total:.2f} s (limit {LIMIT:g} s)")

    sample = distinct[: options.sample]
    ids = [definition.id for definition in before.program.conclusions]

    def judged() -> int:
        moved = 0
        for profile in sample:
            old, new = before.judge(profile), after.judge(profile)
            moved += sum(old.values[id_] != new.values[id_] for id_ in ids)
        return moved

    judged()  # compiles both programs
    _, seconds = timed(judged)
    each = seconds / len(sample)
    loop = each * options.profiles
    print(f"  loop of judge (values only): {each * 1e3:.2f} ms a profile, {loop:.0f} s for all: {loop / comparing:.0f} times the columns")  # fmt: skip

    def built() -> list[tuple[dict[str, str], dict[str, str]]]:
        return [
            (duties(build_roadmap(before.judge(p))), duties(build_roadmap(after.judge(p))))
            for p in distinct[: options.roadmaps]
        ]

    roadmaps, seconds = timed(built)
    each = seconds / max(1, len(roadmaps))
    loop = each * options.profiles
    print(f"  loop of build_roadmap (statuses too): {each * 1e3:.0f} ms a profile, {loop:.0f} s for all: {loop / comparing:.0f} times the columns")  # fmt: skip

    expected = {
        (row, f"duty:{id_}", old.get(id_, "absent"), new.get(id_, "absent"))
        for row, (old, new) in enumerate(roadmaps)
        for id_ in {**old, **new}
        if old.get(id_) != new.get(id_)
    }
    found = {
        (row, change.id, change.before, change.after)
        for change in result.changes
        if change.kind == "duty"
        for row in change.profiles
        if row < len(roadmaps)
    }
    print(f"  duties of {len(roadmaps)} roadmaps: {len(expected)} changes, {len(expected ^ found)} differ")
    if expected != found:
        print("FAILED the watch and the roadmaps differ")
        return 1
    if total > LIMIT and not options.no_limits:
        print("FAILED the watch takes longer than its limit")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
