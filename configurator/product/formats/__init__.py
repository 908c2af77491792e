"""The field's own formats: feature models as UVL and DIMACS, to and from the engine's model and product folders."""
