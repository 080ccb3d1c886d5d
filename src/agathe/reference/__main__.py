"""``python -m agathe.reference FOLDER``: write the reference pages (``make docs``)."""

import sys
from pathlib import Path

from agathe.reference.pages import write_pages


def main(arguments: list[str]) -> int:
    """Write all pages into the folder named by the only argument."""
    if len(arguments) != 1:
        print("usage: python -m agathe.reference FOLDER", file=sys.stderr)
        return 2
    for path in write_pages(Path(arguments[0])):
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
