"""UVL, the Universal Variability Language: its boolean level with cardinalities and attributes."""

from configurator.product.formats.uvl_reading import read_uvl
from configurator.product.formats.uvl_writing import write_uvl

__all__ = ["read_uvl", "write_uvl"]
