"""The application with all its commands: importing their modules registers them."""

from importlib.metadata import entry_points

from agathe.cli import ask, documents, explain, knowledge, markets, roadmap, watch, whatif  # noqa: F401
from agathe.cli.app import app

__all__ = ["app"]

# Commands of packages installed beside this one, which adds them without knowing them.
for command in sorted(entry_points(group="agathe.commands")):
    command.load()(app)
