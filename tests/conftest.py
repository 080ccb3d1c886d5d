"""The real knowledge base and its engine, loaded once for each test process."""

from datetime import date

import pytest
from hypothesis import settings

from agathe.knowledge import Knowledge, load_knowledge
from agathe.rules import Engine

DAY = date(2026, 11, 25)
settings.register_profile("agathe", deadline=None)  # a busy machine is no bug
settings.load_profile("agathe")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def engine(knowledge: Knowledge) -> Engine:
    """The rules as they stand on 25 November 2026."""
    return Engine(knowledge, DAY)
