"""The documentation says what the product does: links resolve, and every command shown runs and prints what is shown.

In the documents, blocks marked ``console`` are run: lines that begin with ``$ agathe`` are commands, what follows is their
output. ``...`` stands for any text in a line, and alone on a line for any number of lines. ``exit=1`` after ``console``
states another exit code than 0. Comments prepare the folder in which the commands run:

- ``<!-- write FILE -->`` before a block: the file holds the block;
- ``<!-- append FILE -->``: the block is added at the end of the file;
- ``<!-- edit FILE -->`` before a ``diff`` block: its lines with ``-`` or a space stand once in the file, and give way to
  those with ``+`` or a space;
- ``<!-- type A | B -->`` before a ``console`` block: lines typed on the keyboard.
"""

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner

from agathe.cli.commands import app

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
MAPPED = ("tutorial", "how-to", "reference", "explanation", "decisions")
"""Folders whose pages the map of the documentation names one by one."""
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
FENCE = re.compile(r"^(?P<pad> *)```(?P<info>[^`]*)$")
COMMENT = re.compile(r"^ *<!-- (?P<what>write|append|edit|type) ?(?P<argument>.*?) -->$")
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def name(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


# ---------------------------------------------------------------------- reading documents


@dataclass(frozen=True)
class Block:
    """A fenced block, with the comment just above it."""

    line: int
    info: str
    lines: tuple[str, ...]
    comments: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


def blocks(text: str) -> Iterator[Block]:
    """Fenced blocks of a document."""
    comments: list[tuple[str, str]] = []
    lines = text.splitlines()
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        if found := COMMENT.match(line):
            comments.append((found["what"], found["argument"]))
        elif opening := FENCE.match(line):
            start, inside = position, []
            while lines[position].strip() != "```":
                inside.append(lines[position].removeprefix(opening["pad"]))
                position += 1
            position += 1
            yield Block(start, opening["info"].strip(), tuple(inside), tuple(comments))
            comments = []
        elif line.strip():
            comments = []


def prose(text: str) -> str:
    """A document without its blocks and inline code, where links are looked for."""
    kept, inside = [], False
    for line in text.splitlines():
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            kept.append(re.sub(r"`[^`]*`", "", line))
    return "\n".join(kept)


def anchors(text: str) -> set[str]:
    """Anchors that a Markdown reader gives to headings."""
    found: set[str] = set()
    for line in text.splitlines():
        if heading := re.match(r"^#+ (.*)$", line):
            kept = re.sub(r"[^\w\- ]", "", heading[1].lower())
            found.add(kept.strip().replace(" ", "-"))
    return found


# ---------------------------------------------------------------------- running documents


def commands(block: Block) -> Iterator[tuple[list[str], list[str]]]:
    """Commands of a block, each with the output shown."""
    shown: list[str] = []
    command: list[str] | None = None
    for line in block.lines:
        if line.startswith("$ "):
            if command is not None:
                yield command, shown
            command, shown = shlex.split(line[2:]), []
        else:
            shown.append(line)
    if command is not None:
        yield command, shown


def same(shown: list[str], printed: list[str]) -> bool:
    """Whether the output is the one shown, where ``...`` stands for anything (documents use plain spaces)."""
    parts = []
    for line in shown:
        if line.strip() == "...":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(map(re.escape, line.rstrip().split("..."))) + r"\n")
    text = "".join(f"{line.rstrip()}\n" for line in printed)
    return re.fullmatch("".join(parts), re.sub(r"[\u00a0\u202f]", " ", text)) is not None


def edited(text: str, block: Block) -> str:
    """Text after the change a ``diff`` block shows."""
    before = "".join(f"{line[1:]}\n" for line in block.lines if line[:1] in ("-", " ", ""))
    after = "".join(f"{line[1:]}\n" for line in block.lines if line[:1] in ("+", " ", ""))
    assert text.count(before) == 1, f"these lines stand {text.count(before)} times in the file:\n{before}"
    return text.replace(before, after)


