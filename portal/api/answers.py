"""How every interface for programs answers: JSON, and problems as RFC 9457 has them."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from basis.packaged import yaml_beside
from portal.problems import ProblemError, sentence


def answer(document: dict[str, Any]) -> Response:
    """Return a document as JSON."""
    return _json(_compact(document))


def description(module: str, name: str) -> Response:
    """Return the OpenAPI description in the YAML file beside a module, given as its `__file__`."""
    return _json(_described(module, name))


def problem(status: int, detail: str, parameter: str | None = None) -> Response:
    """Return why there is no answer, for people in Chinese and for programs by its status."""
    title = HTTPStatus(status).phrase
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if parameter:
        document["parameter"] = parameter
    text = json.dumps(document, ensure_ascii=False)
    return Response(text, status, content_type="application/problem+json; charset=utf-8")


def answer_problems(door: Blueprint, *, otherwise: str) -> None:
    """Let a blueprint answer what it refuses, and any other fault with the sentence `otherwise`."""

    def refused(error: Exception) -> Response:
        assert isinstance(error, ProblemError)
        return problem(error.status, error.detail, error.parameter)

    def failed(error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem(error.code or 500, sentence(otherwise))

    door.register_error_handler(ProblemError, refused)
    door.register_error_handler(HTTPException, failed)


@cache
def _described(module: str, name: str) -> str:
    return _compact(yaml_beside(module, name))


def _compact(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _json(text: str) -> Response:
    return Response(text, content_type="application/json; charset=utf-8")
