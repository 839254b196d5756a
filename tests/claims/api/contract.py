"""A client that holds every answer against the OpenAPI document, with no field to spare."""

import copy
import re
from functools import cache

from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match


@cache
def document():
    return SchemaGenerator().get_schema(request=None, public=True)


@cache
def strict_components(sparse=False):
    """JSON Schema allows what it does not name; here an unnamed field is an error. An answer with
    `fields` has only these."""
    components = copy.deepcopy(document()["components"])
    for schema in components["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
        if sparse:
            schema.pop("required", None)
    return components


@cache
def operation(path, method):
    """The description of this address; the longest fitting template is meant."""
    fitting = [
        template
        for template in document()["paths"]
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path)
    ]
    return document()["paths"][fitting[0]].get(method) if fitting else None


def check(path, response, method="get", sparse=False):
    described = operation(path, method)
    if described is None:
        return
    answers = described["responses"]
    assert str(response.status_code) in answers, f"{response.status_code} is not described"
    content = answers[str(response.status_code)].get("content")
    if content is None:
        assert response.content == b""
        return
    if response.streaming:
        assert response["Content-Type"].partition(";")[0] in content
        return
    schema = content[response["Content-Type"]]["schema"]
    validator = Draft202012Validator(
        {**schema, "components": strict_components(sparse)},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    if error := best_match(validator.iter_errors(response.json())):
        raise AssertionError(f"{error.json_path} of {path}: {error.message}")


class CheckedClient(Client):
    def get(self, path, *args, **kwargs):
        response = super().get(path, *args, **kwargs)
        if response.status_code not in (301, 406):
            check(path.partition("?")[0], response, sparse="fields=" in path)
        return response

    def post(self, path, *args, **kwargs):
        response = super().post(path, *args, **kwargs)
        check(path, response, "post")
        return response
