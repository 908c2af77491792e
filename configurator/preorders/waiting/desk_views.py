"""The desk's pages of waiting lists. They show addresses: only the order desk and administrators open them."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from configurator.preorders.editions.reading import edition_by_public_id
from configurator.preorders.waiting.labels import WAITING_LABELS, WAITING_TONES
from configurator.preorders.waiting.models import WaitingState
from configurator.preorders.waiting.reading import PAGE, counts_of, every_list, list_of
from configurator.web.guards import Role, add_staff_page, guard_blueprint

blueprint = Blueprint("waiting_desk", __name__, url_prefix="/staff/waiting-lists")
guard_blueprint(blueprint, Role.ORDER_DESK)
COUNTED = (WaitingState.WAITING, WaitingState.OFFERED, WaitingState.TAKEN, WaitingState.MISSED, WaitingState.LEFT)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    add_staff_page(app, "waiting_desk.every", lazy_gettext("Waiting lists"), Role.ORDER_DESK)


@blueprint.after_request
def private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("")
def every() -> ResponseReturnValue:
    """The editions for which somebody waits or has waited, with counts."""
    return render_template(
        "preorders/waiting/desk.html", lists=every_list(), counted=COUNTED, waiting_labels=WAITING_LABELS
    )


@blueprint.get("/<public_id>")
def one(public_id: str) -> ResponseReturnValue:
    """The list of an edition, the next one first."""
    edition = edition_by_public_id(public_id)
    return render_template(
        "preorders/waiting/desk_list.html",
        edition=edition,
        counts=counts_of(edition.id),
        counted=COUNTED,
        lines=list_of(edition.id),
        most=PAGE,
        waiting_labels=WAITING_LABELS,
        waiting_tones=WAITING_TONES,
    )
