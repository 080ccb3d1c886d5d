"""Many profiles at once, as columns.

Each question is one dictionary-coded column: the distinct answers, and for each profile the number of its answer. An
answer is understood once however many profiles give it, and the same profiles can be encoded for several versions of
the knowledge base. Files of one profile (YAML, JSON) and JSON Lines (one profile a line, same keys) are read alike;
a line whose answers have the usual JSON types takes a fast way, any other goes through :mod:`agathe.rules.profile`.
"""

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from agathe.kernel import AgatheError, Location, Text, system_reason, visible
from agathe.kernel.documents import MAX_BYTES, DocumentError, parse_document, read_document
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.question import Question
from agathe.rules.columnar import Columns
from agathe.rules.profile import (
    FORMAT,
    MOST_PROBLEMS,
    Answer,
    Profile,
    ProfileError,
    Read,
    encode_answer,
    profile_from_plain,
    read_answer,
)
from agathe.rules.program import question_type
from agathe.rules.scalar import Value, unknown

LINES = (".jsonl", ".ndjson")
"""Names of files with one profile a line."""
SUFFIXES = (".yaml", ".yml", ".json", *LINES)
"""Names of files read in a folder."""
BATCH = 2048
"""Lines decoded together: enough to work by column, few enough to stay in memory."""
Codes = npt.NDArray[np.int32]
Progress = Callable[[int], None]
"""Told the number of profiles read so far."""
_TYPES: dict[str, Any] = {
    "boolean": bool | str | None, "choice": str | None, "multi": tuple[str, ...] | str | None,
    "number": float | str | None, "date": str | None,
}  # fmt: skip
"""JSON types of the fast way. In one question no two of them can hold equal values of different meaning."""


_UNUSED, _TICKS = "description", ("done", "plan")
"""Keys of the fast way beside the answers: one the rules do not use, and those understood once for each content."""


@dataclass(frozen=True, eq=False)
class AnswerColumn:
    """Answers of all profiles to one question.

    Attributes:
        answers: distinct answers, as given or as understood; the first stands for "not asked".
        codes: for each profile, the position of its answer.
    """

    answers: Sequence[Answer]
    codes: Codes


@dataclass(frozen=True, eq=False)
class Profiles:
    """Any number of profiles.

    Attributes:
        names: name of each project; the place it was read from when it has none.
        columns: by question, for the questions at least one profile answers.
        done: by duty, the profiles that ticked it.
    """

    names: Sequence[str]
    columns: Mapping[str, AnswerColumn]
    done: Mapping[str, npt.NDArray[np.int64]]

    def __len__(self) -> int:
        return len(self.names)

    @classmethod
    def of(cls, profiles: Iterable[Profile]) -> "Profiles":
        """Columns of profiles already in memory."""
        gathered = _Gathered()
        for number, profile in enumerate(profiles, 1):
            gathered.add(profile, profile.source or str(number))
        return gathered.profiles()

    def encoded(self, knowledge: Knowledge) -> Columns:
        """Columns for the interpreters. What the knowledge base does not know, or does not understand, is unknown."""
        columns: dict[str, npt.NDArray[Any]] = {}
        for id_, column in self.columns.items():
            question = knowledge.questions.get(id_)
            if question is None:
                continue
            values = [_value(question, answer) for answer in column.answers]
            if question.type in ("number", "date"):
                table = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
            else:
                table = np.array(values, dtype=np.int64)
            columns[id_] = table[column.codes]
        for duty in knowledge.duties:
            ticks = np.full(len(self), 2, dtype=np.int8)
            if duty in self.done:
                ticks[self.done[duty]] = 1
            columns[f"done:{duty}"] = ticks
        return Columns(len(self), columns)

    def not_understood(
        self, knowledge: Knowledge
    ) -> Iterator[tuple[str, Text | None, npt.NDArray[np.int64]]]:
        """Answers a knowledge base cannot read: the question, what is wrong (``None``: no such question), who gave them."""
        for id_, column in self.columns.items():
            question = knowledge.questions.get(id_)
            if question is None:
                yield id_, None, np.flatnonzero(column.codes)
                continue
            for code, answer in enumerate(column.answers):
                found = read_answer(question, answer) if code else Read(None)
                if isinstance(found, Text):
                    yield id_, found, np.flatnonzero(column.codes == code)


