"""Proofs about the knowledge base itself: complete and unambiguous decisions, reachable rules, useful questions."""

from agathe.rules.verification.examples import check_examples
from agathe.rules.verification.verify import verify

__all__ = ["check_examples", "verify"]
