"""The command line: ``agathe roadmap``, ``ask``, ``explain``, ``knowledge``.

Commands only parse, call the domain and print. Heavy modules are imported inside the commands, so that ``--help``
answers at once.
"""

from agathe.cli.app import main

__all__ = ["main"]
