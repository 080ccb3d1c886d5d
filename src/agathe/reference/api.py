"""Public names of each package: those of ``__all__``, with the first paragraph of their docstring."""

import ast
import importlib
import inspect
import pkgutil
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from types import ModuleType

import agathe
from agathe.reference.markdown import code, first_paragraph, table


def api_page() -> str:
    """Page ``api.md``."""
    lines = [
        "# Python interface",
        "",
        "What other programs may rely on: the names each package lists in `__all__`. Everything else may change without notice.",
        "The domain never reads the clock and never draws a number by itself: dates and seeds are arguments.",
        "",
    ]
    for name in _listed():
        module = importlib.import_module(name)
        lines += [f"## `{name}`", "", first_paragraph(module.__doc__), ""]
        rows = [
            (code(public), _kind(getattr(module, public)), _doc(module, public)) for public in module.__all__
        ]
        lines += table(("Name", "Is", "Says"), rows)
    return "\n".join(lines).rstrip() + "\n"


def _listed() -> list[str]:
    """Packages that list their public names, found without importing the others."""
    names = []
    for info in pkgutil.walk_packages(agathe.__path__, "agathe."):
        if not info.ispkg:
            continue
        spec = find_spec(info.name)
        if spec is not None and spec.origin is not None and "__all__" in _assigned(Path(spec.origin)):
            names.append(info.name)
    return sorted(names)


def _assigned(path: Path) -> dict[str, str]:
    """Names a module assigns at its top level, with the string written just below each (its documentation)."""
    found: dict[str, str] = {}
    body = ast.parse(path.read_text(encoding="utf-8")).body
    for node, following in zip_longest(body, body[1:]):
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        said = following.value if isinstance(following, ast.Expr) else None
        text = said.value if isinstance(said, ast.Constant) and isinstance(said.value, str) else ""
        found.update({target.id: text for target in targets if isinstance(target, ast.Name)})
    return found


def _kind(value: object) -> str:
    if inspect.isclass(value):
        return "error" if issubclass(value, Exception) else "class"
    return "function" if inspect.isfunction(value) else "value"


def _doc(module: ModuleType, name: str) -> str:
    value = getattr(module, name)
    if _kind(value) != "value":
        return first_paragraph(value.__doc__ if value.__doc__ != type(value).__doc__ else "")
    if module.__file__ and (said := _assigned(Path(module.__file__)).get(name)):
        return first_paragraph(said)
    shown = repr(value).replace("typing.", "")
    return code(shown) if len(shown) < 80 else ""
