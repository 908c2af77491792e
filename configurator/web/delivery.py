"""How answers travel: compressed, and kept by browsers for as long as their address stands for their content."""

from __future__ import annotations

import secrets
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for
from flask_compress import Compress

from configurator.web.filters import file_digest

FRAME = ("tokens", "base", "components")
"""The style sheets of every page, in their order. They travel as one file: each one holds the first paint back."""
COMPRESSED = (
    "text/html",
    "text/css",
    "text/javascript",
    "application/json",
    "image/svg+xml",
)
MOST_PADDING = 96

blueprint = Blueprint("delivery", __name__)


def register(app: Flask) -> None:
    app.config.update(
        COMPRESS_MIMETYPES=list(COMPRESSED),
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_STREAMS=False,
    )
    app.after_request(_keep_files)
    app.after_request(_pad_pages)
    Compress(app)
    app.after_request(_gather_texts)  # the last one given is the first one to run
    app.register_blueprint(blueprint)
    app.jinja_env.globals["frame_styles"] = frame_styles


def _gather_texts(response: Response) -> Response:
    """A text file is read whole, so that it can be compressed and is closed."""
    if response.mimetype in COMPRESSED and response.direct_passthrough:
        response.direct_passthrough = False
        response.make_sequence()
    return response


def _keep_files(response: Response) -> Response:
    """A file under `static/` that is asked for with its digest never changes; any other is asked for again."""
    if request.endpoint == "static":
        response.cache_control.public = True
        if "v" in request.args:
            response.cache_control.immutable = True
        else:  # a module that another one imports
            response.cache_control.max_age = None
            response.cache_control.no_cache = True
    return response


def _pad_pages(response: Response) -> Response:
    """Blur the size of pages, whose compression could tell about the form token in them (the attack named BREACH).

    That attack compares the sizes of many answers that hold both the token and a guess. The session's cookie is
    SameSite=Lax, so another site can't fetch or frame such answers, only open them one by one in sight of the visitor;
    a random length makes each of them worth little.
    """
    if response.mimetype == "text/html":
        response.headers["X-Padding"] = "." * (1 + secrets.randbelow(MOST_PADDING))
    return response


@blueprint.get("/styles/frame.css")
def frame() -> Response:
    """The style sheets of every page in one, for ever under an address with their digest."""
    response = Response("\n".join(path.read_text() for path in _frame_files()), mimetype="text/css")
    response.cache_control.public = True
    if request.args.get("v") == _frame_digest():
        response.cache_control.max_age = 365 * 24 * 3600
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response


def frame_styles() -> str:
    """The address of the style sheets of every page."""
    return url_for("delivery.frame", v=_frame_digest())


def _frame_files() -> list[Path]:
    return [Path(current_app.static_folder or "") / "css" / f"{name}.css" for name in FRAME]


def _frame_digest() -> str:
    return "".join(file_digest(path)[:4] for path in _frame_files())
