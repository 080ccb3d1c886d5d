"""The rules on the day of the worked example."""

import pytest
from tests.agathe.roadmap.schedule.worked import DAY

from agathe.knowledge import Knowledge
from agathe.rules import Engine


@pytest.fixture(scope="session")
def engine_2027(knowledge: Knowledge) -> Engine:
    return Engine(knowledge, DAY)
