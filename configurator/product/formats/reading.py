"""Feature models and products from wherever they are: a product folder, a UVL file or a DIMACS file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from configurator.product.definition import Product
from configurator.product.engine.model import Model
from configurator.product.formats.dimacs import Formula, features_of_formula, model_of_formula, read_dimacs
from configurator.product.formats.exporting import features_of_product
from configurator.product.formats.features import (
    LARGEST_FILE,
    FeatureModel,
    UnreadableModelError,
    model_of_features,
)
from configurator.product.formats.uvl import read_uvl
from configurator.product.loader import load_product
from configurator.product.translation import model_of

KINDS = "a product folder, a UVL file or a DIMACS file"


@dataclass(frozen=True)
class Subject:
    """Something to be asked about: `names` are its features or options, in their order."""

    format: str
    names: tuple[str, ...]
    model: Model
    retired: tuple[str, ...] = ()
    optional: Sequence[tuple[str, str]] | None = None
    """Feature and child of it, where the tree lets the feature be without the child; None for what has no tree."""


def read_subject(path: Path, day: date | None = None) -> Subject:
    """What is at the path, of a product with its rules of that day (of none: whatever their dates).

    Raises UnreadableModelError, or FaultyProductError for a product with faults.
    """
    if _is_product(path):
        return _of_product(_product(path, day))
    found = read_file(path)
    if isinstance(found, Formula):
        return Subject("DIMACS", found.features, model_of_formula(found))
    return _of_features(found)


def read_features(path: Path, day: date | None = None) -> FeatureModel:
    """The feature model at the path, of a product with its rules of that day. Raises as `read_subject` does."""
    if _is_product(path):
        return features_of_product(_product(path, day))
    found = read_file(path)
    return features_of_formula(found) if isinstance(found, Formula) else found


def _product(path: Path, day: date | None) -> Product:
    product = load_product(path.resolve())
    return product.on(day) if day else product


def _is_product(path: Path) -> bool:
    if path.is_dir() and not (path / "product.toml").is_file():
        raise UnreadableModelError(f"{path} is a folder without product.toml; there should be {KINDS}")
    return path.is_dir()


def read_file(path: Path) -> FeatureModel | Formula:
    """The model in a UVL or a DIMACS file. Raises UnreadableModelError, which names the file."""
    text = _text(path)
    is_dimacs = re.search(r"(?m)^p\s+cnf\b", text) or path.suffix in (".dimacs", ".cnf")
    is_uvl = re.search(r"(?m)^features\b", text) or path.suffix == ".uvl"
    if not is_dimacs and not is_uvl:
        raise UnreadableModelError(f"{path} is no model; it should be {KINDS}")
    try:
        return read_dimacs(text) if is_dimacs else read_uvl(text)
    except UnreadableModelError as refusal:
        raise UnreadableModelError(f"{path}: {refusal}") from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableModelError(f"{path} is larger than {LARGEST_FILE // 1024**2} MB")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableModelError(f"{path} is not UTF-8 text; it should be {KINDS}") from None
    except OSError as fault:
        raise UnreadableModelError(f"{path} can't be read: {fault.strerror}; it should be {KINDS}") from None


def _of_features(features: FeatureModel) -> Subject:
    parents = features.parents
    come_along = {
        child.name
        for feature in features.features.values()
        for group in feature.groups
        for child in group.features
        if group.least >= len(group.features)
    }
    optional = [(parents[name], name) for name in features.features if name in parents and name not in come_along]
    return Subject("UVL", tuple(features.features), model_of_features(features), optional=optional)


def _of_product(product: Product) -> Subject:
    retired = tuple(option.id for option in product.options.values() if option.retired)
    names = tuple(id_ for id_ in product.options if id_ not in retired)
    return Subject("product", names, model_of(product), retired)
