"""The order desk's pages. They show personal data: only the order desk and administrators open them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from configurator.config import Settings
from configurator.database import utc_now
from configurator.preorders import desk_order_views
from configurator.preorders.alerts import alerts
from configurator.preorders.desk import PAGE, OrderLine, every_order, list_orders
from configurator.preorders.forms import DeskForm
from configurator.preorders.labels import ALERT_LABELS
from configurator.preorders.states import State
from configurator.product.money import Money
from configurator.web.guards import Role, add_staff_page, guard_blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/staff/orders")
guard_blueprint(blueprint, Role.ORDER_DESK)
desk_order_views.register(blueprint)

COLUMNS = [field.name for field in fields(OrderLine) if field.name != "cursor"]
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def register(app: Flask, _settings: Settings) -> None:
    app.register_blueprint(blueprint)
    add_staff_page(app, "desk.orders", lazy_gettext("Orders"), Role.ORDER_DESK)


@blueprint.after_request
def private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("")
def orders() -> ResponseReturnValue:
    """Orders, newest first, by state and by search."""
    form, state, search = _asked()
    lines = list_orders(state, search, request.args.get("before", type=int), PAGE + 1)
    shown, is_more = lines[:PAGE], len(lines) > PAGE
    filters: dict[str, Any] = {"state": state, "search": search or None}
    return render_template(
        "preorders/desk.html",
        form=form,
        lines=shown,
        next_address=url_for("desk.orders", before=shown[-1].cursor, **filters) if is_more else None,
        alerts=alerts(utc_now()),
        alert_labels=ALERT_LABELS,
        export_address=url_for("desk.export", **filters),
    )


@blueprint.get("/export.csv")
def export() -> ResponseReturnValue:
    """The same list as a file for a spreadsheet."""
    _, state, search = _asked()
    response = Response("".join(_csv(every_order(state, search))), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="orders.csv"'
    return response


def _asked() -> tuple[DeskForm, State | None, str]:
    form = DeskForm(request.args)
    is_valid = form.validate()
    state = State(form.state.data) if is_valid and form.state.data else None
    return form, state, (form.search.data or "") if is_valid else ""


def _csv(lines: Iterable[OrderLine]) -> Iterator[str]:
    yield "\ufeff" + _row([*COLUMNS, "currency"])  # with the mark, spreadsheets read it as UTF-8
    for line in lines:
        yield _row([*(_cell(getattr(line, column)) for column in COLUMNS), line.total.currency])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Money):
        return value.decimal
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def _row(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
