"""The application with all its commands: importing their modules registers them."""

from agathe.cli import ask, explain, knowledge, roadmap  # noqa: F401
from agathe.cli.app import app

__all__ = ["app"]
