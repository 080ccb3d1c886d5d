"""Commands that the portal adds to ``agathe``: ``serve``, ``demo``, ``backup``, ``restore``.

The command line loads this module at each start, so that it imports nothing of Django: each command does when it runs.
"""

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from agathe.cli.app import Lang, LangOption, reported
from agathe.kernel import AgatheError, Location, Text
from agathe_web.operations import Tell

PORT = 8000
_NEEDED = ("django", "gunicorn", "django_tasks_db", "whitenoise", "platformdirs")
"""Packages of the ``web`` extra that tell whether it is installed."""


def register(app: typer.Typer) -> None:
    """Add the commands; the entry point of the group ``agathe.commands``."""
    for command in (serve, demo, backup, restore):
        app.command()(reported(command))


def serve(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, envvar="AGATHE_PORT", help="Port / port.")
    ] = PORT,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Adresse où écouter / address to listen on.")
    ] = "127.0.0.1",
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Processus web / web processes.")
    ] = 2,
    demonstration: Annotated[
        bool, typer.Option("--demo", help="Avec le contenu de démonstration / with the demonstration.")
    ] = False,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Sans les tâches de fond / without the background tasks.")
    ] = False,
    lang: LangOption = Lang.fr,
) -> None:  # fmt: skip
    """Ouvre le portail dans un navigateur · Serves the portal."""
    _need_web()
    from agathe_web.operations.listening import EVERYWHERE, address, listen

    with listen(host, port) as listener:
        os.environ.setdefault("AGATHE_URL", address(host, listener.getsockname()[1]))
        # Several processes share the cores: each uses one. Read when NumPy is first imported.
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(name, "1")
        if host not in EVERYWHERE:
            os.environ.setdefault("AGATHE_HOSTS", ",".join(("localhost", "127.0.0.1", "[::1]", host)))
        _begin(demonstration)
        from agathe_web.operations.serving import Options
        from agathe_web.operations.serving import serve as run

        run(listener, Options(host, workers, not no_worker), _teller(lang))


def demo(lang: LangOption = Lang.fr) -> None:
    """Crée le contenu de démonstration, une seule fois · Makes the demonstration content, once."""
    _need_web()
    _begin(True)
    from agathe_web.operations import demo as demonstration
    from agathe_web.operations import preparing
    from agathe_web.operations.folder import in_use

    tell = _teller(lang)
    with in_use():
        preparing.prepare_data(tell)
        demonstration.create(tell)
    tell(demonstration.accounts())


def backup(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Fichier à écrire (.zip) / file to write.", show_default=False),
    ],
    with_secret: Annotated[
        bool, typer.Option("--with-secret", help="Avec la clé secrète / with the secret key.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Remplacer le fichier s'il existe / replace the file.")
    ] = False,
    lang: LangOption = Lang.fr,
) -> None:
    """Sauvegarde les données du portail, même pendant qu'il tourne · Backs up the data of the portal."""
    _need_web()
    _begin(False)
    from agathe_web.operations.backing_up import back_up

    back_up(file, _teller(lang), with_secret=with_secret, replace=force)


def restore(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Sauvegarde à lire / backup to read.", show_default=False)
    ],
    force: Annotated[
        bool,
        typer.Option("--force", help="Sans demander, même si le dossier a des données / without asking."),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Vérifier seulement / only verify the backup.")
    ] = False,
    lang: LangOption = Lang.fr,
) -> None:
    """Remet les données d'une sauvegarde · Puts back the data of a backup."""
    _need_web()
    _begin(False)
    from agathe_web.operations.restoring import restore as put_back

    put_back(file, _teller(lang), replace=(lambda: True) if force else _confirmed(lang), check=check)


def _need_web() -> None:
    """Raise when the packages of the portal are not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise AgatheError(Text(
            "le portail demande des bibliothèques qui ne sont pas installées : pip install 'agathe[web,documents]'",
            "the portal needs packages that are not installed: pip install 'agathe[web,documents]'",
        ))  # fmt: skip


def _begin(demonstration: bool) -> None:
    """Load Django with the settings of the portal.

    Raises:
        AgatheError: the settings cannot be used.
    """
    os.umask(0o077)  # what the portal writes is for its owner
    if demonstration:
        os.environ["AGATHE_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agathe_web.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except OSError as error:
        from agathe_web.operations.folder import not_writable

        raise AgatheError(not_writable(error), Location(file=str(error.filename or ""))) from None
    except (ImproperlyConfigured, ValueError) as error:
        if "psycopg" in str(error):
            raise AgatheError(Text(
                "DATABASE_URL demande PostgreSQL, dont le pilote manque : pip install 'agathe[postgresql]'",
                "DATABASE_URL asks for PostgreSQL, whose driver is missing: pip install 'agathe[postgresql]'",
            )) from None  # fmt: skip
        raise AgatheError(
            Text(f"réglages inutilisables : {error}", f"the settings cannot be used: {error}")
        ) from None


def _teller(lang: Lang) -> Tell:
    def tell(text: Text) -> None:
        typer.echo(text[lang.value])

    return tell


def _confirmed(lang: Lang) -> Callable[[], bool]:
    """A question put to whoever is at the keyboard; nobody there is no."""

    def ask() -> bool:
        if not sys.stdin.isatty():
            return False
        words = Text(
            "Le dossier des données n'est pas vide : ce qui s'y trouve sera mis de côté. Continuer ?",
            "The data folder is not empty: what it holds will be put aside. Go on?",
        )
        return typer.confirm(words[lang.value])

    return ask
