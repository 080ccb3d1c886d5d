"""The interview: which question to ask next, on which screen, so that the fewest settle what one wants to know."""

from agathe.rules.interview.questions import Suggestion, next_question, settle, target_ids

__all__ = ["Suggestion", "next_question", "settle", "target_ids"]