class ProfilesError(AgatheError):
    """Profiles that cannot be used as they stand; the message lists the first problems, each with its file and line."""


def read_profiles(
    paths: Iterable[Path], knowledge: Knowledge, *others: Knowledge, progress: Progress | None = None
) -> Profiles:
    """Read and check profiles from files and folders.

    Args:
        paths: YAML or JSON files, JSON Lines files (``.jsonl``), or folders of them (their own folders included).
        knowledge: gives the questions and their answers.
        others: other versions of it: an answer is right when one of them understands it.
        progress: told, now and then, how many profiles were read.

    Raises:
        ProfilesError: at least one file or line is wrong, or there is no profile at all.
    """
    reader = _Reader((knowledge, *others), progress)
    for path in paths:
        reader.path(path)
    return reader.result()


def _value(question: Question, answer: Answer) -> Value:
    found = read_answer(question, answer)
    if isinstance(found, Text):
        return unknown(question_type(question))
    return encode_answer(question, found.value)


# ---------------------------------------------------------------------- gathering


class _Column:
    """One growing column: the number of each distinct answer, and pieces of codes with the row each starts at."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[type, Answer], int] = {}
        self.pieces: list[tuple[int, Codes]] = []
        self.quick: dict[object, int] = {msgspec.UNSET: 0}
        """Number of each answer as JSON gives it; negative when no version understands it."""

    def number(self, answer: Answer) -> int:
        # By type too: True, 1 and 1.0 are equal, and mean different things.
        return self.numbers.setdefault((type(answer), answer), len(self.numbers) + 1)

    def column(self, size: int) -> AnswerColumn:
        codes = np.zeros(size, dtype=np.int32)
        for start, piece in self.pieces:
            codes[start : start + len(piece)] = piece
        return AnswerColumn([None, *(answer for _, answer in self.numbers)], codes)


class _Gathered:
    """Profiles in the order they are read."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.columns: dict[str, _Column] = {}
        self.done: dict[str, list[int]] = {}

    def column(self, question: str) -> _Column:
        return self.columns.setdefault(question, _Column())

    def add(self, profile: Profile, place: str) -> None:
        self.names.append(place)
        self.put(len(self.names) - 1, profile)

    def put(self, row: int, profile: Profile) -> None:
        self.names[row] = profile.name or self.names[row]
        for id_, answer in profile.answers.items():
            column = self.column(id_)
            column.pieces.append((row, np.array([column.number(answer)], dtype=np.int32)))
        self.tick(row, profile)

    def tick(self, row: int, profile: Profile) -> None:
        for duty in profile.done:
            self.done.setdefault(duty, []).append(row)

    def profiles(self) -> Profiles:
        size = len(self.names)
        columns = {id_: column.column(size) for id_, column in self.columns.items()}
        done = {duty: np.array(rows, dtype=np.int64) for duty, rows in self.done.items()}
        return Profiles(self.names, {id_: c for id_, c in columns.items() if c.codes.any()}, done)


# ---------------------------------------------------------------------- reading


