"""Stripe's error answers: status, type, code, message and the parameter at fault."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, make_response


class ApiError(Exception):
    """A refused request, with the status and the body that Stripe would answer."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        executed: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        # Stripe replays only what an endpoint answered after it began, not the refusal of malformed parameters.
        self.executed = executed
        self.error: dict[str, Any] = {"type": kind, "message": message}
        if code is not None:
            self.error["code"] = code
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param is not None:
            self.error["param"] = param


def missing(kind: str, object_id: str, param: str) -> ApiError:
    return ApiError(f"No such {kind}: '{object_id}'", status=404, code="resource_missing", param=param)


def required(param: str) -> ApiError:
    return ApiError(f"Missing required param: {param}.", code="parameter_missing", param=param)


def invalid(message: str, param: str, code: str | None = None) -> ApiError:
    return ApiError(message, param=param, code=code)


def refused(error: ApiError) -> Response:
    """The answer that says it."""
    return make_response(jsonify(error=error.error), error.status)
