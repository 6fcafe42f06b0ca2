"""Killed and disturbed at every moment: what the promise of one release, whatever happens, is held against."""

import pytest

pytest.register_assert_rewrite(*(f"{__name__}.{module}" for module in ("case", "losing", "moments", "nomad", "zenodo")))
