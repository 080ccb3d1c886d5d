"""What the tests of the journal share."""

import pytest
from django.utils.translation import activate


@pytest.fixture(autouse=True)
def _in_french() -> None:
    """Forget the language of the last page of the test before."""
    activate("fr")
