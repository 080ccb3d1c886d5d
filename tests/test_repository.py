"""What the files at the root of the repository promise one another."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ("run", "test", "bench")


def pins(name: str) -> set[str]:
    """Lines ``package==version`` of a file of ``requirements/``, without comments and markers."""
    text = (ROOT / "requirements" / name).read_text()
    found = re.findall(r"^[a-z0-9-]+(?:\[[a-z]+\])?==[^\s;#]+", text, flags=re.MULTILINE)
    return {re.sub(r"\[[a-z]+\]", "", pin) for pin in found}


def test_run_in_repeats_the_dependencies_of_the_package() -> None:
    # `make run` opens the portal, documents included.
    extras = PROJECT["optional-dependencies"]
    assert pins("run.in") == {*PROJECT["dependencies"], *extras["documents"], *extras["web"]}


@pytest.mark.parametrize(
    ("extra", "name"),
    [("verify", "test.in"), ("postgresql", "test.in"), ("verify", "bench.in"), ("bench", "bench.in")],
)
def test_extras_are_repeated_where_they_are_installed(extra: str, name: str) -> None:
    assert {re.sub(r"\[[a-z]+\]", "", pin) for pin in PROJECT["optional-dependencies"][extra]} <= pins(name)


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_follow_their_sources(name: str) -> None:
    assert pins("run.in") | pins(f"{name}.in") <= pins(f"{name}.txt")


def test_lock_files_agree_on_shared_packages() -> None:
    versions: dict[str, set[str]] = {}
    for name in LOCKS:
        for pin in pins(f"{name}.txt"):
            package, _, version = pin.partition("==")
            versions.setdefault(package, set()).add(version)
    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_name_no_registry_and_no_folder(name: str) -> None:
    assert "/" not in (ROOT / "requirements" / f"{name}.txt").read_text()
