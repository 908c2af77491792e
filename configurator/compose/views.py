"""The compose page and its JSON API.

`GET /<product>?<group>=<option>&…` is the page. `GET /<product>/state.json` takes the same parameters and answers with
what the page says, as JSON (`answer.Answer`, one key for each of its fields):

- `query`: the canonical query string of the configuration; `written`: its option ids, joined by "~";
- `total` in plain decimals of `currency`, and `total_text`, `vat_text`, `lines` in words;
- `groups`: for each group what is chosen; `options`: for each option id its `state` (chosen, forced, possible,
  conflicting, impossible), `is_chosen`, `difference` of the total, `price` and `note` in words, and
  whether it `is_beyond` the budget;
- `numbers`: for each group that asks for a number its `value`, the `price` of a step and `notes` on other numbers;
  `texts`: for each chosen option that takes words those `words` and the `message` about them ("" when they fit);
- `picture`: `srcset`s by scene and media type; `question`: what to ask, with up to three `proposals`, the best first;
  each says its `changes` in words, and its `query`, as `keep_query`, is a plain configuration;
- `notices`: what of the address could not be kept; `nearest`: how what is shown differs from what can't be ordered any
  more; `budget`: the amount typed, its `state` (none, fits, over, unreadable), a `message`, the range and steps of a
  slider; `count`: how many configurations there are (at least, where it is not `is_exact`), and how many
  have all that differs from the defaults; `news`: what came along; `announcement`: what to say aloud.

`GET /<product>/within` and `/<product>/within.json` are the same, with a `question` that proposes the closest
configuration within the `budget` where the present one costs more.

Parameters: one `<group>` for each choice; `was` (a `written` configuration), when the choices are a change of it: then
new choices win, and `question` is asked when that costs another choice; `view` and `scene`, the side looked at and in
which light; `parent`, the code of the design that is being remixed; `budget`, what it may cost, which
is no part of the configuration; `<group>.<option>.text`, the words for an option.
What is missing takes its default. The language is the visitor's.
"""

from __future__ import annotations

import random
from dataclasses import asdict, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from babel.numbers import get_currency_symbol
from flask import Blueprint, Flask, Response, abort, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, lazy_gettext

from configurator.compose.address import LONGEST, Asked, address_query, read_address
from configurator.compose.affording import affordable
from configurator.compose.answer import Answer, answer, typed_query
from configurator.compose.compare_views import compare
from configurator.compose.composition import Composition, compose, surprising
from configurator.compose.phrases import beyond_words, openness_words, text_label
from configurator.config import Settings
from configurator.pictures.links import artwork_of, outdoor_scenes
from configurator.product.configuration import BUDGET, PARENT, SCENE, VIEW, Configuration, market_of
from configurator.product.definition import Product, Section, in_language
from configurator.product.rules import ContradictionError
from configurator.web.catalogue import catalogue
from configurator.web.menus import add_menu_item

KEEP_SECONDS = 60
"""How long a browser may reuse an answer without asking again."""

blueprint = Blueprint("compose", __name__)
blueprint.add_url_rule("/<product:product>/compare", view_func=compare)


def register(app: Flask, _settings: Settings) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.filters["openness_badge"] = openness_words
    with app.app_context():
        for product in catalogue():
            label = lazy_gettext("Compose %(product)s", product=in_language(product.name, "en"))
            add_menu_item(app, "site", "compose.page", label, product=product.key)


@blueprint.before_request
def refuse_long_addresses() -> None:
    if len(request.query_string) > LONGEST:
        abort(414)


@blueprint.get("/<product:product>")
def page(product: Product) -> ResponseReturnValue:
    """The page of a configuration. What can be settled silently is, and the visitor is sent to its one address.

    That redirect keeps every address that is copied, bookmarked or cached canonical. With a question or a notice the
    page is shown where it was asked for: a reload asks again, and nothing is decided for the visitor.
    """
    asked, composition = _composed(product)
    said = _answer(product, asked, composition)
    if not (asked.is_bare or composition.question or composition.notice or _is_canonical(said)):
        return redirect(f"{url_for('.page', product=product)}?{said.query}", 303)
    return render_template("compose/page.html", **_page_values(product, asked, composition, said))


@blueprint.get("/<product:product>/state.json")
def state(product: Product) -> ResponseReturnValue:
    """The same as JSON: a pure function of the product's version, the parameters, the language and the day."""
    asked, composition = _composed(product)
    response = jsonify(asdict(_answer(product, asked, composition)))
    return _cacheable(response)