def prepare(block: Block) -> list[str]:
    """Apply the comments of a block to the current folder; return the lines to type."""
    typed: list[str] = []
    for what, argument in block.comments:
        file = Path(argument)
        if what == "type":
            typed = [answer.strip() for answer in argument.split("|")]
        elif what == "write":
            file.write_text(block.text, encoding="utf-8")
        elif what == "append":
            file.write_text(
                file.read_text(encoding="utf-8").rstrip("\n") + "\n\n" + block.text, encoding="utf-8"
            )
        else:
            file.write_text(edited(file.read_text(encoding="utf-8"), block), encoding="utf-8")
    return typed


def run(block: Block, typed: list[str]) -> Iterator[tuple[list[str], list[str], list[str], int]]:
    """Run the commands of a block: command, output shown, output printed, exit code."""
    for command, shown in commands(block):
        assert command[0] == "agathe", f"line {block.line}: only agathe is run, not {command[0]}"
        result = CliRunner().invoke(app, command[1:], input="".join(f"{line}\n" for line in typed))
        yield command, shown, result.output.splitlines(), result.exit_code


@pytest.fixture
def workplace(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An empty folder with a copy of the knowledge base, in which commands run."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AGATHE_KNOWLEDGE", str(tmp_path / "knowledge"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.delenv("AGATHE_LANG", raising=False)
    return tmp_path


def has_commands(path: Path) -> bool:
    return any(block.info.startswith("console") for block in blocks(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", [path for path in PAGES if has_commands(path)], ids=name)
def test_commands_print_what_is_shown(path: Path, workplace: Path) -> None:
    for block in blocks(path.read_text(encoding="utf-8")):
        typed = prepare(block)
        if not block.info.startswith("console"):
            continue
        expected = int(block.info.partition("exit=")[2] or 0)
        for command, shown, printed, code in run(block, typed):
            place = f"{name(path)}, line {block.line}: {shlex.join(command)}"
            assert code == expected, f"{place} ended with {code}:\n" + "\n".join(printed)
            assert same(shown, printed), f"{place} now prints:\n" + "\n".join(printed)


def test_output_may_be_cut_short() -> None:
    assert same(["a", "...", "c ... e"], ["a", "b", "b", "c d e"])
    assert same(["..."], [])
    assert not same(["a"], ["a", "b"])
    assert not same(["a", "...", "d"], ["a", "b", "c"])


# ---------------------------------------------------------------------- links and order


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    for found in LINK.finditer(prose(path.read_text(encoding="utf-8"))):
        target = found["target"]
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = unquote(target).partition("#")
        other = (path.parent / file).resolve() if file else path
        assert other.exists(), f"{name(path)}: no {target}"
        assert other.is_relative_to(ROOT), f"{name(path)}: {target} leaves the repository"
        if anchor and other.suffix == ".md":
            assert anchor in anchors(other.read_text(encoding="utf-8")), f"{name(path)}: no heading {target}"


def test_the_map_leads_to_every_page() -> None:
    text = (DOCS / "README.md").read_text(encoding="utf-8")
    targets = {(DOCS / found["target"].partition("#")[0]).resolve() for found in LINK.finditer(text)}
    assert [name(path) for path in PAGES if path.parent.name in MAPPED and path not in targets] == []


def test_names_of_the_glossary_exist() -> None:
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "knowledge").rglob("*.yaml")]
    known = set(re.findall(r"[\w-]+", "\n".join(file.read_text(encoding="utf-8") for file in files)))
    named = set(re.findall(r"`([\w-]+)`", (DOCS / "glossary.md").read_text(encoding="utf-8")))
    assert sorted(named - known) == []


def test_decisions_are_numbered_without_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=name)
def test_decisions_say_why(path: Path) -> None:
    headings = [line[3:] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    assert headings == ["Context", "Decision", "Options refused", "Consequences"]


def test_no_folder_of_one_machine() -> None:
    pattern = re.compile(r"(?<![\w.])/(home|root|tmp|work|Users)/")
    assert [name(path) for path in PAGES if pattern.search(path.read_text(encoding="utf-8"))] == []
