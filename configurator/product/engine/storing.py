"""Diagrams kept on disk, so that a process that starts later need not build them again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from configurator.product.engine.components import Component, components
from configurator.product.engine.diagram import Compiled, Diagram, compiled
from configurator.product.engine.model import Model
from configurator.product.engine.parts import NOWHERE, Budget, Nodes
from configurator.product.engine.shapes import Layout

MOST_BYTES = 256 * 1024**2
"""What all files together may take."""
CODE = ("components", "conditions", "diagram", "model", "parts", "shapes", "storing")
"""What a diagram depends on besides its model and the budget: another version of these modules builds its own."""
DIGEST = sha256().digest_size

log = logging.getLogger(__name__)


class DamagedFileError(Exception):
    """A file that is not as it was written."""


class Store:
    """The diagrams in one folder, each under a name made of its model, its budget and the code that builds it.

    Files are whole or not there at all; they hold numbers, never code, behind a digest of them, and one that is damaged
    is built again. When they take too much room, those not asked for longest go. Nothing here stops a site: with a
    folder that can't be written it is only slower.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder, self._most_bytes = folder, most_bytes

    def compiled(self, model: Model) -> Compiled:
        """What `diagram.compiled` makes of the model, from the folder if it is there."""
        path, every = self._folder / f"{_name(model)}.npz", components(model)
        found = self._read(path, every)
        if found is None:
            found = compiled(model)
            self._write(path, _packed(found, every))
        return found

    def _read(self, path: Path, every: Sequence[Component]) -> Compiled | None:
        try:
            if path.stat().st_size > self._most_bytes:
                raise DamagedFileError("it is too large")
            found = _unpacked(path.read_bytes(), every)
            path.touch()
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, DamagedFileError) as fault:
            log.warning("The diagram %s is built again: %s", path, fault)
            return None
        return found

    def _write(self, path: Path, content: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
                file.write(content)
            Path(file.name).replace(path)
            self._make_room()
        except OSError as fault:
            log.warning("The diagram %s can't be kept: %s", path, fault)

    def _make_room(self) -> None:
        """Delete what was not asked for longest, until the rest fits; what a killed process left half written, too."""
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        sizes = accumulate(file.stat().st_size for file in files)
        for file, size in list(zip(files, sizes, strict=True)):
            if size > self._most_bytes:
                file.unlink(missing_ok=True)


def _name(model: Model) -> str:
    digest = sha256(repr((Budget(), model)).encode())
    for module in CODE:
        digest.update(Path(__file__).with_name(f"{module}.py").read_bytes())
    return digest.hexdigest()


def _packed(made: Compiled, every: Sequence[Component]) -> bytes:
    """The order of the levels, the nodes of each and their children, and which components are left as they are."""
    place = {level: number for number, level in enumerate(level for component in every for level in component.levels)}
    file = BytesIO()
    np.savez(
        file,
        rest=np.array([number for number, component in enumerate(every) if component in made.rest], np.int64),
        levels=np.array([place.get(level, NOWHERE) for level in made.diagram.layout.levels], np.int64),
        nodes=np.array([len(rows) for rows in made.diagram.children], np.int64),
        children=np.concatenate([np.zeros(0, np.int64), *(rows.ravel() for rows in made.diagram.children)]),
    )
    content = file.getvalue()
    return sha256(content).digest() + content


def _unpacked(content: bytes, every: Sequence[Component]) -> Compiled:
    if sha256(content[DIGEST:]).digest() != content[:DIGEST]:
        raise DamagedFileError("it is not as it was written")
    with np.load(BytesIO(content[DIGEST:]), allow_pickle=False) as arrays:
        rest, order, nodes, children = (arrays[name] for name in ("rest", "levels", "nodes", "children"))
    known = [level for component in every for level in component.levels]
    layout = Layout.of([known[place] if place != NOWHERE else (None,) for place in order.tolist()])
    return Compiled(Diagram(layout, _rows(layout, nodes, children)), tuple(every[place] for place in rest.tolist()))


def _rows(layout: Layout, nodes: Nodes, children: Nodes) -> tuple[Nodes, ...]:
    shapes = list(zip(nodes.tolist(), layout.sizes, strict=True))
    ends = accumulate((many * size for many, size in shapes), initial=0)
    return tuple(children[start:end].reshape(shape) for (start, end), shape in zip(pairwise(ends), shapes, strict=True))
