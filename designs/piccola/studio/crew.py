"""Renders views on several processes, each with the car of its own, and reports each step to the one that waits.

The one that waits must not import Blender: it changes Python's path, and new processes would not find it.
"""

from __future__ import annotations

import multiprocessing
import queue
import traceback
from dataclasses import dataclass
from pathlib import Path

SHAPES, FLAT = 1000, 5000
"""Ranks in the stack at which shapes and films begin."""


@dataclass(frozen=True)
class Order:
    """What is asked for: `layer` (a part, a zone, "base" or "flat") limits it; `again` renders what is there already."""

    views: tuple[str, ...]
    scenes: tuple[str, ...]
    quality: str
    folder: Path
    layer: str | None = None
    again: bool = False
    voxel: float = 0.007


def render_all(order: Order, workers: int, told):
    """Render an order; `told(view, done, of, what)` hears of each step. Raises RuntimeError when a worker fails."""
    context = multiprocessing.get_context("spawn")
    waiting, heard = context.Queue(), context.Queue()
    for view in order.views:
        waiting.put(view)
    for _ in range(workers):
        waiting.put(None)
    crew = [context.Process(target=_work, args=(order, workers, waiting, heard), daemon=True) for _ in range(workers)]
    for each in crew:
        each.start()
    finished = 0
    while finished < workers:
        try:
            news = heard.get(timeout=30)
        except queue.Empty:
            if any(each.exitcode for each in crew):
                raise RuntimeError("a worker died without a word") from None
            continue
        if news[0] == "finished":
            finished += 1
        elif news[0] == "failed":
            raise RuntimeError(news[1])
        else:
            told(*news[1:])


def _work(order, workers, waiting, heard):
    try:
        from car import build

        made = build(order.voxel)
        while (view := waiting.get()) is not None:
            for done, of, what in _view(order, view, made, 1 if workers > 1 else 0):
                heard.put(("step", view, done, of, what))
        heard.put(("finished",))
    except BaseException:  # the process ends here; the one that waits must know why
        heard.put(("failed", traceback.format_exc()))


def _view(order, view, made, threads):
    """Render what is missing of a view, scene by scene; yields (done, of, what) for each step."""
    from cameras import VIEWS
    from layers import Shadows, save
    from passes import QUALITIES, set_up
    from records import Record
    from scenes import set_scene
    from stage import Stage, what_is_where

    quality = QUALITIES[order.quality]
    width = quality.width_of(view)
    size = (width, round(width * VIEWS[view].size[1] / VIEWS[view].size[0]))
    flat = Record(order.folder, view, None, order.quality, size)
    if order.again and order.layer in (None, "flat"):
        flat.forget(lambda step: True)
    where = None
    for scene in [scene for scene in order.scenes if scene in VIEWS[view].scenes]:
        record = Record(order.folder, view, scene, order.quality, size)
        set_scene(scene)
        set_up(view, width, threads)
        stage = Stage(made, view, quality)
        if where is None:
            where = what_is_where(stage)
            stage.see(where)
            sights = stage.sights
        stage.sights = sights
        steps = _steps(stage, order.layer)
        missing = _missing(record, steps, order.again)
        if not flat.has("films"):
            flat.keep("films", _films(where, flat.folder))
        # A turning car shows no shadow long enough to be missed.
        shadows = None if view.startswith("turn") else Shadows(stage)
        for done, step in enumerate(missing):
            layers = _ranked(stage, steps[step], where, shadows)
            record.keep(step, [(rank, save(layer, record.folder)) for rank, layer in layers])
            yield done + 1, len(missing), f"{scene}: {step[:60]}"


def _steps(stage, only):
    """What is rendered together: name of a step → the shapes of it, None for the car itself; `only` that layer's, if
    it is a shape."""
    groups = [group for group in stage.groups() if only is None or only in group]
    steps = {"+".join(group): group for group in groups}
    return steps if only and groups else {"base": None} | steps


def _missing(record, steps, again):
    """The names of the steps that are to be rendered; what was rendered of the same shapes in other groups is
    forgotten."""
    known = {name for group in steps.values() if group for name in group}
    record.forget(lambda step: step in steps if again else False)
    record.forget(lambda step: step not in steps and not known.isdisjoint(step.split("+")))
    return [step for step in steps if not record.has(step)]


def _ranked(stage, group, where, shadows):
    """(rank in the stack, layer) of a step: the car's own lie under every shape, a shape's painted zones follow it."""
    from layers import base_layers, shape_layers

    if group is None:
        yield from enumerate(base_layers(stage, where))
        return
    ranks = {name: SHAPES + 10 * number for number, name in enumerate(stage.sights)}
    for layer in shape_layers(stage, group, shadows):
        shape = next(name for name in group if layer.stem == name or layer.stem.startswith(f"{name}."))
        yield ranks[shape] + (layer.kind == "zone"), layer


def _films(where, folder):
    """Stickers and fabrics, which every scene of a view shares."""
    from fabrics import FABRICS
    from layers import film_layers, save
    from stickers import STICKERS

    return [(FLAT, save(layer, folder)) for layer in film_layers(where, STICKERS | FABRICS)]
