"""Many profiles at once, as columns.

Each question is one dictionary-coded column: the distinct answers, and for each profile the number of its answer. An
answer is understood once however many profiles give it, and the same profiles can be encoded for several versions of
the knowledge base. Files of one profile (YAML, JSON) and JSON Lines (one profile a line, same keys) are read alike;
a line whose answers have the usual JSON types takes a fast way, any other goes through :mod:`agathe.rules.profile`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any

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

SUFFIXES = (".yaml", ".yml", ".json", ".jsonl")
LINES = (".jsonl", ".ndjson")
BATCH = 4096
"""Lines decoded together: enough to work by column, few enough to stay in memory."""
Codes = npt.NDArray[np.int32]
Progress = Callable[[int], None]
"""Told the number of profiles read so far."""
_TYPES = {
    "boolean": bool | str | None, "choice": str | None, "multi": tuple[str, ...] | str | None,
    "number": float | str | None, "date": str | None,
}  # fmt: skip
"""JSON types of the fast way. In one question no two of them can hold equal values of different meaning."""


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
            ticks[self.done.get(duty, ())] = 1
            columns[f"done:{duty}"] = ticks
        return Columns(len(self), columns)

    def not_understood(self, knowledge: Knowledge) -> Iterator[tuple[str, Text | None, npt.NDArray[np.int64]]]:
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
    """One growing column: the number of each distinct answer, and the codes of each batch."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[type, Answer], int] = {(type(None), "not asked"): 0}
        self.batches: list[tuple[int, Codes]] = []

    def number(self, answer: Answer) -> int:
        # By type too: True, 1 and 1.0 are equal, and mean different things.
        return self.numbers.setdefault((type(answer), answer), len(self.numbers))

    def column(self, size: int) -> AnswerColumn:
        codes = np.zeros(size, dtype=np.int32)
        for start, batch in self.batches:
            codes[start : start + len(batch)] = batch
        return AnswerColumn([None, *(answer for _, answer in list(self.numbers)[1:])], codes)


class _Gathered:
    """Profiles in the order they are read."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.columns: dict[str, _Column] = {}
        self.done: dict[str, list[int]] = {}

    def add(self, profile: Profile, place: str) -> None:
        row = len(self.names)
        self.names.append(profile.name or place)
        for id_, answer in profile.answers.items():
            column = self.columns.setdefault(id_, _Column())
            column.batches.append((row, np.array([column.number(answer)], dtype=np.int32)))
        self.tick(row, profile)

    def tick(self, row: int, profile: Profile) -> None:
        for duty in profile.done:
            self.done.setdefault(duty, []).append(row)

    def profiles(self) -> Profiles:
        size = len(self.names)
        columns = {id_: column.column(size) for id_, column in self.columns.items()}
        done = {duty: np.array(rows, dtype=np.int64) for duty, rows in self.done.items()}
        return Profiles(self.names, columns, done)


# ---------------------------------------------------------------------- reading


class _Reader:
    def __init__(self, versions: Sequence[Knowledge], progress: Progress | None) -> None:
        self.versions = versions
        self.progress = progress or (lambda _: None)
        self.gathered = _Gathered()
        self.problems: list[AgatheError] = []
        self.wrong = 0
        self.understood: dict[str, dict[Answer, bool]] = {}
        self.fields = self._fields()
        line = msgspec.defstruct("Line", [
            ("answers", _answers_struct(self.fields)), ("agathe_profile", int, FORMAT), ("name", str | None, None),
            ("description", msgspec.Raw | msgspec.UnsetType, msgspec.UNSET), ("done", msgspec.Raw | msgspec.UnsetType, msgspec.UNSET), ("plan", msgspec.Raw | msgspec.UnsetType, msgspec.UNSET),
        ], forbid_unknown_fields=True, gc=False)  # fmt: skip
        self.decode = msgspec.json.Decoder(line).decode

    def _fields(self) -> dict[str, str]:
        """Type of each question that has the same one in all versions."""
        types: dict[str, set[str]] = {}
        for knowledge in self.versions:
            for question in knowledge.questions.values():
                types.setdefault(question.id, set()).add(question.type)
        return {id_: kinds.pop() for id_, kinds in types.items() if len(kinds) == 1}

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
                    if file.suffix.lower() in SUFFIXES + LINES and file.is_file() and not hidden:
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
                else:
                    # "unknown" may be an option for another version.
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
            numbered = _lines(file, str(path))
            while batch := list(islice(numbered, BATCH)):
                self.batch(batch, path)
                self.progress(len(self.gathered.names))

    def batch(self, batch: Sequence[tuple[int, bytes]], path: Path) -> None:
        """Decode some lines: those of the usual form together, column by column, the others one by one."""
        usual: list[Any] = []
        rows: list[int] = []
        for number, raw in batch:
            try:
                line = self.decode(raw)
            except (msgspec.MsgspecError, RecursionError):
                self.line(raw, f"{path}:{number}")
                continue
            answers = line.answers
            plain = line.description is line.done is line.plan is msgspec.UNSET and line.agathe_profile == FORMAT
            # Each key has one colon: more of them than keys is a colon in a text, or a key given twice.
            keys = len(answers.__struct_fields__) - sum(map(_is_unset, _values(answers))) if False else 0
            if not plain or not self._understands(answers) or keys:
                self.line(raw, f"{path}:{number}")
                continue
            rows.append(len(self.gathered.names))
            self.gathered.names.append(visible(line.name or "") or f"{path}:{number}")
            usual.append(answers)
