"""Files that a command writes: in one move, so that a failure leaves an existing file as it was."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from agathe.kernel import AgatheError, Location, Text, system_reason


def write_bytes(data: bytes, path: Path, *, keep: Path | None = None) -> None:
    """Write a file beside its place, then move it there; a file that was there keeps its permissions.

    Args:
        data: what to write.
        path: the file.
        keep: a file that must not be written over (the profile just read).

    Raises:
        AgatheError: the file cannot be written.
    """
    try:
        target = path.resolve()
        if keep is not None and keep.exists() and target.exists() and target.samefile(keep):
            message = Text(
                "ce fichier est le profil lui-même : choisissez-en un autre",
                "this file is the profile itself: choose another",
            )
            raise AgatheError(message, Location(file=str(path)))
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(data)  # a device or a pipe is written to, never replaced
            return
        _replace(target, data)
    except OSError as error:
        raise _impossible(error, path) from None


def _replace(target: Path, data: bytes) -> None:
    mask = os.umask(0)
    os.umask(mask)
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as temporary:
        written = Path(temporary.name)
        try:
            temporary.write(data)
            temporary.flush()
            written.chmod(mode)
            written.replace(target)
        except OSError:
            written.unlink(missing_ok=True)
            raise


def make_folder(path: Path) -> None:
    """Make a folder, with those above it, unless it is there.

    Raises:
        AgatheError: a file stands there, or the folder cannot be made.
    """
    try:
        if path.exists() and not path.is_dir():
            message = Text("c'est un fichier, il faut un dossier", "this is a file, a folder is expected")
            raise AgatheError(message, Location(file=str(path)))
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _impossible(error, path) from None


def refuse_existing(paths: Sequence[Path], folder: Path) -> None:
    """Refuse to write over files.

    Raises:
        AgatheError: some of the files exist.
    """
    found = [path.name for path in paths if path.exists() or path.is_symlink()]
    if found:
        names = ", ".join(found)
        message = Text(
            f"existe déjà : {names} ; ajoutez --force pour remplacer, ou choisissez un autre dossier",
            f"already there: {names}; add --force to replace, or choose another folder",
        )
        raise AgatheError(message, Location(file=str(folder)))


def _impossible(error: OSError, path: Path) -> AgatheError:
    reason = system_reason(error)
    message = Text(f"écriture impossible ({reason.fr})", f"cannot write ({reason.en})")
    return AgatheError(message, Location(file=str(path)))
