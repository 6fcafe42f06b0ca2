"""Other uploaders of Zenodo from PyPI, each in an environment of its own: how each is told to publish a folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAD = """\
import os, sys
from pathlib import Path
origin, files = sys.argv[1], sorted(Path(sys.argv[2]).glob("*.bin"))
record = {
    "title": "A benchmark", "upload_type": "dataset", "description": "<p>Made by a benchmark.</p>",
    "creators": [{"name": "Doe, Jane"}],
}
"""
SCRIPTS = {
    "zenodo-client": """\
from zenodo_client import Zenodo
zenodo = Zenodo(access_token="token")
zenodo.api_base = origin + "/api"
zenodo.depositions_base = zenodo.api_base + "/deposit/depositions"
zenodo.create({"metadata": record}, files)
""",
    "openscm-zenodo": """\
import requests
from openscm_zenodo.zenodo import ZenodoInteractor
depositions, headers = origin + "/api/deposit/depositions", {"Authorization": "Bearer token"}
made = str(requests.post(depositions, json={"metadata": record}, headers=headers).json()["id"])  # it cannot do that
zenodo = ZenodoInteractor(token="token", zenodo_domain=origin)
zenodo.upload_files(made, files, n_threads=4)
zenodo.update_metadata(made, {"metadata": record})
zenodo.publish(made)
""",
    "zenodo-uploader": """\
from zenodo_uploader import cli
cli.ZENODO_URLS["production"] = origin + "/api"
cli.upload("token", list(map(str, files)), {**record, "author": "Doe, Jane"}, publish=True)
""",
}
"""By the name of the package: what its users would write. None of them compares a checksum."""


def installed(folder: Path, package: str) -> Path:
    """The Python of an environment below `folder` that has the package, which is made if need be."""
    python = folder / package / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / package], check=True)
        pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, package], check=True)
    return python


def command(python: Path, package: str, origin: str, folder: Path) -> list[str]:
    """What publishes the folder's files with that package."""
    return [str(python), "-c", HEAD + SCRIPTS[package], origin, str(folder)]
