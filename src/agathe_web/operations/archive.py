"""The file of a backup: a zip whose manifest names every member with its size and digest.

=====================  ==================================================================================
``manifest.json``      what made the backup, of what version, and the members
``database.sqlite3``   copy of the database, or ``database.pgdump``: what ``pg_dump`` wrote
``files/…``            files people attached
``knowledge/…``        former knowledge bases, which the law watch compares with
``secret-key``         secret of the signatures, only when it was asked for
=====================  ==================================================================================
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from agathe.kernel import AgatheError, Location, Text
from agathe_web.operations.progress import Progress

FORMAT = 1
MANIFEST = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
"""Member that holds the database, by the kind of database."""
SECRET = "secret-key"
FOLDERS = ("files", "knowledge")
"""Folders of the data folder that a backup holds."""
BLOCK = 1 << 20
MOST_MANIFEST = 64 << 20
"""Bytes of the longest manifest that is read."""
_PART = re.compile(r"[^/\\\x00]+")


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a backup."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup says of itself.

    Attributes:
        format: of the backup.
        agathe: version of Agathe that made it.
        knowledge: version of the knowledge base in use.
        made_at: when.
        database: kind of database.
        migrations: state of the tables: migrations applied, as ``app.name``.
        members: files, the manifest left out.
    """

    format: int
    agathe: str
    knowledge: str
    made_at: datetime
    database: str
    migrations: tuple[str, ...]
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """Bytes of all members."""
        return sum(member.size for member in self.members)


def add(archive: zipfile.ZipFile, name: str, source: BinaryIO, progress: Progress) -> Member:
    """Write a member and note what was written."""
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as target:
        while block := source.read(BLOCK):
            target.write(block)
            digest.update(block)
            size += len(block)
            progress.add(len(block))
    return Member(name, size, digest.hexdigest())


def read_manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    """The manifest of a backup, once it agrees with the list of its files.

    Raises:
        AgatheError: there is none, or it does not say what the file holds.
    """
    names = archive.namelist()
    if names.count(MANIFEST) != 1 or archive.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise not_a_backup(path)
    try:
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except (msgspec.MsgspecError, zipfile.BadZipFile, UnicodeDecodeError):
        raise not_a_backup(path) from None
    if sorted(names) != sorted([MANIFEST, *(member.name for member in manifest.members)]):
        raise altered(path, MANIFEST)
    _check_names(manifest, path)
    for member in manifest.members:
        if member.size != archive.getinfo(member.name).file_size:
            raise altered(path, member.name)
    return manifest


def verify(archive: zipfile.ZipFile, member: Member, progress: Progress, path: Path) -> None:
    """Read a member to its end: it has the size and the digest of the manifest.

    Raises:
        AgatheError: it has not.
    """
    for _ in _blocks(archive, member, progress, path):
        pass


def copy_out(archive: zipfile.ZipFile, member: Member, target: Path, progress: Progress, path: Path) -> None:
    """Write a member to a file that does not exist yet, verified as :func:`verify` does.

    Raises:
        AgatheError: the member is not what the manifest says.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as written:
        target.chmod(0o600)
        for block in _blocks(archive, member, progress, path):
            written.write(block)


def _blocks(archive: zipfile.ZipFile, member: Member, progress: Progress, path: Path) -> Iterator[bytes]:
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(member.name) as source:
            while size <= member.size and (block := source.read(BLOCK)):
                size += len(block)
                digest.update(block)
                yield block
                progress.add(len(block))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise altered(path, member.name) from error
    if size != member.size or digest.hexdigest() != member.sha256:
        raise altered(path, member.name)


def altered(path: Path, name: str) -> AgatheError:
    """A backup is not as it was made."""
    return AgatheError(Text(
        f"cette sauvegarde est abîmée ou modifiée (« {name} ») : rien n'a été changé, prenez-en une autre",
        f"this backup is damaged or was changed (“{name}”): nothing was touched, take another",
    ), Location(file=str(path)))  # fmt: skip


def not_a_backup(path: Path) -> AgatheError:
    """A file is no backup of Agathe."""
    words = Text("ce fichier n'est pas une sauvegarde d'Agathe", "this file is not a backup of Agathe")
    return AgatheError(words, Location(file=str(path)))


def _check_names(manifest: Manifest, path: Path) -> None:
    """Refuse every name that is not one that a backup makes: none leads outside the data folder."""
    alone = {DATABASES.get(manifest.database), SECRET}
    seen: set[str] = set()
    for member in manifest.members:
        parts = member.name.split("/")
        inside = len(parts) > 1 and parts[0] in FOLDERS and all(map(is_plain, parts))
        if member.size < 0 or member.name in seen or not (member.name in alone or inside):
            raise altered(path, member.name)
        seen.add(member.name)
    if DATABASES.get(manifest.database) not in seen or _nested(seen):
        raise altered(path, MANIFEST)


def is_plain(part: str) -> bool:
    """Whether a part of a path names a file or a folder right there, in characters that every system writes."""
    try:
        return part not in (".", "..") and len(part.encode()) <= 255 and _PART.fullmatch(part) is not None
    except UnicodeEncodeError:
        return False


def _nested(names: Iterable[str]) -> bool:
    """Whether a name is both a file and a folder."""
    known = set(names)
    return any(str(folder) in known for name in known for folder in Path(name).parents)
