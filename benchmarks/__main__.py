"""``python -m benchmarks`` (``make bench``) runs every measurement."""

import sys

from benchmarks import rules

sys.exit(rules.main())
