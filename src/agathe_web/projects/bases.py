"""Knowledge bases ever used, kept in the data folder: the law watch compares the present one with a former one.

Each is a folder of the YAML files named by the version the projects remember. That version also depends on the code
that read the files: after an update of Agathe the folder is read by the new code, and the same files then have another
version. What counts is what the files say.
"""

import logging
import re
import shutil
import tempfile
import time
from collections.abc import Collection
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from agathe.kernel import AgatheError
from agathe.knowledge import Knowledge, load_knowledge
from agathe.knowledge.load import knowledge_root
from agathe_web import engines

KEPT_DAYS = 7
"""A base that no project needs any more stays that long, for whatever still runs with it."""
_VERSION = re.compile(r"[0-9a-f]{8,40}")
_log = logging.getLogger(__name__)


def _home() -> Path:
    return Path(settings.DATA_DIR) / "knowledge"


def keep() -> None:
    """Keep the knowledge base in use, if it is not kept already."""
    version = engines.knowledge().version
    target = _home() / version
    if target.is_dir():
        return
    source = settings.KNOWLEDGE_DIR or knowledge_root()
    _home().mkdir(parents=True, exist_ok=True)
    copy = Path(tempfile.mkdtemp(prefix=".new-", dir=_home()))
    try:
        for path in sorted(source.glob("**/*.yaml")):
            inside = path.relative_to(source)
            if inside.parts[0] != "examples":
                (copy / inside).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy / inside)
        # The files may have changed since they were read: what is kept is what its name says, or nothing.
        if load_knowledge(copy).version == version:
            copy.chmod(0o755)
            with suppress(OSError):  # another process kept it meanwhile
                copy.rename(target)
        else:
            _log.warning(
                "the files of the knowledge base changed on the disk: version %s is not kept", version
            )
    except AgatheError:
        _log.warning("the files of the knowledge base are being changed: version %s is not kept", version)
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def former(version: str) -> Knowledge | None:
    """A knowledge base used before; ``None`` when it was not kept or this code cannot read it.

    The very same object as the present base when the files say the same.
    """
    folder = _home() / version
    if not _VERSION.fullmatch(version) or not folder.is_dir():
        return None
    found = _load(folder)
    present = engines.knowledge()
    return present if found is not None and found.version == present.version else found


@lru_cache(maxsize=2)
def _load(folder: Path) -> Knowledge | None:
    try:
        return load_knowledge(folder)
    except (AgatheError, OSError, ValueError) as error:
        _log.warning("the knowledge base of %s cannot be read: %s", folder, error)
        return None


def tidy(needed: Collection[str]) -> None:
    """Remove the bases that no project was last compared with, some days after they were kept."""
    limit = time.time() - KEPT_DAYS * 86_400
    for folder in _home().glob("*") if _home().is_dir() else ():
        useless = folder.name not in needed and folder.name != engines.knowledge().version
        with suppress(OSError):
            if useless and folder.stat().st_mtime < limit:
                shutil.rmtree(folder)
