"""Rights over the pages that belong to nobody: everybody reads them."""

from agathe_web.rights import anyone

can_visit = anyone
