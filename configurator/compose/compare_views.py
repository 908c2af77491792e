"""The page that puts two configurations side by side."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from configurator.compose.address import LONGEST_PASTED, address_query
from configurator.compose.comparison import Side, read_side, rows
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError
from configurator.web.catalogue import catalogue
from configurator.web.limits import SEARCH, limiter


@limiter.limit(SEARCH)
def compare(product: Product) -> ResponseReturnValue:
    """`a` and `b`: codes, links or written configurations. With one of them the page asks for the other.

    422 for one that we can't find, with what was typed still there.
    """
    rules = catalogue().rules(product.key)
    typed = {key: request.args.get(key, "").strip()[:LONGEST_PASTED] for key in ("a", "b")}
    sides: dict[str, Side] = {}
    wrong: dict[str, str] = {}
    for key, pasted in typed.items():
        try:
            if pasted:
                sides[key] = read_side(product, rules, pasted)
        except NotFoundError:
            wrong[key] = gettext("We can't find that. Check the code (such as K7QM-2F9D), or paste a design's link.")
    values = {
        "product": product,
        "typed": typed,
        "sides": sides,
        "wrong": wrong,
        "queries": {
            key: address_query(product, side.configuration.options, texts=side.configuration.texts)
            for key, side in sides.items()
        },
        "here": url_for(".compare", product=product),
    }
    if len(sides) == 2:
        show_all = "all" in request.args
        values["rows"] = rows(product, sides["a"].configuration, sides["b"].configuration, not show_all)
        values["show_all"] = show_all
        return render_template("compose/compare.html", **values)
    return render_template("compose/compare_form.html", **values), 422 if wrong else 200
