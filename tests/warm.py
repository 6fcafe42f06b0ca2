"""What a process of the program loads while it runs, loaded once: those that are forked from here begin with it."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import bleach
import ftfy

import publishpipe
from publishpipe.http.library import httpx

EXAMPLES = Path(__file__).parent.parent / "manifests"
OTHERS = ("publishpipe.local", "publishpipe.__main__")  # a server of its own, and what runs when it is imported

for module in pkgutil.walk_packages(publishpipe.__path__, "publishpipe."):
    if not module.name.startswith(OTHERS):
        importlib.import_module(module.name)

# Patterns are compiled where they are first used.
for example in EXAMPLES.glob("*.yaml"):
    publishpipe.validate(example)
bleach.clean(ftfy.fix_text("<p>á</p>"), tags={"p"})
httpx.Client(verify=False, trust_env=False).close()  # it asks nobody
