"""The application with all its commands: importing their modules registers them."""

from agathe.cli import ask, documents, explain, knowledge, markets, roadmap, watch, whatif  # noqa: F401
from agathe.cli.app import app

__all__ = ["app"]
