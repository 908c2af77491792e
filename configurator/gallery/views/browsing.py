"""The gallery: lists of designs in cards, sorted, filtered and searched by its address alone."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from configurator.gallery.service import Sort, browse_designs, code_in_search
from configurator.gallery.views.room import blueprint
from configurator.product.definition import Product
from configurator.web.catalogue import catalogue
from configurator.web.limits import SEARCH, limiter

LONGEST_SEARCH = 80


@blueprint.get("/gallery")
@limiter.limit(SEARCH, exempt_when=lambda: not request.args.get("q"))
def browse() -> ResponseReturnValue:
    products = list(catalogue())
    product = catalogue().product(request.args.get("product") or products[0].key)
    search = request.args.get("q", "")[:LONGEST_SEARCH].strip()
    if code := code_in_search(search):
        return redirect(url_for("gallery.design", code=code), 303)
    sort = _sort(request.args.get("sort", ""))
    asked = request.args.get("option", "")
    option = product.options.get(asked)
    page = browse_designs(product.key, sort, option.id if option else None, search, request.args.get("after"))
    filters = _filters(product, sort, asked if option else "", search)
    return render_template(
        "gallery/browse.html",
        products=products,
        product=product,
        sort=sort,
        option=option,
        unknown_option=asked if asked and not option else "",
        search=search,
        page=page,
        is_first=not request.args.get("after"),
        next_address=url_for("gallery.browse", **filters, after=page.after) if page.after else None,
    ), 404 if asked and not option else 200


def _sort(asked: str) -> Sort:
    return Sort(asked) if asked in {sort.value for sort in Sort} else Sort.NEWEST


def _filters(product: Product, sort: Sort, option_id: str, search: str) -> dict[str, Any]:
    """What a link to the next page repeats: everything that is not as it is at first."""
    filters = {
        "product": product.key if len(list(catalogue())) > 1 else "",
        "sort": "" if sort is Sort.NEWEST else sort.value,
        "option": option_id,
        "q": search,
    }
    return {name: value for name, value in filters.items() if value}
