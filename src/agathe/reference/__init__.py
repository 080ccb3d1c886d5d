"""Reference pages written from the code and the knowledge base: the same input gives the same bytes."""

from agathe.reference.pages import PAGES, render, write_pages

__all__ = ["PAGES", "render", "write_pages"]
