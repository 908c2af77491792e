"""Saving: the page that asks for a name and a story, and the post that makes a design of a configuration."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from configurator.accounts.visitors import recognise_browser
from configurator.gallery.addresses import compose_address
from configurator.gallery.codes import normalise_code, shown_code
from configurator.gallery.forms import PresentationForm
from configurator.gallery.service import save_design
from configurator.gallery.views.room import blueprint
from configurator.product.configuration import Choices, parse_choices
from configurator.product.definition import Product, Rule
from configurator.product.pricing import quote
from configurator.product.rules import ContradictionError
from configurator.product.texts import misfits
from configurator.web.catalogue import catalogue
from configurator.web.limits import SAVE, limiter

LONGEST_QUERY = 4000


@blueprint.route("/<product:product>/save", methods=["GET", "POST"])
@limiter.limit(SAVE, methods=["POST"])
def save(product: Product) -> ResponseReturnValue:
    """The query string is the configuration; what the rules don't allow is refused with its reasons."""
    if len(request.query_string) > LONGEST_QUERY:
        abort(414)
    rules = catalogue().rules(product.key)
    parent = normalise_code(request.args.get("parent", ""))
    parent_code = shown_code(parent) if parent else ""
    choices = parse_choices(product, request.args.to_dict(flat=False))
    try:
        configuration = rules.complete(choices.options).with_texts(product, choices.texts)
    except ContradictionError as contradiction:
        return _refused(product, choices, parent_code, contradiction.reasons)
    if choices.unknown or choices.misfits or misfits(product, configuration.options, choices.texts):
        return _refused(product, choices, parent_code)
    visitor = recognise_browser()
    form = PresentationForm()
    if form.validate_on_submit():
        design = save_design(
            product, rules, configuration.options, form.presentation, visitor, parent_code, choices.texts
        )
        return redirect(url_for("gallery.design", code=design.code, saved=1), 303)
    return render_template(
        "gallery/save.html",
        product=product,
        configuration=configuration,
        quote=quote(product, configuration),
        form=form,
        parent_code=parent_code,
        worded=[(product.options[option_id], words) for option_id, words in configuration.texts],
        compose=compose_address(product, configuration.options, parent_code, configuration.texts),
    ), 422 if form.errors else 200


def _refused(
    product: Product, choices: Choices, parent_code: str, reasons: tuple[Rule, ...] = ()
) -> ResponseReturnValue:
    """What is in the way, and the nearest that can be built, with all words as they were typed."""
    nearest = catalogue().rules(product.key).nearest(choices.options)
    unknown = (*choices.unknown, *choices.misfits)
    wordless = misfits(product, nearest.options, choices.texts)
    typed = ((option_id, words) for option_id, words in choices.texts.items() if option_id in nearest.options)
    return render_template(
        "gallery/save_refused.html",
        product=product,
        unknown=[f"{group}={key}"[:60] for group, key in unknown][:5],
        reasons=reasons,
        wordless=[product.options[option_id] for option_id in wordless],
        nearest=nearest,
        total=quote(product, nearest).total,
        compose=compose_address(product, nearest.options, parent_code, typed),
    ), 422
