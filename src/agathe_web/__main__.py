"""``python -m agathe_web COMMAND``: Django's own commands (migrate, shell, createsuperuser…)."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run one command of Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "agathe_web.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
