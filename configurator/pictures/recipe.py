"""What a browser composes a view from: the layers, who paints the zones, and with what. The same rules as `imaging`."""

from __future__ import annotations

from typing import Any

from configurator.imaging.artwork import Artwork, Layer
from configurator.imaging.picture import PLAIN_FINISH, UNPAINTED, painters_of
from configurator.product.definition import Product


def recipe(artwork: Artwork, product: Product, view: str) -> dict[str, Any]:
    """Plain values for JSON; raises NotFoundError for an unknown view.

    `layers` from back to front, as the manifest has them; `zones`: zone → the options that paint it, of which the
    first that is chosen does; `paints`: option → [paint, finish], with "" for what a zone shows without any.
    """
    shown = artwork.view(view)
    layers = artwork.layers_of[view]
    painted = sorted({layer.zone for layer in layers if layer.zone})
    zones = {zone: painters_of(artwork, product, zone) for zone in painted}
    painters = {option for options in zones.values() for option in options}
    return {
        "view": view,
        "width": shown.width,
        "height": shown.height,
        "scenes": shown.scenes,
        "layers": [_layer(layer) for layer in layers],
        "zones": zones,
        "paints": {
            "": [UNPAINTED, PLAIN_FINISH],
            **{
                option.id: [option.paint, option.finish or PLAIN_FINISH]
                for option in product.options.values()
                if option.id in painters
            },
        },
    }


def _layer(layer: Layer) -> dict[str, Any]:
    """A layer without what it does not say."""
    said = {
        "kind": layer.kind.value,
        "file": layer.file,
        "box": layer.box,
        "scene": layer.scene,
        "zone": layer.zone,
        "when": sorted(layer.when),
        "unless": sorted(layer.unless),
        "finish": sorted(layer.finish),
        "gain": layer.gain if layer.gain != 1 else None,
    }
    return {name: value for name, value in said.items() if value}
