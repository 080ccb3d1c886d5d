"""What if: the same project described or planned otherwise, side by side, always with the same luck (common random numbers)."""

from agathe.roadmap.whatif.comparison import Variant, compare, offered, variants_of
from agathe.roadmap.whatif.model import Comparison, Relief
from agathe.roadmap.whatif.relief import reliefs

__all__ = ["Comparison", "Relief", "Variant", "compare", "offered", "reliefs", "variants_of"]
