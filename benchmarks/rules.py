"""Speed of the rule engine, and what its peers answer on the same rules.

Run ``python -m benchmarks.rules`` from the repository; ``benchmarks/README.md`` says what is measured and how.
"""

import argparse
import os
import platform
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[_variable] = "1"  # one core for everybody; read when NumPy is first imported, below
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from agathe.knowledge.load import load_knowledge  # noqa: E402
from agathe.rules.columnar import CHUNK, ColumnarEvaluator, Columns, Results  # noqa: E402
from agathe.rules.engine import Engine  # noqa: E402
from agathe.rules.interview.plausible import decode  # noqa: E402
from agathe.rules.profile import Profile  # noqa: E402
from agathe.rules.scalar import ScalarEvaluator, Value  # noqa: E402
from benchmarks.peers import openfisca, publicodes, zen  # noqa: E402
from benchmarks.peers.missing import Tally, show_missing, tally_missing  # noqa: E402
from benchmarks.peers.profiles import Sample  # noqa: E402
from benchmarks.peers.subset import Subset, build_subset  # noqa: E402

DAY = date(2026, 11, 22)
ONE_PROFILE, MILLION, QUESTION, MEMORY = 1e-3, 5.0, 20e-3, 3e9
PEERS = {"publicodes": publicodes, "zen": zen, "openfisca": openfisca}
MISSING = 0.3


@dataclass
class Report:
    """What failed, said again at the end."""

    wrong: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)

    def limit(self, name: str, value: float, limit: float, shown: Callable[[float], str]) -> None:
        verdict = "within" if value <= limit else "OVER"
        print(f"  {name}: {shown(value)} ({verdict} the limit of {shown(limit)})")
        if value > limit:
            self.slow.append(f"{name}: {shown(value)}, limit {shown(limit)}")

    def equal(self, name: str, compared: int, mismatches: Counter[str]) -> None:
        total = sum(mismatches.values())
        print(f"  {name}: {compared:,} decisions compared, {total:,} differ")
        for rule, count in mismatches.most_common(5):
            print(f"    {rule}: {count:,}")
        if total:
            self.wrong.append(f"{name}: {total:,} decisions differ")


