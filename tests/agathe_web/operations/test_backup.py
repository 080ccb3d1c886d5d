"""``agathe backup`` and ``agathe restore``: what comes back is what was there, or nothing is touched."""

import json
import re
import shutil
import stat
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agathe.kernel import AgatheError
from agathe_web.operations import restoring

COUNTS = (
    "from django.apps import apps; "
    "print({m._meta.label: m._default_manager.count() for m in apps.get_models() if m._meta.managed and m._meta.label != 'journal.Entry'})"
)
CHAIN = (
    "from agathe_web.journal.models import Entry; from agathe_web.journal.chain import breaks; "
    "print(len(list(breaks(Entry.objects.order_by('number')))), Entry.objects.first().act)"
)
ATTACHED = Path("files/evidence/2026/étude clinique.pdf")


@pytest.fixture(scope="session")
def saved(template: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demonstration."""
    file = tmp_path_factory.mktemp("backups") / "agathe.zip"
    done = template.run("backup", str(file))
    assert done.returncode == 0, done.stderr
    return file


def rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """A backup whose members and manifest were changed."""
    with zipfile.ZipFile(source) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(members, manifest)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
        new.writestr("manifest.json", json.dumps(manifest))
    return target


def test_the_file_says_what_it_holds(saved: Path) -> None:
    with zipfile.ZipFile(saved) as whole:
        manifest = json.loads(whole.read("manifest.json"))
        names = set(whole.namelist())
    assert {"manifest.json", ATTACHED.as_posix()} <= names
    assert "secret-key" not in names
    assert {member["name"] for member in manifest["members"]} == names - {"manifest.json"}
    assert manifest["agathe"]
    assert manifest["knowledge"]
    assert "projects.0001_initial" in manifest["migrations"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", member["sha256"]) for member in manifest["members"])
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


@pytest.mark.slow
def test_round_trip(template: Any, saved: Path, fresh: Callable[..., Any]) -> None:
    other = fresh()
    done = other.run("restore", str(saved))
    assert done.returncode == 0, done.stderr
    assert "remise en place" in done.stdout
    assert other.python(COUNTS) == template.python(COUNTS)
    assert other.python(CHAIN) == "0 operations.restore"
    assert (other.folder / ATTACHED).read_bytes() == (template.folder / ATTACHED).read_bytes()
    assert (other.folder / "secret-key").read_text() != (template.folder / "secret-key").read_text()
    assert sorted(p.name for p in (other.folder / "knowledge").iterdir()) == sorted(
        p.name for p in (template.folder / "knowledge").iterdir()
    )
    assert not list(other.folder.glob("before-restore-*"))
    assert not list(other.folder.glob(".restoring*"))


@pytest.mark.slow
def test_what_was_there_is_put_aside(saved: Path, installation: Any) -> None:
    added = installation.folder / "files" / "later.txt"
    added.write_text("later")
    installation.python(
        "from agathe_web.accounts.models import User; User.objects.create_user('later@example.org')"
    )
    refused = installation.run("restore", str(saved))
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert added.exists()
    done = installation.run("restore", str(saved), "--force")
    assert done.returncode == 0, done.stderr
    assert not added.exists()
    assert (
        installation.python(
            "from agathe_web.accounts.models import User; print(User.objects.filter(demo=False).count())"
        )
        == "0"
    )
    (aside,) = installation.folder.glob("before-restore-*")
    assert str(aside) in done.stdout
    assert (aside / "files" / "later.txt").read_text() == "later"
    assert installation.run("restore", str(saved), "--force").returncode == 0  # and once more


@pytest.mark.slow
def test_while_it_runs(installation: Any, tmp_path: Path, fresh: Callable[..., Any]) -> None:
    """A backup made during writes holds one moment of the database; a restoration waits for the portal to stop."""
    installation.start()
    stop = threading.Event()
    failed: list[str] = []

    def write() -> None:
        while not stop.is_set():
            try:
                installation.python(
                    "from agathe_web.projects.actions import start; from agathe_web.rights import Actor\n"
                    "for n in range(40): start(Actor(), name=f'essai {n}')"
                )
            except AssertionError as error:
                failed.append(str(error))

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(2)
    file = tmp_path / "running.zip"
    done = installation.run("backup", str(file))
    stop.set()
    writer.join()
    assert not failed
    assert done.returncode == 0, done.stderr
    refused = installation.run("restore", str(file), "--force")
    assert refused.returncode == 2
    assert "arrêtez-la" in refused.stderr
    other = fresh()
    assert other.run("restore", str(file)).returncode == 0
    assert other.python(CHAIN) == "0 operations.restore"
    # Each project has its first version and its entry: all or nothing of each act.
    look = "from agathe_web.projects.models import *; print(Project.objects.count() - Version.objects.filter(number=1).count())"
    assert other.python(look) == "0"


@pytest.mark.slow
def test_with_the_secret(installation: Any, tmp_path: Path, fresh: Callable[..., Any]) -> None:
    file = tmp_path / "secret.zip"
    assert installation.run("backup", str(file), "--with-secret").returncode == 0
    other = fresh()
    assert other.run("restore", str(file)).returncode == 0
    assert (other.folder / "secret-key").read_text() == (installation.folder / "secret-key").read_text()
    assert stat.S_IMODE((other.folder / "secret-key").stat().st_mode) == 0o600


def test_an_existing_file_is_kept(installation: Any, tmp_path: Path) -> None:
    file = tmp_path / "agathe.zip"
    file.write_text("precious")
    done = installation.run("backup", str(file))
    assert done.returncode == 2
    assert "--force" in done.stderr
    assert file.read_text() == "precious"


def test_nothing_to_back_up(fresh: Callable[..., Any], tmp_path: Path) -> None:
    empty = fresh()
    done = empty.run("backup", str(tmp_path / "agathe.zip"))
    assert done.returncode == 2
    assert "rien à sauvegarder" in done.stderr
    assert not (tmp_path / "agathe.zip").exists()


def _flip(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    data = bytearray(members[ATTACHED.as_posix()])
    data[100] ^= 1
    members[ATTACHED.as_posix()] = bytes(data)


def _remove(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    del members[ATTACHED.as_posix()]


def _add(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    members["files/added"] = b""


def _renamed(name: str) -> Callable[[dict[str, bytes], dict[str, Any]], None]:
    def change(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
        members[name] = members.pop(ATTACHED.as_posix())
        (entry,) = (one for one in manifest["members"] if one["name"] == ATTACHED.as_posix())
        entry["name"] = name

    return change


def _database(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    import hashlib

    (entry,) = (one for one in manifest["members"] if one["name"].startswith("database"))
    members[entry["name"]] = b"not a database" * 200
    entry["size"], entry["sha256"] = 2800, hashlib.sha256(members[entry["name"]]).hexdigest()


def _newer(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["agathe"] = "99.0.0"


def _later(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["migrations"].append("projects.9999_later")


def _other(members: dict[str, bytes], manifest: dict[str, Any]) -> None:
    (name,) = (name for name in members if name.startswith("database"))
    other = {"sqlite": ("postgresql", "database.pgdump"), "postgresql": ("sqlite", "database.sqlite3")}
    manifest["database"], new = other[manifest["database"]]
    members[new] = members.pop(name)
    next(one for one in manifest["members"] if one["name"] == name)["name"] = new


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_flip, "étude clinique.pdf"),
        (_remove, "abîmée ou modifiée"),
        (_add, "abîmée ou modifiée"),
        (_renamed("files/../../outside"), "abîmée ou modifiée"),
        (_renamed("/outside"), "abîmée ou modifiée"),
        (_renamed("files/a\\..\\outside"), "abîmée ou modifiée"),
        (_renamed("elsewhere/outside"), "abîmée ou modifiée"),
        (_renamed("files//outside"), "abîmée ou modifiée"),
        (_renamed("files"), "abîmée ou modifiée"),
        (_renamed("knowledge/" + "a" * 256), "abîmée ou modifiée"),
        (_newer, "plus récente"),
        (_later, "plus récente"),
    ],
    ids="flip remove add dots absolute backslash elsewhere double folder long newer later".split(),
)
def test_an_altered_backup_is_refused(saved: Path, tmp_path: Path, change: Any, words: str) -> None:
    file = rewritten(saved, tmp_path / "altered.zip", change)
    with pytest.raises(AgatheError) as refused:
        restoring.restore(file, lambda text: None, replace=lambda: True, check=True)
    assert words in refused.value.render("fr")


def test_a_truncated_backup_is_refused(saved: Path, tmp_path: Path) -> None:
    file, whole = tmp_path / "short.zip", saved.read_bytes()
    for length in (len(whole) - 10, len(whole) // 2, 10):
        file.write_bytes(whole[:length])
        with pytest.raises(AgatheError):
            restoring.restore(file, lambda text: None, replace=lambda: True, check=True)
    file.write_bytes(whole[: len(whole) // 3] + b"\xff" * 64 + whole[len(whole) // 3 + 64 :])
    with pytest.raises(AgatheError):
        restoring.restore(file, lambda text: None, replace=lambda: True, check=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [_flip, _renamed("files/../../outside"), _database, _other],
    ids="flip dots database other".split(),
)
def test_a_restoration_that_fails_changes_nothing(
    saved: Path, installation: Any, tmp_path: Path, change: Any
) -> None:
    before = {path: path.stat().st_size for path in installation.folder.rglob("*")}
    counts = installation.python(COUNTS)
    done = installation.run("restore", str(rewritten(saved, tmp_path / "altered.zip", change)), "--force")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert {path: path.stat().st_size for path in installation.folder.rglob("*")} == before
    assert not (tmp_path / "outside").exists()
    assert installation.python(COUNTS) == counts


def test_what_is_no_backup(installation: Any, tmp_path: Path) -> None:
    file = tmp_path / "agathe.zip"
    file.write_bytes(b"PK\x05\x06" + bytes(18))
    done = installation.run("restore", str(file), "--force")
    assert done.returncode == 2
    assert "n'est pas une sauvegarde" in done.stderr
    file.write_text("nothing")
    assert "n'est pas une sauvegarde" in installation.run("restore", str(file)).stderr
    assert "dossier ou fichier absent" in installation.run("restore", str(tmp_path / "none.zip")).stderr


def test_a_backup_can_be_verified_alone(saved: Path, fresh: Callable[..., Any], tmp_path: Path) -> None:
    empty = fresh()
    done = empty.run("restore", str(saved), "--check", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "verified, nothing was changed" in done.stdout
    file = rewritten(saved, tmp_path / "altered.zip", _flip)
    assert empty.run("restore", str(file), "--check").returncode == 2
    assert not (empty.folder / "agathe.sqlite3").exists()


@pytest.mark.slow
def test_a_restoration_that_was_cut_is_completed(saved: Path, installation: Any, tmp_path: Path) -> None:
    """After the mark: the next start makes the moves that are left."""
    if installation.database:
        pytest.skip("the database of PostgreSQL changes in one transaction")
    stage = installation.folder / ".restoring"
    other = tmp_path / "whole"
    other.mkdir()
    with zipfile.ZipFile(saved) as whole:
        whole.extractall(other)
    (stage / "files").mkdir(parents=True)
    (stage / "files" / "restored.txt").write_text("restored")
    shutil.copy(other / "database.sqlite3", stage)
    (stage / "ready").write_text("before-restore-cut\n")
    # The first move was made already: the folder of files has gone aside.
    aside = installation.folder / "before-restore-cut"
    aside.mkdir()
    (installation.folder / "files").rename(aside / "files")
    done = installation.run("demo")
    assert done.returncode == 0, done.stderr
    assert (installation.folder / "files" / "restored.txt").exists()
    assert (aside / ATTACHED).exists()
    assert (aside / "agathe.sqlite3").exists()
    assert not stage.exists()
    assert installation.python(CHAIN).startswith("0 ")
