"""What a machine invents from our own description of the API ends in no 5xx, however wrong it is."""

import json
import os

import hypothesis
import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import strategies as st
from schemathesis.core import NotSet

from abaca.api.licensing.openapi import described

pytestmark = pytest.mark.django_db
OPERATIONS = [result.ok() for result in schemathesis.openapi.from_dict(described()).get_all_operations()]
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
SETTINGS = hypothesis.settings(
    max_examples=int(os.environ.get("ABACA_SCHEMA_EXAMPLES", "20")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_no_call_ends_in_a_5xx(open_store, client: Client, operation):
    cases = st.one_of([operation.as_strategy(generation_mode=mode) for mode in MODES])
    seen = []

    @SETTINGS
    @hypothesis.given(case=cases)
    def ask(case: schemathesis.Case) -> None:
        body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body, default=str).encode()
        response = client.generic(
            case.method,
            operation.base_url + case.formatted_path,
            body,
            content_type="application/json",
            query_params={name: str(value) for name, value in (case.query or {}).items()},
            headers={name: str(value) for name, value in (case.headers or {}).items()},
        )
        seen.append(response.status_code)
        assert response.status_code < 500, response.content
        assert response.json()["op"]

    ask()
    assert set(seen) & {200, 201, 202, 400, 401, 404, 422}
