"""The tables, one module a topic; importing this package gives the whole schema."""

import importlib
import pkgutil

from bureau.adapters.store.schema.base import metadata

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["metadata"]
