"""The OpenAPI document is served to everybody, and says what is there."""

from __future__ import annotations

import inspect

from django.test import Client
from pydantic import BaseModel

from stoppress.api import answers, bodies
from stoppress.api.problems import KINDS
from tests.api.caller import document


def test_everybody_may_read_it_and_caches_may_keep_it() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "public, max-age=300"
    assert Client().post("/api/v1/openapi.json").status_code == 405


def test_every_call_says_which_errors_it_has() -> None:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            assert {"401", "500", "503"} <= set(operation["responses"]), (method, path)
            assert operation["security"] == [{"Bearer": []}]
            if method != "get" and not path.endswith(
                "/pictures"
            ):  # it is no act: what is sent twice is swept
                headers = {parameter["name"] for parameter in operation["parameters"]}
                assert "Idempotency-Key" in headers
                assert ("If-Match" in headers) == ("428" in operation["responses"])


def test_every_reference_leads_to_a_shape() -> None:
    shapes = document()["components"]["schemas"]
    text = str(document())
    for name in text.split("#/components/schemas/")[1:]:
        assert name.split("'")[0] in shapes


def test_no_two_shapes_share_a_name() -> None:
    def names(module: object) -> set[str]:
        return {
            name
            for name, thing in inspect.getmembers(module, inspect.isclass)
            if issubclass(thing, BaseModel)
        }

    assert names(bodies) & names(answers) == {"BaseModel"}


def test_every_status_of_a_problem_is_described_somewhere() -> None:
    described = {
        status
        for operations in document()["paths"].values()
        for operation in operations.values()
        for status in operation["responses"]
    }
    assert {str(kind.status) for kind in KINDS} - described == {"405"}
