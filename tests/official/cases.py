"""Where the worked cases and the published results are, and reading them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

DATA = Path(__file__).parent / "data"


def official_root(config: pytest.Config) -> Path:
    """Folder asked for, else the copy (the option is unknown when pytest starts from another folder)."""
    chosen = config.getoption("official_root", None)
    return Path(chosen).resolve() if chosen else DATA


def read_cases(root: Path) -> list[dict[str, Any]]:
    """Worked cases of all files of ``cases/``."""
    found: list[dict[str, Any]] = []
    for path in sorted((root / "cases").glob("*.y*ml")):
        content = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        cases = content.get("cases", ()) if isinstance(content, dict) else ()
        found += [case for case in cases if "expected" in case and "score" in case]
    return found


def read_oracles(root: Path, name: str) -> list[dict[str, Any]]:
    """Published results of the files of ``oracles/`` whose name begins with ``name``."""
    found: list[dict[str, Any]] = []
    for path in sorted((root / "oracles").glob(f"{name}*.y*ml")):
        content = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        found += [item for item in content or () if "family" in item and "expected" in item]
    return found