@blueprint.get("/<product:product>/within")
def within(product: Product) -> ResponseReturnValue:
    """The page, asking whether to change to what fits the budget; where nothing needs asking, the page itself."""
    asked, composition = _composed(product)
    said = _within_budget(product, asked, composition)
    if said.question is None:
        return redirect(f"{url_for('.page', product=product)}?{said.query}", 303)
    return render_template("compose/page.html", **_page_values(product, asked, composition, said))


@blueprint.get("/<product:product>/within.json")
def within_state(product: Product) -> ResponseReturnValue:
    """The same as JSON."""
    asked, composition = _composed(product)
    return _cacheable(jsonify(asdict(_within_budget(product, asked, composition))))


@blueprint.get("/<product:product>/surprise")
def surprise(product: Product) -> ResponseReturnValue:
    """A random valid configuration for the market in the address."""
    asked = read_address(product, request.args.to_dict(flat=False))
    query = address_query(
        product, _random(product, asked).options, asked.view, asked.parent, asked.scene, budget=asked.budget
    )
    response = redirect(f"{url_for('.page', product=product)}?{query}", 303)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<product:product>/surprise.json")
def surprise_state(product: Product) -> ResponseReturnValue:
    """A random valid configuration, said as `state` says it."""
    asked = read_address(product, request.args.to_dict(flat=False))
    response = jsonify(asdict(_answer(product, asked, Composition(_random(product, asked)))))
    response.headers["Cache-Control"] = "no-store"
    return response


def _composed(product: Product) -> tuple[Asked, Composition]:
    asked = read_address(product, request.args.to_dict(flat=False))
    return asked, compose(product, catalogue().rules(product.key), asked)


def _answer(product: Product, asked: Asked, composition: Composition) -> Answer:
    rules = catalogue().rules(product.key)
    return answer(product, rules, composition, asked.view, asked.parent, asked.scene, asked.budget)


def _within_budget(product: Product, asked: Asked, composition: Composition) -> Answer:
    def query(shown: Configuration) -> str:
        travelling = {"view": asked.view, "parent": asked.parent, "scene": asked.scene, "budget": asked.budget}
        return typed_query(product, composition, shown, **travelling)

    rules = catalogue().rules(product.key)
    question = affordable(product, rules, composition.configuration, asked.budget, query)
    return replace(_answer(product, asked, composition), question=question)


def _is_canonical(said: Answer) -> bool:
    return request.query_string.decode("ascii", "replace") == said.query


def _random(product: Product, asked: Asked) -> Configuration:
    market = {option.id for option in product.market_group.options} & asked.options
    rules, chance = catalogue().rules(product.key), random.SystemRandom()
    try:
        return surprising(product, rules, chance, market)
    except ContradictionError:  # two markets were named
        return surprising(product, rules, chance, ())


def _cacheable(response: Response) -> Response:
    response.cache_control.private = True
    response.cache_control.max_age = KEEP_SECONDS
    response.vary.update(("Accept-Language", "Cookie"))
    response.add_etag()
    response.make_conditional(request)
    return response


def _page_values(product: Product, asked: Asked, composition: Composition, said: Answer) -> dict[str, object]:
    shown = composition.configuration
    views = artwork_of(product).views
    hidden = {
        name: value for name, value in ((VIEW, asked.view), (SCENE, asked.scene), (PARENT, asked.parent)) if value
    }

    def query(**looked_at: str) -> str:
        return typed_query(product, composition, shown, budget=asked.budget, **looked_at)

    return {
        "product": product,
        "answer": said,
        "options": shown.options,
        "views": views,
        "view_queries": {view.key: query(view=view.key, parent=asked.parent, scene=asked.scene) for view in views},
        "scene_queries": {
            scene: query(view=asked.view, parent=asked.parent, scene=scene) for scene in ("", *outdoor_scenes(product))
        },
        "public_query": address_query(product, shown.options),
        "surprise_query": urlencode(
            {
                product.market_group.key: market_of(product, shown.options),
                **hidden,
                **({BUDGET: asked.budget} if asked.budget else {}),
            }
        ),
        "is_bare": asked.is_bare,
        "hidden": hidden,
        "opened": {section.key: _opened_group(product, section) for section in product.sections},
        "today": datetime.now(UTC).date(),
        "compare_address": url_for(".compare", product=product, a=said.written),
        "save_address": _save_address(product, typed_query(product, composition, shown, parent=asked.parent)),
        "text_label": text_label,
        "beyond": beyond_words(),
        "currency_symbol": get_currency_symbol(product.currency, locale=get_locale()),
    }


def _opened_group(product: Product, section: Section) -> str:
    """The group that lies open in a section when the page comes: its first, the market left aside."""
    return next((key for key in section.groups if key != product.market_group.key), "")


def _save_address(product: Product, query: str) -> str:
    if "gallery.save" not in current_app.view_functions:
        return ""
    return f"{url_for('gallery.save', product=product)}?{query}"
