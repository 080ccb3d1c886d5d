"""``agathe restore``: a backup takes the place of what the data folder holds, which is put aside.

The backup is written to a folder beside the data, verified, brought to this version; only then the two change places.
A file marks that moment. Whatever stops the machine, what stood before it stands whole before the mark, and the next
start completes the change after it.
"""

import errno
import os
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

import agathe
from agathe.kernel import AgatheError, Location, Text
from agathe_web import clock
from agathe_web.journal.actions import record
from agathe_web.journal.chain import breaks
from agathe_web.journal.models import Entry
from agathe_web.operations import Tell, archive, database, postgresql
from agathe_web.operations.archive import Manifest
from agathe_web.operations.folder import make_folder, secret_file
from agathe_web.operations.locks import SERVING, TakenError, locked
from agathe_web.operations.progress import Progress

STAGE = ".restoring"
READY = "ready"
"""File of the stage that marks that it is complete; it holds the name of the folder for what stood before."""
_CHECKING = Text("vérification de la sauvegarde : {0} %", "verifying the backup: {0}%")
_BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, by the end of its name."""


def restore(path: Path, tell: Tell, *, replace: Callable[[], bool], check: bool = False) -> None:
    """Put back a backup, or only verify it.

    Args:
        path: the backup.
        tell: says how far it is, then what was done.
        replace: asked whether to go on when the data folder is not empty.
        check: change nothing.

    Raises:
        AgatheError: not a backup, altered, of a newer version or of another kind of database; the portal runs; the
            folder is not empty. Nothing was changed.
    """
    with _opened(path) as whole:
        manifest = archive.read_manifest(whole, path)
        _refuse_newer(manifest, path)
        progress = Progress(tell, _CHECKING, manifest.size)
        if check:
            for member in manifest.members:
                archive.verify(whole, member, progress, path)
        else:
            make_folder(settings.DATA_DIR)
            with _alone():
                _put_back(whole, manifest, path, tell, progress, replace)
    told = (
        "vérifiée, rien n'a été changé" if check else "remise en place",
        "verified, nothing was changed" if check else "restored",
    )
    day = f"{manifest.made_at:%Y-%m-%d %H:%M} UTC"
    tell(Text(
        f"Sauvegarde du {day} (Agathe {manifest.agathe}, {len(manifest.members)} fichiers) : {told[0]}.",
        f"Backup of {day} (Agathe {manifest.agathe}, {len(manifest.members)} files): {told[1]}.",
    ))  # fmt: skip


def finish(tell: Tell) -> None:
    """Complete a restoration that was stopped after its mark; nothing otherwise."""
    stage = settings.DATA_DIR / STAGE
    mark = stage / READY
    if not mark.is_file():
        return
    aside = settings.DATA_DIR / mark.read_text().strip()
    aside.mkdir(mode=0o700, exist_ok=True)
    for source, target in _moves(stage):
        if source.exists():
            for end in _BESIDE if source.name == archive.DATABASES["sqlite"] else _BESIDE[:1]:
                old = target.with_name(target.name + end)
                if old.exists():
                    _move(old, aside / old.name)
            _move(source, target)
    os.sync()
    shutil.rmtree(stage)
    if any(aside.iterdir()):
        tell(Text(
            f"Ce qui était là est gardé dans {aside} : effacez ce dossier quand vous n'en aurez plus besoin.",
            f"What stood there is kept in {aside}: remove that folder once you no longer need it.",
        ))  # fmt: skip
    else:
        aside.rmdir()


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        whole = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise archive.not_a_backup(path) from None
    with whole:
        yield whole


@contextmanager
def _alone() -> Iterator[None]:
    try:
        with locked(settings.DATA_DIR / SERVING, wait=False):
            yield
    except TakenError:
        raise AgatheError(Text(
            "Agathe se sert de ce dossier de données : arrêtez-la, puis recommencez",
            "Agathe is using this data folder: stop it, then try again",
        ), Location(file=str(settings.DATA_DIR))) from None  # fmt: skip


def _put_back(
    whole: zipfile.ZipFile,
    manifest: Manifest,
    path: Path,
    tell: Tell,
    progress: Progress,
    replace: Callable[[], bool],
) -> None:
    if manifest.database != connection.vendor:
        raise AgatheError(Text(
            f"cette sauvegarde vient de {manifest.database}, ce portail est réglé pour {connection.vendor} : voyez DATABASE_URL",
            f"this backup comes from {manifest.database}, this portal is set for {connection.vendor}: see DATABASE_URL",
        ), Location(file=str(path)))  # fmt: skip
    finish(tell)
    with database.reached():
        if not _is_empty() and not replace():
            raise AgatheError(Text(
                "ce dossier de données n'est pas vide : ajoutez --force pour mettre de côté ce qu'il contient",
                "this data folder is not empty: add --force to put aside what it holds",
            ), Location(file=str(settings.DATA_DIR)))  # fmt: skip
    stage = settings.DATA_DIR / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    try:
        _stage(whole, manifest, stage, path, progress)
        with database.reached(), _as_database(manifest, stage):
            _bring_up_to_date(manifest, tell)
            if connection.vendor != "sqlite":
                _mark(stage)
        if connection.vendor == "sqlite":
            _mark(stage)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    finish(tell)


def _stage(whole: zipfile.ZipFile, manifest: Manifest, stage: Path, path: Path, progress: Progress) -> None:
    """Write the members, each verified, to a folder beside the data."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if manifest.size > free:
        raise AgatheError(Text(
            f"il faut {manifest.size / 1e6:.0f} Mo et le disque n'en a que {free / 1e6:.0f} de libres",
            f"{manifest.size / 1e6:.0f} MB are needed and the disk has {free / 1e6:.0f} left",
        ), Location(file=str(settings.DATA_DIR)))  # fmt: skip
    stage.mkdir(mode=0o700)
    for folder in archive.FOLDERS:
        (stage / folder).mkdir(mode=0o700)
    for member in manifest.members:
        archive.copy_out(whole, member, stage / member.name, progress, path)


