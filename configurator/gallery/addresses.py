"""Where the pages around a design are found."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from configurator.product.configuration import query_string
from configurator.product.definition import Product


def compose_address(
    product: Product,
    options: Iterable[str] = (),
    parent_code: str = "",
    texts: Iterable[tuple[str, str]] = (),
) -> str:
    """The compose page, with these choices and words and, for a remix, the design that it comes from."""
    chosen = frozenset(options)
    query = query_string(product, chosen, texts) if chosen else ""
    if parent_code:
        query += f"&parent={parent_code}"
    page = url_for("compose.page", product=product)
    return f"{page}{'?' if query else ''}{query}"


def order_address(code: str) -> str:
    """Where a design can be preordered."""
    return url_for("preorders.order", code=code)
