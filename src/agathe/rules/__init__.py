"""The rules engine: a small typed language, its interpreters, proofs and questions."""

from agathe.rules.engine import Engine, Judgement
from agathe.rules.profile import Profile, ProfileError, profile_from_plain, read_profile
from agathe.rules.program import Compiler, Program

__all__ = [
    "Compiler", "Engine", "Judgement", "Profile", "ProfileError", "Program", "profile_from_plain", "read_profile",
]  # fmt: skip
