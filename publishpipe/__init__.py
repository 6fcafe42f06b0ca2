"""Publish research data once and right.

>>> import publishpipe
>>> plan = publishpipe.plan("manifest.yaml")                                     # doctest: +SKIP
>>> result = publishpipe.apply("manifest.yaml", confirm=publishpipe.accept)      # doctest: +SKIP
>>> result.doi                                                                   # doctest: +SKIP
'10.5281/zenodo.1234567'
"""

import lazy_loader

# A name is imported when it is first asked for: the embedded repository and `--version` need none of them.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
