"""The OpenAPI document is true: generated requests get documented answers, and answers follow their schemas."""

import random
from datetime import date
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings, strategies
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agathe_web import engines
from agathe_web.library.kinds import KINDS

# JSON Schema has no bounds for dates: these suit every question, so that profiles are read more often than refused.
schemathesis.openapi.format("date", strategies.dates(date(2025, 1, 1), date(2030, 12, 31)).map(str))
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CONCLUSIONS = ("mdr_class", "qualification", "life_stage", "pathway:pecan", "scheme:aap-tle", "actor:ans")
ENTRIES = [(kind.name, id_) for kind in KINDS.values() for id_ in kind.read(engines.knowledge())]


@pytest.mark.slow
@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # one case for each value of each field would take half an hour,
    suppress_health_check=list(HealthCheck),
)
def test_generated_requests_get_documented_answers(case: Any) -> None:
    if case.path.endswith("/{kind}/{id}"):
        chosen = random.Random(repr(case.path_parameters))
        if chosen.random() < 0.7:
            case.path_parameters = dict(zip(("kind", "id"), chosen.choice(ENTRIES), strict=True))
    if isinstance(case.body, dict):
        chosen = random.Random(repr(case.body))
        if isinstance(case.body.get("conclusion"), str) and chosen.random() < 0.7:
            case.body["conclusion"] = chosen.choice(CONCLUSIONS)  # a text made up names no conclusion
        if isinstance(case.body.get("draws"), int) and 100 <= case.body["draws"] <= 20_000:
            case.body["draws"] = 100
    case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})
