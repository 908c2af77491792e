"""The calls under /_stand-in that Stripe does not have: faults on demand, time, disputes, its dashboard's refunds.

All take the secret key as the API does, and parameters as a form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from configurator.payments.sandbox import disputes, faults, payouts, refunds
from configurator.payments.sandbox.checkout import shown
from configurator.payments.sandbox.clock import settle_due
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.errors import ApiError, invalid, refused
from configurator.payments.sandbox.parameters import read, text
from configurator.payments.sandbox.store import Body

if TYPE_CHECKING:
    from configurator.payments.sandbox.app import Sandbox

OUTCOMES = (disputes.WON, disputes.LOST)


def control_pages(sandbox: Sandbox) -> Blueprint:
    """What tests, crash runs and people who try things out ask of the stand-in."""
    pages = Blueprint("control", __name__, url_prefix="/_stand-in")

    pages.register_error_handler(ApiError, refused)

    @pages.before_request
    def authenticate() -> None:
        sandbox.authenticate()

    @pages.get("/faults")
    def show_faults() -> Response:
        with sandbox.context() as context:
            return jsonify(_faults(context))

    @pages.post("/faults")
    def plan_fault() -> Response:
        fault = _fault()
        with sandbox.context() as context:
            faults.plan(context.transaction, fault)
            return jsonify(_faults(context))

    @pages.delete("/faults")
    def lift_faults() -> Response:
        with sandbox.context() as context:
            faults.lift(context.transaction)
            return jsonify(_faults(context))

    @pages.post("/clock")
    def move_clock() -> Response:
        with sandbox.context() as context:
            context.transaction.move_clock(_number("seconds"))
        with sandbox.context() as context:
            settle_due(context)
            now = context.now
        sandbox.clock.wake()
        return jsonify({"now": now})

    @pages.post("/disputes")
    def dispute() -> Response:
        with sandbox.context() as context:
            opened = disputes.open_dispute(context, refunds.charge_of(context, read(request.form.items())))
        sandbox.clock.wake()
        return jsonify(shown(opened))

    @pages.post("/disputes/<dispute_id>/<outcome>")
    def close(dispute_id: str, outcome: str) -> Response:
        if outcome not in OUTCOMES:
            raise invalid(f"A dispute is {' or '.join(OUTCOMES)}.", "outcome")
        with sandbox.context() as context:
            closed = disputes.close_dispute(context, context.get("dispute", dispute_id), outcome)
        sandbox.clock.wake()
        return jsonify(shown(closed))

    @pages.post("/refunds")
    def refund_by_hand() -> Response:
        with sandbox.context() as context:
            made = refunds.create_refund(context, read(request.form.items()))
        sandbox.clock.wake()
        return jsonify(shown(made))

    @pages.post("/refunds/<refund_id>/fail")
    def fail(refund_id: str) -> Response:
        with sandbox.context() as context:
            failed = refunds.fail_refund(context, context.get("refund", refund_id))
        sandbox.clock.wake()
        return jsonify(shown(failed))

    @pages.post("/payouts/<payout_id>/fail")
    def fail_payout(payout_id: str) -> Response:
        with sandbox.context() as context:
            failed = payouts.fail_payout(context, context.get("payout", payout_id))
        sandbox.clock.wake()
        return jsonify(shown(failed))

    return pages


def _faults(context: Context) -> Body:
    return {
        "planned": [faults.shown(fault) for fault in faults.planned(context.transaction)],
        "struck": faults.struck(context.transaction),
    }


def _fault() -> faults.Fault:
    given = read(request.form.items())
    try:
        kind = faults.FaultKind(text(given, "kind"))
    except ValueError:
        raise invalid(f"A fault is one of {', '.join(faults.FaultKind)}.", "kind") from None
    return faults.Fault(
        kind, int(_number("times", 1)), str(given.get("subject", "")), _number("seconds", faults.SECONDS)
    )


def _number(name: str, default: Any = None) -> float:
    written = request.form.get(name, default)
    try:
        value = float(written)
    except (TypeError, ValueError):
        raise invalid(f"Invalid number: {written}", name) from None
    if not 0 <= value <= 10 * 365 * 24 * 3600:
        raise ApiError(f"{name} is from 0 to ten years.", param=name)
    return value