@contextmanager
def _as_database(manifest: Manifest, stage: Path) -> Iterator[None]:
    """Make the database of the stage the one we work on, after a look at its state."""
    copy = stage / archive.DATABASES[manifest.database]
    if connection.vendor == "postgresql":
        with postgresql.replaced(copy):
            yield
        copy.unlink(missing_ok=True)
        return
    try:
        with closing(sqlite3.connect(copy)) as opened:
            sound = opened.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise archive.altered(copy, copy.name)
    with database.pointed_at(copy):
        yield


def _bring_up_to_date(manifest: Manifest, tell: Tell) -> None:
    database.migrate(tell)
    if count := sum(1 for _ in breaks(Entry.objects.order_by("number").iterator())):
        tell(Text(
            f"Attention : la chaîne du journal de cette sauvegarde ne tient pas ({count} ruptures).",
            f"Warning: the chain of the journal of this backup does not hold ({count} breaks).",
        ))  # fmt: skip
    made = manifest.made_at.isoformat(timespec="seconds")
    record("operations.restore", None, f"backup:{made}", {"agathe": manifest.agathe})


def _mark(stage: Path) -> None:
    """From here on the restoration will be completed, whatever happens."""
    os.sync()
    mark = stage / f"{READY}.part"
    mark.write_text(f"before-restore-{clock.now():%Y%m%dT%H%M%S}\n")
    os.sync()
    mark.replace(stage / READY)


def _moves(stage: Path) -> Iterator[tuple[Path, Path]]:
    if connection.vendor == "sqlite":
        yield stage / archive.DATABASES["sqlite"], database.sqlite_file()
    for folder in archive.FOLDERS:
        yield stage / folder, settings.DATA_DIR / folder
    yield stage / archive.SECRET, secret_file()


def _move(source: Path, target: Path) -> None:
    """Move a file or a folder; a file may go to another disk."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_name(f"{target.name}.part")
        shutil.copy2(source, part)
        part.replace(target)
        source.unlink()


def _is_empty() -> bool:
    held = any(any((settings.DATA_DIR / folder).glob("*")) for folder in archive.FOLDERS)
    tables = (
        postgresql.is_empty() if connection.vendor == "postgresql" else not database.sqlite_file().exists()
    )
    return tables and not held


def _refuse_newer(manifest: Manifest, path: Path) -> None:
    later = database.unknown(
        (app, name) for app, _, name in (key.partition(".") for key in manifest.migrations)
    )
    if manifest.format > archive.FORMAT or _number(manifest.agathe) > _number(agathe.__version__) or later:
        raise AgatheError(Text(
            f"cette sauvegarde vient d'une version plus récente (Agathe {manifest.agathe}) : installez-la, puis recommencez",
            f"this backup comes from a newer version (Agathe {manifest.agathe}): install it, then try again",
        ), Location(file=str(path)))  # fmt: skip


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d{1,6}", version)[:4])
