"""Publish research data once and right.

>>> import publishpipe
>>> plan = publishpipe.plan("manifest.yaml")                                     # doctest: +SKIP
>>> result = publishpipe.apply("manifest.yaml", confirm=publishpipe.accept)      # doctest: +SKIP
>>> result.doi                                                                   # doctest: +SKIP
'10.5281/zenodo.1234567'
"""


def __getattr__(name: str) -> object:
    """A public name, imported when it is first asked for: `--help` and the embedded repository need none of them.

    The names, and where each lives, are in `__init__.pyi`, which is read only now: reading it takes a while, too.
    """
    import lazy_loader  # noqa: PLC0415  # as above

    space = globals()
    space["__getattr__"], space["__dir__"], space["__all__"] = lazy_loader.attach_stub(__name__, __file__)
    return space["__all__"] if name == "__all__" else space["__getattr__"](name)


def __dir__() -> list[str]:
    return list(__getattr__("__all__"))  # type: ignore[call-overload]
