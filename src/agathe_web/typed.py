"""Fields for what people type: line ends of one kind, nothing unseen, nothing beyond the stated length."""

from typing import Any

from django import forms

from agathe.kernel import visible


class LineField(forms.CharField):
    """One line of text."""

    def to_python(self, value: Any) -> str:
        """The line, its spaces and line ends as single spaces."""
        return visible(" ".join(str(super().to_python(value) or "").split()))


class TextField(forms.CharField):
    """Some lines of text."""

    def __init__(self, *, rows: int = 6, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value: Any) -> str:
        """The text, with line feeds only."""
        text = str(super().to_python(value) or "")
        return visible(text.replace("\r\n", "\n").replace("\r", "\n"))
