"""Publish research data once and right.

>>> import publishpipe
>>> plan = publishpipe.plan("manifest.yaml")                                     # doctest: +SKIP
>>> result = publishpipe.apply("manifest.yaml", confirm=publishpipe.accept)      # doctest: +SKIP
>>> result.doi                                                                   # doctest: +SKIP
'10.5281/zenodo.1234567'
"""

from functools import cache
from typing import Any


@cache
def _public() -> Any:
    """How to get a public name, and which there are: `__init__.pyi` lists them, and reading it takes a while."""
    import lazy_loader  # noqa: PLC0415  # `--help` and the embedded repository need none of it

    return lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    """A public name, imported when it is first asked for."""
    get, _, names = _public()
    return names if name == "__all__" else get(name)


def __dir__() -> list[str]:
    return list(_public()[2])
