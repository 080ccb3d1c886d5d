"""Loading the knowledge base from its YAML files, and keeping the result for the next start."""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec

from agathe.kernel import AgatheError, Location
from agathe.kernel.documents import read_document
from agathe.knowledge.base import Knowledge

ROOT_VARIABLE = "AGATHE_KNOWLEDGE"
MAX_FILE = 5_000_000
CACHED = 6
"""Versions kept in the user's cache folder."""


@dataclass(frozen=True)
class Collection:
    """Where the entries of one attribute of :class:`Knowledge` are written."""

    attribute: str
    pattern: str
    single: bool = False


COLLECTIONS = (
    Collection("sources", "sources.yaml"),
    Collection("questions", "questions/*.yaml"),
    Collection("question_groups", "question_groups.yaml"),
    Collection("consistency", "consistency.yaml"),
    Collection("facts", "facts/*.yaml"),
    Collection("parameters", "parameters.yaml"),
    Collection("duties", "duties/*.yaml"),
    Collection("pathways", "pathways/*.yaml"),
    Collection("pathway_hints", "pathway_hints.yaml"),
    Collection("tariffs", "tariffs.yaml"),
    Collection("operator_duties", "operator_duties.yaml"),
    Collection("schemes", "funding/*.yaml"),
    Collection("funding_hints", "funding_hints.yaml"),
    Collection("regions", "actors/regions.yaml"),
    Collection("actor_notes", "actors/notes.yaml"),
    Collection("actors", "actors/*.yaml"),
    Collection("site_directory", "sites/programme.yaml", single=True),
    Collection("training", "sites/training.yaml", single=True),
    Collection("test_beds", "sites/test_beds.yaml"),
    Collection("sites", "sites/*.yaml"),
    Collection("comparison", "countries/comparison.yaml", single=True),
    Collection("countries", "countries/*.yaml"),
    Collection("tasks", "tasks/*.yaml"),
    Collection("milestones", "schedule/milestones.yaml"),
    Collection("deadlines", "schedule/deadlines.yaml"),
    Collection("dependences", "schedule/dependences.yaml"),
    Collection("plan_comparisons", "schedule/comparisons.yaml"),
    Collection("plan_tags", "schedule/tags.yaml"),
    Collection("scales", "evaluation/scales.yaml"),
    Collection("guides", "evaluation/guides.yaml"),
    Collection("value_sets", "evaluation/value_sets.yaml"),
    Collection("study_designs", "evaluation/study_designs.yaml"),
    Collection("sample_size_defaults", "evaluation/sample_size_defaults.yaml"),
    Collection("research_programmes", "evaluation/research_programmes.yaml"),
    Collection("campaigns", "evaluation/campaigns.yaml"),
    Collection("description_grids", "evaluation/description_grids.yaml"),
    Collection("evaluation_triggers", "evaluation/evaluation_triggers.yaml"),
    Collection("reference_cases", "evaluation/reference_cases.yaml"),
    Collection("organisational_impacts", "evaluation/organisational_impacts.yaml"),
    Collection("early_dialogues", "evaluation/early_dialogues.yaml"),
    Collection("strategies", "strategy/strategy.yaml"),
    Collection("axes", "strategy/axes.yaml"),
    Collection("life_stages", "strategy/stages.yaml"),
    Collection("actions", "strategy/actions.yaml"),
    Collection("figures", "strategy/headline_figures.yaml"),
    Collection("sector_figures", "strategy/sector_figures.yaml"),
    Collection("desks", "strategy/national_desk.yaml"),
    Collection("eco_scores", "strategy/eco_scores.yaml"),
    Collection("key_dates", "strategy/key_dates.yaml"),
)
"""In order: a file belongs to the first collection whose pattern it matches. ``examples/`` holds profiles, not entries."""


class KnowledgeError(AgatheError):
    """A knowledge file that does not fit its schema."""


def knowledge_root() -> Path:
    """Folder of the knowledge base: ``AGATHE_KNOWLEDGE`` if set, else the packaged one, else the repository's."""
    chosen = os.environ.get(ROOT_VARIABLE)
    if chosen:
        return Path(chosen)
    packaged = Path(__file__).resolve().parents[1] / "_knowledge"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[3] / "knowledge"