@dataclass(frozen=True)
class Timing:
    """One line of a table of speeds."""

    engine: str
    profiles: int
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return 1 when a decision differs or a limit is missed."""
    options = _options(arguments)
    if options.install_peers:
        publicodes.install()
        return 0
    report = Report()
    chosen = [] if options.peers == "none" else options.peers.split(",")
    present = _versions(chosen)
    if options.require_peers and len(present) < len(chosen):
        report.wrong.append("a peer is absent")

    engine = Engine(load_knowledge(options.knowledge), options.day)
    _whole(engine, options, report)
    _next_question(engine, options, report)

    subset, sample = _subset(engine, options)
    columns = sample.columns()
    _one_by_one(subset, sample, options, present, report)
    _columnar(subset, sample, columns, options, present, report)
    if options.missing:
        _missing(subset, sample, options, present)

    print()
    for failure in (*report.wrong, *report.slow):
        print(f"FAILED {failure}")
    if not report.wrong and not report.slow:
        print("All decisions equal, all limits kept.")
    return 1 if report.wrong or (report.slow and not options.no_limits) else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rules", description=__doc__)
    parser.add_argument("--peers", default="publicodes,zen,openfisca", help="none, or names joined by commas")
    parser.add_argument("--require-peers", action="store_true", help="fail when a peer is not installed")
    parser.add_argument("--install-peers", action="store_true", help="install Publicodes with npm, and stop")
    parser.add_argument(
        "--no-limits", action="store_true", help="print times over a limit, but do not fail for them"
    )
    parser.add_argument("--profiles", type=int, default=1_000_000, help="profiles of the columnar runs")
    parser.add_argument("--sample", type=int, default=40, help="profiles given one by one to scalar engines")
    parser.add_argument(
        "--missing", type=int, default=50, help="profiles with a missing input (0: skip that section)"
    )
    parser.add_argument("--repeats", type=int, default=3, help="repeats of each measure; the median counts")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--day", type=date.fromisoformat, default=DAY, help="date of evaluation")
    parser.add_argument("--knowledge", type=Path, default=None, help="folder of the knowledge base")
    options = parser.parse_args(arguments)
    if options.peers != "none" and not set(options.peers.split(",")) <= set(PEERS):
        parser.error(f"--peers takes none or some of {','.join(PEERS)}")
    return options


def _versions(chosen: list[str]) -> list[str]:
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {_processor()}, one thread")
    present = []
    for name in chosen:
        reason = PEERS[name].absent()
        print(f"  {name}: absent ({reason})" if reason else f"  {PEERS[name].version()}")
        if reason is None:
            present.append(name)
    return present


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def _cpu(work: Callable[[], object], repeats: int) -> float:
    """Median CPU time of this process (all its threads) over the repeats, after one run to warm up."""
    work()
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.3f} ms"


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _gb(size: float) -> str:
    return f"{size / 1e9:.2f} GB"


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1.0 if sys.platform == "darwin" else 1024.0)


# ---------------------------------------------------------------------- our engine on the whole knowledge base


def _whole(engine: Engine, options: argparse.Namespace, report: Report) -> None:
    program = engine.program
    count = len(program.definitions)
    print(f"\nWhole knowledge base on {options.day}: {count} definitions, {len(program.inputs)} inputs, "
          f"{len(program.conclusions)} conclusions")  # fmt: skip
    small = Sample(program, engine.knowledge, options.sample, options.seed)
    rows = small.rows(options.sample)
    profiles = [_profile(engine, row) for row in rows]
    print(f"One profile (CPU, mean over {len(rows)} random complete profiles, median of {options.repeats})")
    alone = _cpu(lambda: [engine.scalar(row) for row in rows], options.repeats) / len(rows)
    print(f"  answers already encoded: {_ms(alone)}, {alone / count * 1e9:.0f} ns per definition")
    judged = _cpu(lambda: [engine.judge(profile) for profile in profiles], options.repeats) / len(rows)
    report.limit("from the profile to every conclusion", judged, ONE_PROFILE, _ms)

    size = options.profiles
    print(
        f"{size:,} profiles x all definitions (CPU, one core, slices of {CHUNK:,}, median of {options.repeats})"
    )
    evaluator = ColumnarEvaluator(program)
    sample = Sample(program, engine.knowledge, size, options.seed)
    for name, missing in (("complete answers", 0.0), (f"{MISSING:.0%} of the answers missing", MISSING)):
        columns = sample.columns(missing, options.seed + 1)
        seconds = _cpu(lambda columns=columns: _exhaust(evaluator, columns), options.repeats)
        report.limit(name, seconds, MILLION, _s)
        print(f"    {seconds / size / count * 1e9:.2f} ns per definition and profile")
        del columns
    report.limit("peak memory so far, columns included", _peak(), MEMORY, _gb)


def _exhaust(evaluator: ColumnarEvaluator, columns: Columns) -> None:
    for _ in evaluator.chunks(columns):
        pass


def _profile(engine: Engine, row: dict[str, Value]) -> Profile:
    """A profile as a user gives it, from encoded answers."""
    questions, inputs = engine.knowledge.questions, engine.program.inputs
    answers = {id_: decode(question, inputs[id_], row[id_]) for id_, question in questions.items()}
    done = {id_.partition(":")[2]: "" for id_, value in row.items() if id_.startswith("done:") and value == 1}
    return Profile(answers, done)


def _next_question(engine: Engine, options: argparse.Namespace, report: Report) -> None:
    print("Next question for the roadmap (CPU, from the profile, median over 5 profiles at each stage)")
    try:
        from agathe.rules.interview.questions import next_question
    except ImportError:
        print("  not built yet (agathe.rules.interview.questions)")
        return
    rows = Sample(engine.program, engine.knowledge, 5, options.seed).rows(5)
    profiles = [_profile(engine, row) for row in rows]
    worst = 0.0
    for share in (0, 25, 50, 75):
        cut = [p.without(list(p.answers)[len(p.answers) * share // 100 :]) for p in profiles]
        times = [_cpu(lambda p=p: next_question(engine.judge(p)), options.repeats) for p in cut]
        print(
            f"  {share} % of the questions answered: {_ms(statistics.median(times))}, highest {_ms(max(times))}"
        )
        worst = max(worst, statistics.median(times))
    report.limit("slowest stage", worst, QUESTION, _ms)


# ---------------------------------------------------------------------- the subset, on every engine


def _subset(engine: Engine, options: argparse.Namespace) -> tuple[Subset, Sample]:
    """The translated subset and its sample; tables that leave several options on some profile are cut too."""
    cuts: dict[str, str] = {}
    while True:
        subset = build_subset(engine.program, cuts)
        sample = Sample(subset.program, engine.knowledge, options.profiles, options.seed)
        choices = [id_ for id_ in subset.rule_ids if subset.program.definitions[id_].type.kind == "choice"]
        found: set[str] = set()
        for _, results in ColumnarEvaluator(subset.program, choices).chunks(sample.columns()):
            for id_ in choices:
                codes = results[id_].astype(np.int64)
                if (codes & (codes - 1)).any():
                    found.add(id_)
        if not found:
            break
        cuts |= dict.fromkeys(found, "a table that gives several options once the facts it rests on are cut")
    kinds = Counter(subset.program.definitions[id_].kind for id_ in subset.rule_ids)
    print(f"\nTranslated subset: {len(subset.rule_ids)} rules ({', '.join(f'{n} {k}' for k, n in kinds.most_common())}),"
          f" {len(subset.inputs)} inputs; a multi is one rule for each option: {len(subset.rules)} rules for peers")  # fmt: skip
    print(f"  not translated: {len(subset.cut)} definitions, which become inputs where a rule uses them")
    for reason, count in Counter(subset.cut.values()).most_common():
        print(f"    {reason}: {count}")
    return subset, sample


def _plain_rows(subset: Subset, sample: Sample, count: int) -> list[dict[str, bool | str | float | None]]:
    """Profiles in plain values, for scalar peers."""
    columns = {}
    for name, type_ in subset.inputs.items():
        values = sample.plain(*subset.sources[name])[:count].tolist()
        columns[name] = [type_.options[v] for v in values] if type_.kind == "choice" else values
    return [{name: column[row] for name, column in columns.items()} for row in range(count)]


def _expected(subset: Subset, values: dict[str, Value]) -> Iterator[tuple[str, object]]:
    """Our decisions as plain values, one for each lowered rule."""
    for rule in subset.rules:
        id_, option = subset.sources[rule.name]
        value, type_ = values[id_], subset.program.definitions[id_].type
        if type_.kind == "choice":
            yield rule.name, type_.names(int(value))[0] if int(value).bit_count() == 1 else None  # type: ignore[arg-type]
        elif type_.kind == "multi":
            yield rule.name, bool(int(value) >> option & 1)  # type: ignore[arg-type, operator]
        elif type_.kind == "boolean":
            yield rule.name, {1: True, 2: False}.get(int(value))  # type: ignore[arg-type]
        else:
            yield rule.name, value


def _one_by_one(
    subset: Subset, sample: Sample, options: argparse.Namespace, present: list[str], report: Report
) -> None:
    count = options.sample
    encoded, plain = sample.rows(count), _plain_rows(subset, sample, count)
    evaluator = ScalarEvaluator(subset.program)
    print(f"\nOne profile at a time, {count} profiles (decisions of every rule on every profile)")
    ours = [list(_expected(subset, evaluator(row))) for row in encoded]
    timings = [
        Timing("Agathe, scalar", count, _cpu(lambda: [evaluator(row) for row in encoded], options.repeats))
    ]
    if "publicodes" in present:
        found = publicodes.run(subset, plain, options.repeats)
        _compare_rows("publicodes", ours, found["values"], report)
        setting, alone = found["situation"], found["internal"]
        for name, seconds in (
            ("Publicodes, parsed rules only (internal)", alone),
            ("Publicodes, situation + parsed rules (internal)", [a + b for a, b in zip(setting, alone, strict=True)]),
            ("Publicodes, situation + evaluate(name) (public)",
             [a + b for a, b in zip(setting, found["public"], strict=True)]),
        ):  # fmt: skip
            timings.append(Timing(name, count, statistics.median(seconds)))
    if "zen" in present:
        found = zen.Zen(subset).run(plain, options.repeats)
        _compare_rows("zen-engine", ours, found["values"], report)
        timings.append(Timing("zen-engine", count, statistics.median(found["seconds"])))
    _table(timings, len(subset.rule_ids))
    if "publicodes" in present:
        ratio = timings[1].seconds / timings[0].seconds
        print(
            f"  goal: 50 times faster than Publicodes for each rule; at its cheapest it takes {ratio:.0f} times our time"
        )


def _compare_rows(
    name: str, ours: list[list[tuple[str, object]]], theirs: list[list[object]], report: Report
) -> None:
    mismatches: Counter[str] = Counter()
    compared = 0
    for mine, yours in zip(ours, theirs, strict=True):
        for (rule, expected), found in zip(mine, yours, strict=True):
            compared += 1
            same = expected == found and isinstance(expected, bool) == isinstance(found, bool)
            mismatches[rule] += not same
    report.equal(name, compared, +mismatches)


def _columnar(
    subset: Subset,
    sample: Sample,
    columns: Columns,
    options: argparse.Namespace,
    present: list[str],
    report: Report,
) -> None:
    size, repeats = options.profiles, options.repeats
    print(f"\nMany profiles at once, {size:,} profiles, one core")
    evaluator = ColumnarEvaluator(subset.program, subset.rule_ids)
    timings = [Timing("Agathe, columnar", size, _cpu(lambda: _exhaust(evaluator, columns), repeats))]
    unpacked = _cpu(lambda: _unpack(subset, evaluator, columns), repeats)
    timings.append(Timing("Agathe, decisions unpacked to arrays", size, unpacked))
    incomplete = sample.columns(MISSING, options.seed + 1)
    seconds = _cpu(lambda columns=incomplete: _exhaust(evaluator, columns), repeats)
    timings.append(Timing(f"Agathe, {MISSING:.0%} of the answers missing", size, seconds))
    del incomplete
    if "openfisca" in present:
        system = openfisca.OpenFisca(subset)
        values = {name: sample.plain(*subset.sources[name]) for name in subset.inputs}
        sliced = [
            (
                {name: column[start : start + CHUNK] for name, column in values.items()},
                min(CHUNK, size - start),
            )
            for start in range(0, size, CHUNK)
        ]
        runs = [sum(system.run(part, length, 1)[1][0] for part, length in sliced) for _ in range(repeats + 1)]
        found, whole = system.run(values, size, repeats)
        compared, mismatches = _compare_columns(subset, evaluator, columns, found)
        report.equal("openfisca", compared, mismatches)
        timings.append(Timing("OpenFisca-Core, all profiles together", size, statistics.median(whole)))
        timings.append(Timing(f"OpenFisca-Core, slices of {CHUNK:,}", size, statistics.median(runs[1:])))
    _table(timings, len(subset.rule_ids))
    if "openfisca" in present:
        ratio = min(t.seconds for t in timings[3:]) / timings[2].seconds
        print(
            f"  goal: faster than OpenFisca-Core, unknowns included; at its best it takes {ratio:.1f} times our time"
        )
    print(f"  peak memory of this process, OpenFisca's results included: {_gb(_peak())}")


def _decisions(
    subset: Subset, results: Results
) -> Iterator[tuple[str, npt.NDArray[Any], Callable[[], npt.NDArray[Any]] | None]]:
    """Our decisions as arrays, one for each lowered rule; for a boolean also where it may be false, on demand."""
    for rule in subset.rules:
        id_, option = subset.sources[rule.name]
        type_ = subset.program.definitions[id_].type
        if type_.kind in ("number", "date"):
            yield rule.name, results[id_], None
            continue
        planes = results.planes(id_)
        if type_.kind == "choice":
            numbers = np.zeros(results.size, dtype=np.uint8)
            for number, plane in enumerate(planes[1:], 1):
                numbers += results.bits(plane) * np.uint8(number)
            yield rule.name, numbers, None
        else:
            first = option or 0
            true, false = planes[first], planes[len(planes) // 2 + first]
            yield rule.name, results.bits(true).view(np.bool_), lambda p=false: results.bits(p).view(np.bool_)


def _unpack(subset: Subset, evaluator: ColumnarEvaluator, columns: Columns) -> None:
    for _, results in evaluator.chunks(columns):
        for _ in _decisions(subset, results):
            pass


def _compare_columns(
    subset: Subset, evaluator: ColumnarEvaluator, columns: Columns, theirs: dict[str, npt.NDArray[Any]]
) -> tuple[int, Counter[str]]:
    mismatches: Counter[str] = Counter()
    compared = 0
    for start, results in evaluator.chunks(columns):
        for name, mine, may_be_false in _decisions(subset, results):
            yours = theirs[name][start : start + results.size]
            wrong = mine != yours
            if may_be_false is not None:
                wrong |= may_be_false() == mine  # both bits or none: we would not have decided
            mismatches[name] += int(wrong.sum())
            compared += results.size
    return compared, +mismatches


def _table(timings: list[Timing], rules: int) -> None:
    base = timings[0].seconds / timings[0].profiles
    header = ("engine", "rules", "profiles", "CPU s", "ns/rule/profile", "time / ours")
    lines = [
        (t.engine, f"{rules}", f"{t.profiles:,}", f"{t.seconds:.4f}",
         f"{t.seconds / t.profiles / rules * 1e9:.2f}", f"{t.seconds / t.profiles / base:.1f}")
        for t in timings
    ]  # fmt: skip
    widths = [max(len(line[k]) for line in (header, *lines)) for k in range(len(header))]
    for line in (header, *lines):
        cells = [line[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(line[1:], widths[1:], strict=True))]
        print("  " + "  ".join(cells))


# ---------------------------------------------------------------------- missing inputs


def _missing(subset: Subset, sample: Sample, options: argparse.Namespace, present: list[str]) -> None:
    encoded = sample.rows(options.missing)
    plain = _plain_rows(subset, sample, options.missing)
    print("\nMissing input: one rule, one input taken away")
    show_missing(subset, encoded, plain, present)
    print(f"\nMissing input: {options.missing} profiles, one input (yes/no or choice) taken away from each; every rule "
          "that may depend on it.\nWhether the answer is open is found by trying each value of the input")  # fmt: skip
    tallies: list[Tally] = tally_missing(subset, encoded, plain, present, options.seed)
    print(f"  {'':<15}{'open:unknown':>14}{'open:firm':>14}{'settled:right':>15}{'settled:unknown':>17}"
          f"{'settled:wrong':>15}{'error':>7}")  # fmt: skip
    for tally in tallies:
        print(f"  {tally}")


if __name__ == "__main__":
    raise SystemExit(main())
