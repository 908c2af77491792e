"""The product manager's pages: the tally and its exports."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from configurator.config import Settings
from configurator.product.configuration import query_string
from configurator.product.definition import Product
from configurator.statistics.crowd import Crowd
from configurator.statistics.exports import TABLES, as_csv, as_xlsx, write_parquet
from configurator.statistics.forms import CrowdForm
from configurator.statistics.service import Statistics
from configurator.statistics.tally import TakeRate, Tally
from configurator.web.catalogue import catalogue
from configurator.web.filters import words
from configurator.web.guards import Role, add_staff_page, guard_blueprint
from configurator.web.languages import current_language

PAIRS_SHOWN = 60
MOST_NAMED = 4
FORMATS = {
    "csv": ("text/csv", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}

blueprint = Blueprint("statistics", __name__, url_prefix="/staff/tally")
guard_blueprint(blueprint, Role.PRODUCT_MANAGER)


def register(app: Flask, settings: Settings) -> None:
    secret = settings.secret_key.get_secret_value().encode()[:64]
    app.extensions["officina-statistics"] = Statistics(settings.instance_path / "statistics", secret)
    app.register_blueprint(blueprint)
    add_staff_page(app, "statistics.tally", lazy_gettext("Tally"), Role.PRODUCT_MANAGER)


def statistics() -> Statistics:
    found = current_app.extensions["officina-statistics"]
    assert isinstance(found, Statistics)  # noqa: S101 - `register` put it there
    return found


def refresh_all() -> int:
    """Bring every product's copy up to date: what the worker's clock calls."""
    return sum(statistics().refresh(product) for product in catalogue())


@blueprint.get("")
def tally() -> ResponseReturnValue:
    product = _asked_product()
    form, crowd = _asked_crowd(product)
    answer = statistics().answer(product, catalogue().rules(product.key), crowd)
    page = render_template(
        "statistics/tally.html",
        product=product,
        products=list(catalogue()),
        form=form,
        answer=answer,
        rates=_rates_by_group(product, answer.tally),
        means=means(product, answer.tally),
        pairs=answer.tally.pairs[:PAIRS_SHOWN],
        telling_choices=telling_choices,
        query_string=query_string,
        query=request.args.to_dict(),
    )
    return page, 422 if form.errors else 200


@blueprint.get("/<table>.<any(csv, xlsx):kind>")
def export(table: str, kind: str) -> ResponseReturnValue:
    product = _asked_product()
    form, crowd = _asked_crowd(product)
    if table not in TABLES:
        abort(404)
    if form.errors:
        abort(422)
    answer = statistics().answer(product, catalogue().rules(product.key), crowd)
    mimetype, write = FORMATS[kind]
    body = write(TABLES[table](product, current_language(), answer.tally))
    return _download(body, mimetype, f"{product.key}-{table}-{answer.as_of:%Y%m%d-%H%M}.{kind}")


@blueprint.get("/designs.parquet")
def designs() -> ResponseReturnValue:
    product = _asked_product()
    form, crowd = _asked_crowd(product)
    if form.errors:
        abort(422)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "designs.parquet"
        write_parquet(statistics().fresh_copy(product), crowd, file)
        body = file.read_bytes()
    return _download(body, "application/vnd.apache.parquet", f"{product.key}-designs.parquet")


def _rates_by_group(product: Product, counted: Tally) -> dict[str, list[TakeRate]]:
    """Group key → its take rates, highest first; those of numbers in their order."""
    by_group: dict[str, list[TakeRate]] = {}
    for rate in sorted(counted.take_rates, key=lambda rate: -rate.count):
        by_group.setdefault(rate.option_id.partition(".")[0], []).append(rate)
    for key in (group.key for group in product.groups if group.numbers):
        by_group.get(key, []).sort(key=lambda rate: (_number(rate) is None, _number(rate) or 0))
    return by_group


def means(product: Product, counted: Tally) -> dict[str, float]:
    """Group key → the mean of the numbers that designs have there; other answers, of before, are left out."""
    answers: dict[str, list[tuple[int, int]]] = {group.key: [] for group in product.groups if group.numbers}
    for rate in counted.take_rates:
        key, number = rate.option_id.partition(".")[0], _number(rate)
        if key in answers and number is not None:
            answers[key].append((number, rate.count))
    return {
        key: sum(number * count for number, count in given) / designs
        for key, given in answers.items()
        if (designs := sum(count for _, count in given))
    }


def _number(rate: TakeRate) -> int | None:
    key = rate.option_id.partition(".")[2]
    return int(key) if key.isdecimal() else None


def telling_choices(product: Product, options: tuple[str, ...]) -> str:
    """What sets a configuration apart, in words: its choices that are not the product's defaults."""
    own = [option for option in options if option not in product.defaults and option in product.options]
    named = [words(product.options[option].full_name) for option in own[:MOST_NAMED]]
    more = len(own) - len(named)
    return ", ".join([*named, gettext("%(count)s more", count=more)] if more else named) or gettext("All defaults")


def _asked_product() -> Product:
    keys = list(catalogue().products)
    return catalogue().product(request.args.get("product", keys[0]))


def _asked_crowd(product: Product) -> tuple[CrowdForm, Crowd]:
    """The form, and the crowd that it asks for: everybody's designs where it asks for something that can't be."""
    form = CrowdForm(request.args)
    form.offer_markets(product)
    return form, form.crowd() if form.validate() else Crowd()


def _download(body: bytes, mimetype: str, name: str) -> Response:
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
