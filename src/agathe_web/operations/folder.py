"""The data folder: made, tried, its secret key."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from agathe.kernel import AgatheError, Location, Text, system_reason
from agathe_web.operations.locks import SERVING, TakenError, locked


def make_folder(folder: Path) -> None:
    """Make the data folder, readable by its owner only, and see that one can write in it.

    Raises:
        AgatheError: one cannot.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise AgatheError(not_writable(error), Location(file=str(folder))) from None


def not_writable(error: OSError) -> Text:
    """What to do when the data folder cannot be used."""
    reason = system_reason(error)
    return Text(
        f"impossible d'écrire dans le dossier des données ({reason.fr}) : choisissez-en un autre par AGATHE_DATA_DIR",
        f"cannot write in the data folder ({reason.en}): choose another with AGATHE_DATA_DIR",
    )


@contextmanager
def in_use() -> Iterator[None]:
    """Use the data folder, which no restoration may then replace; others may use it too.

    Raises:
        AgatheError: a backup is being restored, or the folder cannot be written.
    """
    make_folder(settings.DATA_DIR)
    try:
        with locked(settings.DATA_DIR / SERVING, shared=True, wait=False):
            yield
    except TakenError:
        raise AgatheError(Text(
            "une sauvegarde est en train d'être restaurée dans ce dossier : attendez la fin",
            "a backup is being restored in this folder: wait until it is done",
        ), Location(file=str(settings.DATA_DIR))) from None  # fmt: skip


def secret_file() -> Path:
    """Where the secret key is kept, unless it comes from ``AGATHE_SECRET_KEY``."""
    return Path(settings.DATA_DIR / "secret-key")
