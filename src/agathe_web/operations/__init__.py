"""Running the portal: start and stop it, watch over its processes, back up and restore its data, fill in the demonstration.

The commands of :mod:`agathe_web.command_line` call these modules. They tell people what happens through a function that
takes a text in both languages, and raise :class:`agathe.kernel.AgatheError` when something must be done first.
"""

from collections.abc import Callable

from agathe.kernel import Text

Tell = Callable[[Text], None]
"""Says something to whoever runs the command."""
