"""The rules on the day of the worked example."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for `worked`

from worked import DAY

from agathe.knowledge import Knowledge
from agathe.rules import Engine


@pytest.fixture(scope="session")
def engine_2027(knowledge: Knowledge) -> Engine:
    return Engine(knowledge, DAY)
