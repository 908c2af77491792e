"""Documents as downloads: for whoever has the order's link."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from configurator.preorders.addresses import order_at
from configurator.preorders.documents.rendering import render
from configurator.preorders.documents.service import document_of
from configurator.preorders.order import Order
from configurator.preorders.order_views import blueprint
from configurator.web.limits import DOCUMENTS, limiter


@blueprint.get("/orders/<token>/documents/<document>.pdf")
@limiter.limit(DOCUMENTS)
def document(token: str, document: str) -> ResponseReturnValue:
    """One of the order's documents, by the order's own link."""
    return pdf_of(order_at(token), document)


def pdf_of(order: Order, number: str) -> Response:
    """A document of the order as a response. Raises NotFoundError for that of another order."""
    response = Response(render(document_of(order.id, number)), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response
