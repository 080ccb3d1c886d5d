"""Files a person, or an attacker, wrote: one clear message in both languages, nothing more."""

from pathlib import Path

import pytest

from agathe.kernel.documents import MAX_BYTES, DocumentError, read_document


@pytest.mark.parametrize(
    ("content", "says_fr", "says_en"),
    [
        (b"", "vide", "empty"),
        (b"  \n\n", "vide", "empty"),
        (b"# only a comment\n", "vide", "empty"),
        (b"a: 1\na: 2\n", "deux fois", "given twice"),
        (b"a: &x [1]\nb: *x\n", "ancres", "anchors"),
        (b"a: [1\n", "YAML", "YAML"),
        (b"!!python/object/apply:os.system ['true']\n", "YAML", "YAML"),
        (b"? [1]\n: 2\n", "simple texte", "plain text"),
        (b"a: 2026-02-31\n", "ne se lit pas", "cannot be read"),
        (b"[" * 60 + b"]" * 60, "imbriqu", "nested"),
        ("é: 1".encode("latin-1"), "UTF-8", "UTF-8"),
        (b"a: \x01", "YAML", "YAML"),
        (b"x" * (MAX_BYTES + 1), "limite", "limit"),
    ],
    ids=lambda value: value[:14].decode("latin-1") if isinstance(value, bytes) else "",
)
def test_wrong_files(tmp_path: Path, content: bytes, says_fr: str, says_en: str) -> None:
    path = tmp_path / "profile.yaml"
    path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert says_fr in caught.value.render("fr")
    assert says_en in caught.value.render("en")
    assert str(path) in str(caught.value)


def test_a_bomb_of_aliases_is_refused_before_it_grows(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    path = tmp_path / "bomb.yaml"
    path.write_text("\n".join(lines))
    with pytest.raises(DocumentError, match="anchors and aliases"):
        read_document(path)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such file"):
        read_document(tmp_path / "nowhere.yaml")
    with pytest.raises(DocumentError, match="folder"):
        read_document(tmp_path)


def test_json_and_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_bytes(b'\xef\xbb\xbf{"a": [1, 2]}')
    assert read_document(path) == {"a": [1, 2]}
    path.write_text('{"a": 1, "a": 2}')
    with pytest.raises(DocumentError, match="given twice"):
        read_document(path)
    path.write_text('{"a": ')
    with pytest.raises(DocumentError, match="not valid JSON"):
        read_document(path)
