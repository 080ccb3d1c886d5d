"""``agathe backup``: a copy of everything people entrusted to the portal, made while it runs."""

import hashlib
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import msgspec
from django.conf import settings
from django.db import connection

import agathe
from agathe.kernel import AgatheError, Location, Text, system_reason
from agathe.rules.prose import show_number
from agathe_web import clock, engines
from agathe_web.operations import Tell, archive, database
from agathe_web.operations.folder import in_use, secret_file
from agathe_web.operations.progress import Progress

PAGES = 2000
"""Pages of the database copied between two words on the progress."""
LEVEL = 3
"""Compression: most of the gain for a third of the time."""
_COPYING = Text("copie de la base de données : {0} %", "copying the database: {0}%")
_WRITING = Text("écriture de la sauvegarde : {0} %", "writing the backup: {0}%")


def back_up(target: Path, tell: Tell, *, with_secret: bool = False, replace: bool = False) -> str:
    """Write a backup in one move: the file is whole or absent. Its owner alone can read it.

    The database is copied first, then the files: one that is erased meanwhile is left out, since people wanted it gone.

    Args:
        target: the file.
        tell: says how far it is, then what was written.
        with_secret: put the secret key in it; whoever has it can forge sessions.
        replace: write over a file that is there.

    Returns:
        SHA-256 of the file.

    Raises:
        AgatheError: nothing to back up, a tool is missing, or the file cannot be written.
    """
    _refuse(target, replace, with_secret)
    try:
        folder = tempfile.TemporaryDirectory(dir=target.parent, prefix=".agathe-backup-")
    except OSError as error:
        reason = system_reason(error)
        words = Text(f"écriture impossible ({reason.fr})", f"cannot write ({reason.en})")
        raise AgatheError(words, Location(file=str(target))) from None
    with folder as place, in_use(), database.reached():
        written = Path(place) / "backup"
        with zipfile.ZipFile(written, "x", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as whole:
            manifest = _fill(whole, Path(place), tell, with_secret)
        digest = _settle(written, target)
    count, size = len(manifest.members), round(target.stat().st_size / 1e6, 1)
    tell(Text(
        f"Sauvegarde écrite : {target} ({show_number(size, 'fr')} Mo, {count} fichiers)\nSHA-256 : {digest}",
        f"Backup written: {target} ({show_number(size, 'en')} MB, {count} files)\nSHA-256: {digest}",
    ))  # fmt: skip
    return digest


def _refuse(target: Path, replace: bool, with_secret: bool) -> None:
    if target.is_dir():
        words = Text(
            "c'est un dossier, il faut un nom de fichier", "this is a folder, a file name is expected"
        )
        raise AgatheError(words, Location(file=str(target)))
    if target.exists() and not replace:
        words = Text(
            "ce fichier existe déjà : choisissez un autre nom, ou ajoutez --force pour le remplacer",
            "this file is there already: choose another name, or add --force to replace it",
        )
        raise AgatheError(words, Location(file=str(target)))
    if with_secret and not secret_file().is_file():
        raise AgatheError(Text(
            "la clé secrète vient d'AGATHE_SECRET_KEY : gardez-la vous-même, sans --with-secret",
            "the secret key comes from AGATHE_SECRET_KEY: keep it yourself, without --with-secret",
        ))  # fmt: skip


def _fill(whole: zipfile.ZipFile, place: Path, tell: Tell, with_secret: bool) -> archive.Manifest:
    name = archive.DATABASES[connection.vendor]
    copy = place / name
    migrations = database.applied()
    if not migrations:
        raise AgatheError(Text(
            "ce dossier de données est vide : il n'y a rien à sauvegarder",
            "this data folder is empty: there is nothing to back up",
        ), Location(file=str(settings.DATA_DIR)))  # fmt: skip
    _copy_database(copy, tell)
    files = dict(_files())
    if with_secret:
        files[archive.SECRET] = secret_file()
    progress = Progress(tell, _WRITING, copy.stat().st_size + sum(_size(path) for path in files.values()))
    with copy.open("rb") as source:
        members = [archive.add(whole, name, source, progress)]
    copy.unlink()
    for name, path in files.items():
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            continue  # erased meanwhile
        with os.fdopen(descriptor, "rb") as source:
            members.append(archive.add(whole, name, source, progress))
    manifest = archive.Manifest(
        format=archive.FORMAT, agathe=agathe.__version__, knowledge=engines.knowledge().version, made_at=clock.now(),
        database=connection.vendor, migrations=tuple(sorted(f"{app}.{name}" for app, name in migrations)),
        members=tuple(members),
    )  # fmt: skip
    whole.writestr(archive.MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
    return manifest


def _copy_database(target: Path, tell: Tell) -> None:
    if connection.vendor == "postgresql":
        from agathe_web.operations import postgresql

        postgresql.dump(target)
        return
    address = f"file:{quote(str(database.sqlite_file()))}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=30)) as source:
        # Held until the end, so that the whole copy shows one moment, and writing does not make it begin again.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        progress: list[Progress] = []

        def tell_pages(status: int, remaining: int, total: int) -> None:
            if not progress:
                progress.append(Progress(tell, _COPYING, total))
            progress[0].reach(total - remaining)

        with closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=PAGES, progress=tell_pages, sleep=0.0)
            # The copy is one file that any SQLite opens, without the journal beside it.
            copy.execute("PRAGMA journal_mode=DELETE")


def _files() -> Iterator[tuple[str, Path]]:
    """Files of the data folder by their name in the backup; links, and knowledge bases half copied, are left out.

    Raises:
        AgatheError: a name that could not be put back.
    """
    for folder in archive.FOLDERS:
        for path in sorted((settings.DATA_DIR / folder).rglob("*")):
            inside = path.relative_to(settings.DATA_DIR)
            half = folder == "knowledge" and inside.parts[1].startswith(".")
            if not path.is_file() or path.is_symlink() or half:
                continue
            if not all(map(archive.is_plain, inside.parts)):
                words = Text(
                    "ce nom de fichier ne peut pas être sauvegardé", "this file name cannot be backed up"
                )
                raise AgatheError(words, Location(file=str(path)))
            yield inside.as_posix(), path


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _settle(written: Path, target: Path) -> str:
    """Put the file in its place, once it is on the disk; its digest."""
    written.chmod(0o600)
    with written.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    written.replace(target)
    return digest
