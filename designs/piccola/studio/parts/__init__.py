"""The parts of the car, by place. Importing this registers all of them: whatever module lies here is found by itself."""

import pkgutil
from importlib import import_module

# By name, so that parts are always registered, and shapes of one level and distance stacked, in the same order.
for _name in sorted(module.name for module in pkgutil.iter_modules(__path__, "parts.")):
    import_module(_name)
