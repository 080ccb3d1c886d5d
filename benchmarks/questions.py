"""Length of the interview: how many screens settle what is asked, beside the questionnaire read in file order.

Run ``python -m benchmarks.questions`` from the repository. Interviews are played against complete profiles: plausible
ones (drawn with the weights of the questions) and the worked cases of ``tests/official``, completed plausibly where the
case does not say. A screen is one question, or the boxes of one group of questions ("tick all that apply"); file order
asks every question that is shown alone. "Answers" counts the questions answered, each box being one. "Needed" counts the
questions without which a conclusion would be less settled, all others being answered: no interview can do with fewer
answers.
"""

import argparse
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[_variable] = "1"  # one core; read when NumPy is first imported, below
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from agathe.knowledge.load import load_knowledge  # noqa: E402
from agathe.rules.columnar import ColumnarEvaluator  # noqa: E402
from agathe.rules.engine import Engine  # noqa: E402
from agathe.rules.interview.gain import needed  # noqa: E402
from agathe.rules.interview.plausible import Sampler, completed, plausible_profiles, with_gates  # noqa: E402
from agathe.rules.interview.questions import next_question, settle, target_ids  # noqa: E402
from agathe.rules.profile import Profile  # noqa: E402

DAY = date(2026, 11, 22)
GOALS = {"class": 9, "roadmap": 30}
"""Screens, median over the worked cases."""
LIMIT_MS = 20.0
"""CPU of one choice, warm."""


def worked_cases(engine: Engine, seed: int) -> list[Profile]:
    """Profiles of the worked cases with a description of the product, all answers filled in."""
    try:
        from official.adapter import profile_from_facts
        from official.cases import DATA, read_cases
    except ImportError:
        return []
    known = engine.knowledge.questions
    profiles = []
    for number, case in enumerate(read_cases(DATA)):
        if case.get("facts"):
            answers = profile_from_facts(case["facts"]).answers
            told = {id_: answer for id_, answer in answers.items() if answer is not None and id_ in known}
            profiles.append(completed(engine, Profile(told, name=case["id"]), 1000 * seed + number))
    return profiles


def smallest(sampler: Sampler, evaluator: ColumnarEvaluator, profile: Profile) -> tuple[str, ...]:
    """Questions no interview can do without, for one complete profile."""
    engine, targets = sampler.engine, evaluator.targets
    sample = sampler.given(profile.encoded(engine.knowledge))
    questions = [id_ for id_ in engine.knowledge.questions if id_ in profile.answers]
    shares = needed(evaluator, targets, sample, questions).share
    return tuple(id_ for id_ in questions if shares[id_] == 1.0)


def _summary(counts: Sequence[int]) -> str:
    ordered = sorted(counts)
    p90 = ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]
    return f"median {statistics.median(ordered):g}, mean {statistics.mean(ordered):.1f}, 90 % within {p90}"


def play(engine: Engine, name: str, profiles: Sequence[Profile], options: argparse.Namespace) -> bool:
    """Print the lengths of the interviews with some profiles; whether the goals are met."""
    met = True
    for targets in options.targets:
        ids = target_ids(engine, targets)
        sampler, evaluator = Sampler(engine, 8), ColumnarEvaluator(with_gates(engine), ids)
        start = time.process_time()
        screens = [settle(engine, profile, targets, seed=options.seed) for profile in profiles]
        calls = sum(len(shown) + 1 for shown in screens)
        spent = (time.process_time() - start) / calls * 1e3
        file_order = [len(settle(engine, profile, targets, "file_order")) for profile in profiles]
        least = [smallest(sampler, evaluator, profile) for profile in profiles]
        asked = [dict.fromkeys(q for screen in shown for q in screen) for shown in screens]
        lengths = [len(shown) for shown in screens]
        print(f"{targets} ({len(ids)} conclusions), {len(profiles)} {name}")
        print(f"  screens:    {_summary(lengths)} ({spent:.1f} ms of CPU for each choice)")
        print(f"  file order: {_summary(file_order)} (one question a screen)")
        print(f"  answers:    {_summary([len(questions) for questions in asked])}")
        print(f"  needed:     {_summary([len(questions) for questions in least])}")
        goal = GOALS.get(targets)
        if goal is not None and name != "plausible profiles":
            reached = statistics.median(lengths) <= goal
            met &= reached
            print(f"  goal: median {goal} ({'met' if reached else 'NOT met'})")
        if options.detail:
            alone = Counter(question for questions in least for question in questions)
            spare = Counter(
                q for found, need in zip(asked, least, strict=True) for q in found if q not in need
            )
            share = {question: f"{count / len(profiles):.2f}" for question, count in alone.most_common()}
            often = Counter(" + ".join(sorted(screen)) for shown in screens for screen in shown)
            print("  screens:", dict(often.most_common(40)))
            print("  needed in (share of profiles):", share)
            print("  asked though not needed:", dict(spare.most_common(20)))
    return met


def time_calls(engine: Engine, profiles: Sequence[Profile], options: argparse.Namespace) -> bool:
    """CPU of one choice for the roadmap at several stages of the interview; whether it is within the limit."""
    print("CPU of one choice for the roadmap, warm (best of 3, as other work on the machine only adds to it)")
    fine = True
    next_question(engine.judge(Profile()))
    for share in (0, 25, 50, 75):
        times = []
        for profile in profiles[:6]:
            kept = list(profile.answers)[: len(profile.answers) * share // 100]
            judgement = engine.judge(Profile({id_: profile.answers[id_] for id_ in kept}))
            best = float("inf")
            for _ in range(3):
                start = time.process_time()
                next_question(judgement, seed=options.seed)
                best = min(best, time.process_time() - start)
            times.append(best * 1e3)
        print(f"  {share} % answered: median {statistics.median(times):.1f} ms, highest {max(times):.1f} ms")
        fine &= statistics.median(times) <= LIMIT_MS
    return fine


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return 1 when a goal or a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--profiles", type=int, default=40, help="plausible profiles")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--targets", nargs="+", default=["class", "roadmap"])
    parser.add_argument("--day", type=date.fromisoformat, default=DAY)
    parser.add_argument("--detail", action="store_true", help="which questions cost most")
    parser.add_argument("--no-limits", action="store_true", help="print, but do not fail")
    options = parser.parse_args(arguments)
    engine = Engine(load_knowledge(), options.day)
    plausible = plausible_profiles(engine, options.profiles, options.seed + 1)
    cases = worked_cases(engine, options.seed + 2)
    fine = play(engine, "plausible profiles", plausible, options)
    if cases:
        fine &= play(engine, "worked cases", cases, options)
    fine &= time_calls(engine, plausible, options)
    if not fine:
        print("FAILED a goal or a limit of the interview is missed")
    return 0 if fine or options.no_limits else 1


if __name__ == "__main__":
    raise SystemExit(main())
