"""Parts of addresses: what cannot be a key or an id is not found, before anything is looked up.

Whoever writes addresses with them imports this module, which registers them.
"""

from django.urls import register_converter


class Key:
    """Key of a project."""

    regex = "[2-9a-z]{14}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Name(Key):
    """Id of an entry of the knowledge base, or a plain word."""

    regex = "[A-Za-z0-9][A-Za-z0-9_-]{0,100}"


class Subject(Key):
    """Kind and id of an entry."""

    regex = "[a-z_]{1,20}:[A-Za-z0-9][A-Za-z0-9_-]{0,100}"


register_converter(Key, "key")
register_converter(Name, "name")
register_converter(Subject, "subject")