def load_knowledge(root: Path | None = None, *, cache: bool = True) -> Knowledge:
    """Load the knowledge base of a folder.

    Parsing YAML takes a second; the decoded entries are therefore kept in the user's cache folder under a digest of
    the files and of the schemas, and read back while nothing has changed.

    Raises:
        KnowledgeError: no such folder, unexpected file, or an entry that does not fit its schema (names file, entry
            and field).
    """
    folder = root or knowledge_root()
    paths = sorted(
        path for path in folder.glob("**/*.yaml") if path.relative_to(folder).parts[0] != "examples"
    )
    if not paths:
        raise KnowledgeError("no knowledge base here", Location(file=str(folder)))
    version = _digest(folder, paths)
    types = _types()
    folder_of_caches = _cache_folder() if cache else None
    cached = folder_of_caches / f"{version}.msgpack" if folder_of_caches else None
    if cached is not None and cached.is_file():
        # Whatever is wrong with the cache, the files themselves are read.
        with suppress(msgspec.MsgspecError, OSError, LookupError, TypeError, ValueError, AttributeError):
            return _decode(cached.read_bytes(), types, version)
    content, files = _read(folder, paths, types)
    if cached is not None:
        _keep(cached, msgspec.msgpack.encode({"content": content, "files": files}))
    return Knowledge(**content, files=files, version=version)


def _types() -> Mapping[str, type]:
    """Type of the entries of each attribute, read from the annotations of :class:`Knowledge`."""
    types: dict[str, type] = {}
    for name, hint in get_type_hints(Knowledge).items():
        arguments = get_args(hint)
        types[name] = arguments[1] if getattr(hint, "__origin__", None) is not None and len(arguments) == 2 and arguments[0] is str else arguments[0] if arguments else hint  # fmt: skip
    return types


def _read(
    folder: Path, paths: list[Path], types: Mapping[str, type]
) -> tuple[dict[str, Any], dict[str, str]]:
    content: dict[str, Any] = {}
    files: dict[str, str] = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        collection = next(
            (c for c in COLLECTIONS if path.match(c.pattern) and c.pattern.count("/") == name.count("/")),
            None,
        )
        if collection is None:
            raise KnowledgeError("this file belongs to no known collection", Location(file=name))
        raw = read_document(path, max_bytes=MAX_FILE)
        if collection.single:
            content[collection.attribute] = _convert(raw, types[collection.attribute], name, None)
            continue
        if not isinstance(raw, list):
            raise KnowledgeError("a list of entries is expected", Location(file=name))
        entries = content.setdefault(collection.attribute, {})
        for position, item in enumerate(raw, 1):
            id_ = str(item.get("id") or item.get("code")) if isinstance(item, dict) else f"entry {position}"
            if id_ in entries:
                raise KnowledgeError("this id is used twice", Location(file=name, entry=id_))
            entries[id_] = _convert(item, types[collection.attribute], name, id_)
            files.setdefault(id_, name)
            files[f"{collection.attribute}:{id_}"] = name
    return content, files


def _convert(raw: object, type_: type, file: str, entry: str | None) -> object:
    try:
        return msgspec.convert(raw, type_)
    except msgspec.ValidationError as error:
        message, _, where = str(error).partition(" - at `$")
        field_ = re.sub(r"\[\.\.\.\]", "[…]", where.strip("`.")) or None
        raise KnowledgeError(message, Location(file, entry, field_)) from None


def _digest(folder: Path, paths: list[Path]) -> str:
    """Digest of the knowledge files and of the schemas that read them."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    here = Path(__file__).parent
    for module in sorted((*here.glob("*.py"), *here.glob("schema/*.py"))):
        digest.update(module.read_bytes())
    return digest.hexdigest()[:20]


def _cache_folder() -> Path | None:
    """Where the user's caches are kept; ``None`` for a user who has no home."""
    with suppress(RuntimeError):
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "agathe"
    return None


def _keep(path: Path, data: bytes) -> None:
    """Write the cache file in one move; a cache that cannot be written is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = sorted(path.parent.glob("*.msgpack"), key=lambda old: old.stat().st_mtime, reverse=True)
        for old in kept[CACHED - 1 :]:
            old.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as temporary:
            temporary.write(data)
        Path(temporary.name).replace(path)
    except OSError:
        return


def _decode(data: bytes, types: Mapping[str, type], version: str) -> Knowledge:
    raw = msgspec.msgpack.decode(data)
    if raw["content"].keys() != {collection.attribute for collection in COLLECTIONS} & set(types):
        raise KeyError("content")
    singles = {c.attribute for c in COLLECTIONS if c.single}
    content: dict[str, Any] = {
        name: msgspec.convert(value, types[name] if name in singles else dict[str, types[name]], strict=False)  # type: ignore[valid-type]
        for name, value in raw["content"].items()
    }
    return Knowledge(**content, files=raw["files"], version=version)
