"""From decisions to the seven stages of the life line."""

from agathe.roadmap.build import build_roadmap
from agathe.roadmap.model import Roadmap

__all__ = ["Roadmap", "build_roadmap"]
