"""The parts of the car, by place. Importing this imports every module here, and each registers its parts."""

import importlib
import pkgutil

for _each in pkgutil.iter_modules(__path__):
    importlib.import_module(f"parts.{_each.name}")
