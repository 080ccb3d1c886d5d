"""What must stand before the portal serves: data folder, knowledge base, database, static files, index, demonstration.

Each step looks first whether there is anything to do, so that a start with nothing to do is quick.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections

from agathe.kernel import Text
from agathe.roadmap.schedule import build_schedule
from agathe.rules import Profile
from agathe.rules.interview.questions import next_question
from agathe_web import engines
from agathe_web.operations import Tell, database, demo, restoring
from agathe_web.operations.locks import PREPARING, locked
from agathe_web.projects import bases
from agathe_web.projects.readings import SCOPE


def prepare(tell: Tell, *, administrator: bool = False) -> None:
    """Bring the data folder to the state that this version of Agathe needs.

    Args:
        tell: says what takes long.
        administrator: whether the demonstration has an account of administrator too.

    Raises:
        AgatheError: something must be done first, or the knowledge base is wrong.
    """
    prepare_data(tell)
    bases.keep()  # the law watch will compare with it once it changed
    collect_static(tell)
    index(tell)
    if settings.DEMO:
        demo.create(tell, administrator=administrator)
    else:
        demo.close()
    connections.close_all()


def prepare_data(tell: Tell) -> None:
    """Knowledge base and database only. The data folder is in use: see :func:`agathe_web.operations.folder.in_use`.

    Raises:
        AgatheError: as :func:`prepare`.
    """
    engines.knowledge()
    with locked(settings.DATA_DIR / PREPARING), database.reached():
        restoring.finish(tell)
        database.migrate(tell)


def warm() -> None:
    """Load what every process needs, so that it is shared and the first visitor does not wait for it."""
    from django.urls import get_resolver

    from agathe_web.wsgi import application

    assert application is not None
    assert get_resolver().url_patterns
    empty = engines.engine().judge(Profile())
    next_question(empty, SCOPE)
    build_schedule(empty, draws=100)
    connections.close_all()


def collect_static(tell: Tell) -> None:
    """Copy the style sheet and the like where they are served, when they are not those copied last."""
    stamp, now = settings.DATA_DIR / "static.stamp", _static_state()
    done = (
        stamp.is_file()
        and stamp.read_text() == now
        and (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file()
    )
    if not done:
        tell(Text("Préparation des fichiers des pages…", "Preparing the files of the pages…"))
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(now)


def _static_state() -> str:
    """Digest of names, sizes and dates of the static files of all applications."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def index(tell: Tell) -> None:
    """Fill the index of the library, when it has one."""
    if find_spec("agathe_web.library.actions") is None:
        return
    import agathe_web.library.actions as library

    act: Any = getattr(library, "index", None)
    if act is not None:
        act()
