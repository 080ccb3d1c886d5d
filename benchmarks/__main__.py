"""``python -m benchmarks`` (``make bench``) runs every measurement; options are those of :mod:`benchmarks.rules`."""

import sys

from benchmarks import portal, questions, roadmap, rules, watch

only_shown = [option for option in sys.argv[1:] if option == "--no-limits"]
sys.exit(
    max(
        rules.main(),
        questions.main(only_shown),
        roadmap.main(only_shown),
        watch.main(only_shown),
        portal.main(only_shown),
    )
)
