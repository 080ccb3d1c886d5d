"""The published JSON schema of the roadmap."""

import json

import msgspec

from agathe.roadmap.model import FORMAT, Roadmap


def roadmap_schema() -> str:
    """JSON Schema (2020-12) of ``agathe roadmap --format json``, made from the structures themselves."""
    schema = msgspec.json.schema(Roadmap)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Agathe roadmap, format {FORMAT}",
    }
    return json.dumps({**head, **schema}, indent=2, ensure_ascii=False) + "\n"
