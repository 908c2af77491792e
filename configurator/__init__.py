"""Officina: the crowd designs a product before it is built. `site` is the whole of it; `product` works alone."""
