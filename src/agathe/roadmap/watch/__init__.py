"""Watching the law: which conclusions change for many projects, why, and what to do."""

from agathe.roadmap.watch.compare import watch
from agathe.roadmap.watch.model import Change, Watch

__all__ = ["Change", "Watch", "watch"]
