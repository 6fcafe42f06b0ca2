"""What is wrong with a campaign file, its table and its shared manifest: where, what, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from publishpipe.campaign.file import campaign
from publishpipe.campaign.releases import AS_IT_STANDS, opened
from publishpipe.campaign.validate import problems
from publishpipe.workspace.workspace import Workspace

CAMPAIGN = 'campaign: 1\nmanifest: m.yaml\ntable: t.csv\nname: "${row.id}"\n'
MANIFEST = """\
publishpipe: 1
target: {repository: zenodo, environment: local}
files: [data.txt]
metadata:
  title: "Sheet ${row.id} of ${row.Scientific name}"
  upload_type: dataset
  description: <p>A sheet.</p>
  creators: [{name: "Doe, Jane"}]
"""
TABLE = "id,Scientific name\n1,Plantago\n2,Bellis\n"


def written(folder: Path, **files: str | bytes) -> Path:
    """A campaign in a folder, with these files in place of sound ones."""
    sound: dict[str, str | bytes] = {"c.yaml": CAMPAIGN, "m.yaml": MANIFEST, "t.csv": TABLE, "data.txt": "data\n"}
    for name, text in (sound | {name.replace("_", "."): text for name, text in files.items()}).items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / "c.yaml"


def told(folder: Path, **files: str | bytes) -> list[str]:
    """Every problem as people are told it, without the folder."""
    return [str(one).replace(f"{folder}/", "") for one in problems(written(folder, **files))]


def test_a_sound_campaign_has_none(tmp_path: Path) -> None:
    assert told(tmp_path) == []
    assert campaign.is_campaign(tmp_path / "c.yaml")
    assert not campaign.is_campaign(tmp_path / "m.yaml")


@pytest.mark.parametrize(
    ("files", "place", "words"),
    [
        ({"c_yaml": "campaign: 1\n"}, "c.yaml:1:1:", "needs manifest and table and name or manifests"),
        ({"c_yaml": CAMPAIGN + "manifests: [x]\n"}, "c.yaml:", "do not go together"),
        ({"c_yaml": CAMPAIGN.replace("table", "tabel")}, "c.yaml:3:1:", "did you mean table?"),
        ({"c_yaml": CAMPAIGN.replace("row.id", "row.idd")}, "c.yaml:4:7:", "did you mean ${row.id}?"),
        ({"c_yaml": CAMPAIGN.replace("${row.id}", "sheet")}, "c.yaml:4:7:", "every row would have the same name"),
        ({"c_yaml": CAMPAIGN.replace("t.csv", "u.csv")}, "c.yaml:3:8:", "there is no file 'u.csv'"),
        ({"c_yaml": "campaign: 1\nmanifests: ['x/*.yaml']\n"}, "c.yaml:2:13:", "matches no file"),
        ({"c_yaml": CAMPAIGN + "max_failures: -1\n"}, "c.yaml:5:15:", "at least 0"),
        ({"t_csv": TABLE + "1,Ranunculus\n"}, "t.csv:4:1:", "is the name of line 2 already"),
        ({"t_csv": TABLE + "#1,Ranunculus\n"}, "t.csv:4:1:", "cannot be the name of a release"),
        ({"t_csv": TABLE + ",Ranunculus\n"}, "t.csv:4:1:", "its name is empty"),
        ({"t_csv": TABLE + "3\n"}, "t.csv:4:1:", "1 cell, fewer than the 2 columns"),
        ({"t_csv": TABLE + '"3,4"\n5,a,b\n'}, "t.csv:5:1:", "3 cells, more than the 2 columns"),
        ({"t_csv": 'id,Scientific name\n1,"Plan\ntago"\n2\n'}, "t.csv:4:1:", "fewer"),
        ({"t_csv": TABLE + '3,"Bellis\n'}, "t.csv:4:1:", "is not CSV"),
        ({"t_csv": "id,Scientific name\n"}, "t.csv:1:1:", "has no rows"),
        ({"t_csv": ""}, "t.csv:1:1:", "is empty"),
        ({"t_csv": "id,id\n1,2\n"}, "t.csv:1:1:", "two columns are called 'id'"),
        ({"t_csv": b"id,Scientific name\n1,\xe4\n"}, "t.csv:2:1:", "is not UTF-8"),
        ({"t_csv": TABLE.encode("utf-16")}, "t.csv:1:1:", "is UTF-16 text"),
        ({"m_yaml": MANIFEST.replace("row.Scientific", "row.Sceintific")}, "m.yaml:5:10:", "(in 2 of 2 releases)"),
        ({"m_yaml": MANIFEST + "id: x\n"}, "m.yaml:9:5:", "a release cannot have two names"),
        ({"m_yaml": MANIFEST.replace("data.txt", '"${row.id}.txt"')}, "t.csv:2:1:", "files[0]: 1.txt matches no file"),
        ({"m_yaml": MANIFEST + '  publication_date: "${row.id}-13"\n'}, "t.csv:2:1:", "metadata.publication_date"),
        ({"m_yaml": MANIFEST.replace("${row.id} of", "${row.id of")}, "m.yaml:5:10:", "has no closing brace"),
        ({"m_yaml": MANIFEST.replace("Jane", "${release.x.doi}")}, "m.yaml:8:", "is the DOI of no release here"),
    ],
)
def test_a_problem_is_told_with_its_place(tmp_path: Path, files: dict[str, str], place: str, words: str) -> None:
    found = told(tmp_path, **files)
    assert any(one.startswith(place) and words in one for one in found), found


def space(folder: Path, name: str, **files: str | bytes) -> Workspace:
    releases = opened([written(folder, **files)], AS_IT_STANDS)
    return releases.read(name)


def test_cells_are_filled_in_everywhere_and_never_read_again(tmp_path: Path) -> None:
    manifest = MANIFEST.replace("data.txt", "{path: data.txt, template: true, as: '${row.id}.txt'}")
    found = space(
        tmp_path,
        "1",
        m_yaml=manifest,
        data_txt="${row.id} $${row.id} ${row.Scientific name}",
        t_csv="\ufeffid;Scientific name\r\n1;${doi} & $${x}\r\n",
    )
    assert found.wanted.metadata["title"] == "Sheet 1 of $${doi} & $$${x}"  # which sends what stands in the cell
    (file,) = found.wanted.files.values()
    assert (file.name, file.filled({"doi": "X"}).text) == ("1.txt", "1 ${row.id} ${doi} & $${x}")


def test_json_lines_keep_lists_and_numbers(tmp_path: Path) -> None:
    rows = '{"id": 7, "Scientific name": "P", "who": [{"name": "Roe, Ann"}, {"name": "${doi}, B"}]}\n'
    manifest = MANIFEST.replace('[{name: "Doe, Jane"}]', "${row.who}")
    found = space(tmp_path, "7", c_yaml=CAMPAIGN.replace("t.csv", "t.jsonl"), m_yaml=manifest, t_jsonl=rows)
    assert [one["name"] for one in found.wanted.metadata["creators"]] == ["Roe, Ann", "$${doi}, B"]
    assert told(tmp_path, c_yaml=CAMPAIGN.replace("t.csv", "t.jsonl"), t_jsonl='{"id": 1}\n{"id"\n') == [
        "t.jsonl:2:6: is not JSON: Expecting ':' delimiter (each line is one object)"
    ]


def test_tabs_part_the_cells_of_a_tsv(tmp_path: Path) -> None:
    found = space(tmp_path, "1", c_yaml=CAMPAIGN.replace("t.csv", "t.tsv"), t_tsv="id\tScientific name\n1\tA, b\n")
    assert found.wanted.metadata["title"] == "Sheet 1 of A, b"


def test_a_pattern_never_matches_what_belongs_to_the_campaign(tmp_path: Path) -> None:
    (tmp_path / "c.locks").mkdir()
    (tmp_path / "c.locks" / "1.lock.json").write_text("{}")
    found = space(tmp_path, "1", m_yaml=MANIFEST.replace("data.txt", '"**"'))
    assert list(found.wanted.files) == ["data.txt"]