class _Reader:
    def __init__(self, versions: Sequence[Knowledge], progress: Progress | None) -> None:
        self.versions = versions
        self.progress = progress or (lambda _: None)
        self.gathered = _Gathered()
        self.problems: list[AgatheError] = []
        self.wrong = 0
        self.questions = _stable_questions(versions)
        answers = msgspec.defstruct(
            "Answers",
            [
                (f"q{n}", _TYPES[type_] | msgspec.UnsetType, msgspec.field(name=id_, default=msgspec.UNSET))
                for n, (id_, type_) in enumerate(self.questions.items())
            ],
            forbid_unknown_fields=True,
            gc=False,
        )
        line = msgspec.defstruct(
            "Line",
            [
                ("answers", answers),
                ("agathe_profile", Literal[FORMAT] | msgspec.UnsetType, msgspec.UNSET),
                ("name", str | msgspec.UnsetType, msgspec.UNSET),
                *((key, msgspec.Raw | msgspec.UnsetType, msgspec.UNSET) for key in (_UNUSED, *_TICKS)),
            ],
            forbid_unknown_fields=True,
            gc=False,
        )
        self.decode = msgspec.json.Decoder(line).decode
        self.nothing = line(answers())
        self.ticks: dict[tuple[bytes, ...], Profile | None] = {}

    def result(self) -> Profiles:
        if self.wrong:
            raise ProfilesError(_told(self.problems, self.wrong))
        if not self.gathered.names:
            raise ProfilesError(Text("il n'y a aucun profil ici", "there is no profile here"))
        return self.gathered.profiles()

    def fail(self, error: AgatheError) -> None:
        self.wrong += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(error)

    # ------------------------------------------------------------------ files

    def path(self, path: Path) -> None:
        try:
            if path.is_dir():
                for file in sorted(path.rglob("*")):
                    hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
                    if file.suffix.lower() in SUFFIXES and file.is_file() and not hidden:
                        self.file(file)
            else:
                self.file(path)
        except OSError as error:
            reason = system_reason(error)
            message = Text(f"lecture impossible ({reason.fr})", f"cannot read ({reason.en})")
            self.fail(DocumentError(message, Location(file=str(path))))

    def file(self, path: Path) -> None:
        if path.suffix.lower() in LINES:
            self.lines(path)
            return
        try:
            self.gathered.add(self.profile(read_document(path), str(path)), path.stem)
        except AgatheError as error:
            self.fail(error)
        self.progress(len(self.gathered.names))

    def profile(self, content: object, place: str) -> Profile:
        """A profile from plain values, each answer being understood by one version at least.

        Raises:
            ProfileError: with the problems of the last version, for what none understands.
        """
        answers: dict[str, Answer] = {}
        rest = content
        if isinstance(content, dict) and isinstance(content.get("answers"), dict):
            left: dict[object, object] = {}
            for id_, raw in content["answers"].items():
                known = [k.questions[id_] for k in self.versions if id_ in k.questions]
                read = next((r for q in known if isinstance(r := read_answer(q, raw), Read)), None)
                if read is None:
                    left[id_] = raw
                else:  # text that means "not known" here may be an option in another version
                    answers[id_] = raw if isinstance(raw, str) and read.value is None else read.value
            rest = {**content, "answers": left}
        failure: ProfileError | None = None
        for knowledge in self.versions:
            try:
                return replace(profile_from_plain(rest, knowledge, place), answers=answers)
            except ProfileError as error:
                failure = error
        assert failure is not None
        raise failure

    # ------------------------------------------------------------------ lines

    def lines(self, path: Path) -> None:
        with path.open("rb") as file:
            numbered = self.numbered(file, path)
            while batch := list(islice(numbered, BATCH)):
                self.batch(batch, path)
                self.progress(len(self.gathered.names))

    def numbered(self, file: BinaryIO, path: Path) -> Iterator[tuple[int, bytes]]:
        """Lines that are not blank, with their numbers."""
        number = 0
        while raw := file.readline(MAX_BYTES + 1):
            number += 1
            if len(raw) > MAX_BYTES:
                limit = f"{MAX_BYTES:,}"
                message = Text(
                    f"la ligne dépasse la limite de {limit.replace(',', ' ')} octets",
                    f"the line is longer than the limit of {limit} bytes",
                )
                self.fail(DocumentError(message, Location(file=f"{path}:{number}")))
                while raw and not raw.endswith(b"\n"):
                    raw = file.readline(MAX_BYTES)
                continue
            if number == 1:
                raw = raw.removeprefix(codecs.BOM_UTF8)
            if not raw.isspace() and raw:
                yield number, raw

    def batch(self, batch: Sequence[tuple[int, bytes]], path: Path) -> None:
        """Decode some lines: those of the usual form together, column by column, the others one by one."""
        start = len(self.gathered.names)
        decoded: list[Any] = [self.nothing] * len(batch)
        unusual = np.zeros(len(batch), dtype=np.bool_)
        for position, (number, raw) in enumerate(batch):
            try:
                line: Any = self.decode(raw)
                decoded[position] = line
                self.gathered.names.append(visible(line.name) if line.name else f"{path.name}:{number}")
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                self.gathered.names.append(f"{path.name}:{number}")
                unusual[position] = True
        keys = np.array([_colons_beside_answers(line) for line in decoded], dtype=np.int64)
        columns: list[tuple[_Column, Codes]] = []
        given = zip(*(msgspec.structs.astuple(line.answers) for line in decoded), strict=True)
        for id_, values in zip(self.questions, given, strict=True):
            column = self.gathered.column(id_)
            for answer in set(values) - column.quick.keys():
                column.quick[answer] = self.number(id_, column, answer)
            codes = np.fromiter(map(column.quick.__getitem__, values), np.int32, len(values))
            keys += codes != 0
            unusual |= codes < 0
            columns.append((column, codes))
        # Each key has one colon: one more is a key given twice, or a text in an unusual form. The slow way tells.
        unusual |= keys != np.array([raw.count(b":") for _, raw in batch])
        ticked = {
            position: self.ticked(line)
            for position, line in enumerate(decoded)
            if any(getattr(line, key) is not msgspec.UNSET for key in _TICKS)
        }
        for position, profile in ticked.items():
            unusual[position] |= profile is None
            if profile is not None and not unusual[position]:
                self.gathered.tick(start + position, profile)
        for column, codes in columns:
            codes[unusual] = 0
            if codes.any():
                column.pieces.append((start, codes))
        for position in np.flatnonzero(unusual).tolist():
            self.line(start + position, *batch[position], path)

    def ticked(self, line: Any) -> Profile | None:
        """What a line says beside its answers, understood once; ``None`` when something is wrong with it."""
        given = [(key, bytes(raw)) for key in _TICKS if (raw := getattr(line, key)) is not msgspec.UNSET]
        content = tuple(raw for pair in given for raw in (pair[0].encode(), pair[1]))
        if content not in self.ticks:
            if len(self.ticks) >= BATCH:
                self.ticks.clear()
            text = b"".join(b', "%s": %s' % (key.encode(), raw) for key, raw in given).decode("utf-8")
            try:
                plain = parse_document('{"answers": {}' + text + "}", Location(), is_json=True)
                self.ticks[content] = self.profile(plain, "")
            except AgatheError:
                self.ticks[content] = None
        return self.ticks[content]

    def number(self, question: str, column: _Column, answer: Answer) -> int:
        """Number of an answer of the fast way, negative when no version understands it."""
        known = [k.questions[question] for k in self.versions if question in k.questions]
        if not any(isinstance(read_answer(q, answer), Read) for q in known):
            return -1
        return column.number(answer)

    def line(self, row: int, number: int, raw: bytes, path: Path) -> None:
        """Read one line as a file of its own."""
        place = f"{path}:{number}"
        self.gathered.names[row] = f"{path.name}:{number}"
        try:
            text = raw.decode("utf-8").rstrip()
            try:
                content = parse_document(text, Location(file=place), is_json=True)
            except DocumentError:  # again, for the message to name the right line
                content = parse_document("\n" * (number - 1) + text, Location(file=place), is_json=True)
            self.gathered.put(row, self.profile(content, place))
        except UnicodeDecodeError as error:
            message = Text(
                f"ce n'est pas du texte UTF-8 (octet {error.start + 1})",
                f"this is not UTF-8 text (byte {error.start + 1})",
            )
            self.fail(DocumentError(message, Location(file=place)))
        except AgatheError as error:
            self.fail(error)


