"""Renders views on several processes, each with the car of its own, and reports each step to the one that waits.

The one that waits must not import Blender: it changes Python's path, and new processes would not find it.
"""

from __future__ import annotations

import multiprocessing
import queue
import traceback
from dataclasses import dataclass
from pathlib import Path


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
    from cameras import VIEWS
    from fabrics import FABRICS
    from layers import base_layers, film_layers, plain_light, save, shape_layers
    from passes import QUALITIES, set_up
    from records import Record
    from scenes import set_scene
    from stage import Stage, what_is_where
    from stickers import STICKERS

    quality = QUALITIES[order.quality]
    width = quality.width_of(view)
    size = (width, round(width * VIEWS[view].size[1] / VIEWS[view].size[0]))
    scenes = [scene for scene in order.scenes if scene in VIEWS[view].scenes]
    where = None
    for number, scene in enumerate(scenes):
        record = Record(order.folder, view, scene, order.quality, size)
        flat = Record(order.folder, view, None, order.quality, size)
        set_scene(scene)
        set_up(view, width, threads)
        stage = Stage(made, view, quality)
        ranks = {name: 1000 + 10 * rank for rank, name in enumerate(stage.shapes)}
        groups = [group for group in stage.groups() if order.layer is None or order.layer in group]
        steps = {"base": None} | {"+".join(group): group for group in groups}
        if order.layer and order.layer in {each for group in groups for each in group}:
            del steps["base"]
        if order.again:
            record.forget(lambda step, steps=steps: step in steps)
            flat.forget(lambda step: order.layer in (None, "flat"))
        known = {name for group in groups for name in group}
        record.forget(lambda step, steps=steps, known=known: step not in steps and bool(known & set(step.split("+"))))
        missing = [step for step in steps if not record.has(step)]
        if where is None and ("base" in missing or not flat.has("films")):
            where = what_is_where(stage)
        if number == 0 and not flat.has("films"):
            films = film_layers(where, STICKERS | FABRICS)
            flat.keep("films", [(5000, save(layer, flat.folder)) for layer in films])
        plain = plain_light(stage) if any(step != "base" for step in missing) else None
        for done, step in enumerate(missing):
            group = steps[step]
            layers = base_layers(stage, where) if group is None else shape_layers(stage, group, plain)
            lines = []
            for position, layer in enumerate(layers):
                # A shape's painted zones follow it at once; all else of a base lies under every shape.
                rank = (
                    position
                    if group is None
                    else ranks[next(name for name in group if layer.stem == name or layer.stem.startswith(f"{name}."))]
                    + (layer.kind == "zone")
                )
                lines.append((rank, save(layer, record.folder)))
            record.keep(step, lines)
            yield done + 1, len(missing), f"{scene}: {step[:60]}"
