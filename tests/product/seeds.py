"""One test for many random cases: it loops over them, and names the one that failed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any


def each_seed(seeds: Iterable[int]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test with each of the seeds as its argument `seed`.

    Its other arguments are fixtures, made once; of `tmp_path` each seed has a folder of its own.
    """

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def every(**fixtures: Any) -> None:
            for seed in seeds:
                own = dict(fixtures)
                if "tmp_path" in own:
                    own["tmp_path"] = own["tmp_path"] / str(seed)
                    own["tmp_path"].mkdir()
                try:
                    test(seed=seed, **own)
                except Exception as failure:
                    failure.add_note(f"with seed {seed}")
                    raise

        signature = inspect.signature(test)
        fixtures = [parameter for name, parameter in signature.parameters.items() if name != "seed"]
        every.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]  # pytest reads it
        return every

    return decorated
