"""The knowledge base: reviewed YAML entries, typed, dated and sourced."""

from agathe.knowledge.base import Knowledge
from agathe.knowledge.load import KnowledgeError, knowledge_root, load_knowledge

__all__ = ["Knowledge", "KnowledgeError", "knowledge_root", "load_knowledge"]