def _colons_beside_answers(line: Any) -> int:
    """Colons of a line that are not those of its answers, when nothing in it is unusual."""
    colons = 1 + (line.agathe_profile is not msgspec.UNSET)
    if line.name is not msgspec.UNSET:
        colons += 1 + line.name.count(":")
    for key in (_UNUSED, *_TICKS):
        raw = getattr(line, key)
        if raw is not msgspec.UNSET:
            colons += 1 + bytes(raw).count(b":")
    return colons


def _stable_questions(versions: Sequence[Knowledge]) -> dict[str, str]:
    """Type of each question that has the same one in all versions."""
    types: dict[str, set[str]] = {}
    for knowledge in versions:
        for question in knowledge.questions.values():
            types.setdefault(question.id, set()).add(question.type)
    return {id_: next(iter(kinds)) for id_, kinds in types.items() if len(kinds) == 1}


def _told(problems: Sequence[AgatheError], wrong: int) -> Text:
    """The first problems, one below another, and how many more there are."""
    left = wrong - len(problems)
    lines = [Text(problem.render("fr"), problem.render("en")) for problem in problems]
    if left:
        lines.append(Text(f"… et {left} autre(s)", f"… and {left} more"))
    if len(lines) == 1:
        return lines[0]
    return Text(
        f"{wrong} profils illisibles, rien n'est lu :" + "".join(f"\n- {line.fr}" for line in lines),
        f"{wrong} unreadable profiles, nothing is read:" + "".join(f"\n- {line.en}" for line in lines),
    )
