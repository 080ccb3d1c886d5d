"""An app reads another through its ``queries``, changes it through its ``actions``, and knows its models and rights; nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "src/agathe_web"
APPS = ("accounts", "api", "community", "counter", "home", "journal", "library", "operations", "projects")
OPEN = {"models", "queries", "actions", "perms", "tasks"}
ALSO = {
    "projects.reading", "projects.readings", "projects.schedules", "projects.rendering",  # how conclusions are read and written out
    "projects.members", "projects.personal", "projects.watching", "projects.bases",  # acts on members, on a person's part, of the law watch
    "library.kinds", "library.folding", "library.catalogue",  # names of kinds of entries, how words are compared, the card of an entry
    "operations.demo",  # the demonstration, for the command that makes it
    "home.story",  # the example projects, for the demonstration
    "journal.chain", "accounts.retention", "accounts.erasure", "accounts.factor", "accounts.openid", "accounts.roles",
}  # fmt: skip
"""Modules that other apps may read besides: each is made for that."""


def imports(path: Path) -> Iterator[str]:
    """Modules of the portal that a file imports, without ``agathe_web.``."""
    for node in ast.walk(ast.parse(path.read_text())):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name.removeprefix("agathe_web.") for name in names if name.startswith("agathe_web."))


def test_apps_meet_through_their_doors() -> None:
    wrong = []
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for name in imports(path):
                other, _, module = name.partition(".")
                door = module.partition(".")[0]
                if (
                    other in APPS
                    and other != app
                    and door
                    and door not in OPEN
                    and f"{other}.{door}" not in ALSO
                ):
                    if not (ROOT / other / f"{door}.py").exists() and not (ROOT / other / door).is_dir():
                        continue  # a name of the package itself
                    wrong.append(f"{path.relative_to(ROOT)}: {name}")
    assert sorted(set(wrong)) == []


def test_nothing_below_the_apps_knows_them() -> None:
    below = [*ROOT.glob("*.py"), *(ROOT / "theme").rglob("*.py")]
    allowed = {
        "urls.py",
        "rights.py",
        "command_line.py",
        "citations.py",
    }  # the addresses, the account behind an actor, the commands
    for path in below:
        if path.name not in allowed:
            assert [name for name in imports(path) if name.partition(".")[0] in APPS] == [], path
