"""The reference pages follow the code and the knowledge base."""

from pathlib import Path

import pytest

from agathe.knowledge import Knowledge, load_knowledge
from agathe.reference import PAGES, render, write_pages
from agathe.reference.__main__ import main
from agathe.reference.knowledge_format import entry_types, type_words
from agathe.reference.language import FUNCTIONS
from agathe.reference.markdown import attributes, cell, first_paragraph

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def pages(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    write_pages(folder, knowledge)
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_page_is_up_to_date(name: str, pages: Path) -> None:
    written = FOLDER / name
    assert written.is_file(), f"docs/reference/{name} is missing: run `make docs`"
    same = written.read_text(encoding="utf-8") == (pages / name).read_text(encoding="utf-8")
    assert same, f"docs/reference/{name} is stale: run `make docs`"


def test_folder_holds_nothing_else() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_same_input_gives_the_same_bytes(knowledge: Knowledge) -> None:
    assert render(knowledge) == render(knowledge)


def test_every_question_and_fact_has_its_heading(knowledge: Knowledge, pages: Path) -> None:
    for name, entries in (("questions.md", knowledge.questions), ("facts.md", knowledge.facts)):
        lines = set((pages / name).read_text(encoding="utf-8").splitlines())
        assert {f"### `{id_}`" for id_ in entries} <= lines


def test_every_function_is_described(pages: Path) -> None:
    text = (pages / "language.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in text for name in FUNCTIONS)


def test_every_kind_of_entry_is_described(pages: Path) -> None:
    text = (pages / "knowledge-format.md").read_text(encoding="utf-8")
    assert all(f"### {struct.__name__}\n" in text for struct in entry_types().values())


def test_command_needs_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_docstrings_are_read() -> None:
    docstring = """A thing of :class:`agathe.kernel.Text`.

    Attributes:
        one: first
            continued ``x``.
        two: second.
    """
    assert first_paragraph(docstring) == "A thing of `Text`."
    assert attributes(docstring) == {"one": "first continued `x`.", "two": "second."}


def test_a_cell_stays_in_its_cell() -> None:
    assert cell("a | b\nc") == "a \\| b c"


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (str, "text"),
        (tuple[str, ...], "list of text"),
        (float | None, "number, or null"),
        (dict[str, object], "map from text to any value"),
    ],
)
def test_types_are_put_into_words(hint: object, words: str) -> None:
    assert type_words(hint) == words
