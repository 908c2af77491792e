"""The site's typeface, from an installed package, made small enough for a phone.

The package ships the whole variable font (all scripts, uncompressed). Browsers get its Latin part as WOFF2, made once
and kept in the instance folder.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import font_manrope
from flask import Blueprint, Flask, current_app, send_file
from flask.typing import ResponseReturnValue

from configurator.config import Settings

LATIN = [*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, 0x2122, 0x2190, 0x2192, 0x2212, 0x2248, 0x2264, 0x2265]
MONTH_SECONDS = 30 * 24 * 3600

blueprint = Blueprint("typeface", __name__)


def register(app: Flask, settings: Settings) -> None:
    app.extensions["officina-typeface"] = settings.instance_path / "typeface" / "manrope.woff2"
    app.register_blueprint(blueprint)


@blueprint.get("/typeface/manrope.woff2")
def typeface() -> ResponseReturnValue:
    kept: Path = current_app.extensions["officina-typeface"]
    if not kept.exists():
        _make(kept)
    return send_file(kept, mimetype="font/woff2", max_age=MONTH_SECONDS)


def latin_part() -> bytes:
    """The Latin glyphs of the variable font, all weights, as WOFF2."""
    # imported here, since it takes as long as the rest of the site and is needed once
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    source = Path(font_manrope.__file__).parent / "files" / "Manrope-VariableFont_wght.ttf"
    made = BytesIO()
    with TTFont(source) as font:
        subsetter = Subsetter(Options(layout_features=["*"]))
        subsetter.populate(unicodes=LATIN)
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(made)
    return made.getvalue()


def _make(kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    draft.write_bytes(latin_part())
    draft.replace(kept)
