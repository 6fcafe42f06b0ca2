"""`list` and `search`, against the embedded repository: Zenodo's half and NOMAD's."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from rich.cells import cell_len
from rich.console import Console

import publishpipe
from publishpipe.errors import ServerError
from publishpipe.http.dialect import Dialect, Refusal
from publishpipe.http.session import Session
from publishpipe.model.events import ignore
from publishpipe.model.listing import Deposit, Listing, Record
from publishpipe.render.catalog import show_deposits, show_records
from publishpipe.render.plain import plain
from publishpipe.repositories.nomad import catalog as nomad_catalog
from publishpipe.repositories.zenodo import catalog as zenodo_catalog
from publishpipe.schemas import loader
from publishpipe.workspace import embedded
from tests.conftest import Server, refresh
from tests.killing import PATIENCE
from tests.local.running import running
from tests.program import program

ENTRY = "data:\n  m_def: nomad.datamodel.metainfo.basesections.v1.Entity\n  name: one\n"


@dataclass(frozen=True)
class Person:
    """Somebody with an account on a server where every token is an account of its own."""

    origin: str
    token: str = field(default_factory=lambda: f"token-{uuid4().hex}")

    def ask(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        options |= {"headers": headers, "follow_redirects": True, "timeout": PATIENCE}
        answer = httpx.request(method, f"{self.origin}/{path}", **options).raise_for_status()
        return answer.json() if answer.content else None

    def draft(self, title: str, **metadata: Any) -> Any:
        """A new deposition."""
        known = {"title": title, "upload_type": "dataset", "creators": [{"name": "Doe, Jane"}], **metadata}
        return self.ask("POST", "api/deposit/depositions", json={"metadata": known})

    def published(self, title: str, **metadata: Any) -> str:
        """The id of a new record."""
        made = self.draft(title, **metadata)
        bucket = made["links"]["bucket"].rpartition("/")[2]
        self.ask("PUT", f"api/files/{bucket}/a.txt", content=b"hello")
        self.act(made["id"], "publish")
        return str(made["id"])

    def act(self, number: str, action: str) -> Any:
        return self.ask("POST", f"api/deposit/depositions/{number}/actions/{action}")

    def upload(self, name: str) -> str:
        """The id of a new NOMAD upload, which can be published."""
        inside = io.BytesIO()
        with zipfile.ZipFile(inside, "w") as packed:
            packed.writestr("one.archive.yaml", ENTRY)
        params = {"upload_name": name, "file_name": "a.zip"}
        made = self.ask("POST", "nomad/api/v1/uploads", params=params, content=inside.getvalue())["upload_id"]
        self.settle(made)
        return str(made)

    def dataset(self, name: str) -> str:
        """The id of a new NOMAD dataset."""
        return str(self.ask("POST", "nomad/api/v1/datasets", json={"dataset_name": name})["dataset_id"])

    def settle(self, upload: str) -> None:
        while self.ask("GET", f"nomad/api/v1/uploads/{upload}")["data"]["process_running"]:
            time.sleep(0.05)

    def run(self, *arguments: str, code: int = 0, anonymous: bool = False) -> tuple[str, str]:
        """`publishpipe` against this server: its output and its errors."""
        tokens = {} if anonymous else {self.origin: self.token}
        path = "nomad/api/v1" if "nomad" in arguments else "api"
        process = program(*arguments, "-e", "sandbox", "--url", f"{self.origin}/{path}/", tokens=tokens)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == code, err
        assert self.token not in out + err
        return out, err

    def found(self, command: str, *arguments: str, anonymous: bool = False) -> Any:
        """What `publishpipe COMMAND --json` says, held against its schema."""
        out, err = self.run(command, *arguments, "--json", anonymous=anonymous)
        value = json.loads(out)
        form = "search.v1" if "--datasets" in arguments else f"{command}.v1"
        loader.validator(form).validate(value)
        assert err == ""
        return value


@pytest.fixture
def person(server: Server) -> Person:
    """Somebody new on a server whose search does not lag."""
    server.fault("search-lag=0")
    return Person(server.origin)


@pytest.fixture
def token(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their token, for the library."""
    monkeypatch.setenv("PUBLISHPIPE_TOKENS", f"{person.origin}={person.token}")


def ids(value: Any) -> list[str]:
    return [item["id"] for item in value["items"]]


def test_list_shows_everything_of_ones_own_newest_first_over_all_pages(person: Person, server: Server) -> None:
    made = [str(person.draft(f"draft {number}")["id"]) for number in range(101)]
    Person(person.origin).draft("somebody else's")
    before = len(server.log())
    value = person.found("list")
    assert ids(value) == made[::-1]
    assert server.log()[before:].count("GET /api/deposit/depositions") == 2
    assert not value["complete"]
    assert "lags" in value["note"]


def test_list_with_a_limit_stops_there_and_says_that_there_is_more(person: Person, server: Server) -> None:
    made = [str(person.draft(f"draft {number}")["id"]) for number in range(4)]
    before = len(server.log())
    value = person.found("list", "--limit", "3")
    assert ids(value) == made[:0:-1]
    assert "more than these 3" in value["note"]
    assert len(server.log()) == before + 1
    assert "more than" not in person.found("list", "--limit", "4")["note"]


def test_list_tells_drafts_edits_and_what_is_published_apart(person: Person) -> None:
    released, edited, followed = (person.published(title) for title in ("released", "edited", "followed"))
    person.act(edited, "edit")
    newer = str(person.act(followed, "newversion")["id"])
    draft = str(person.draft("drafted")["id"])
    listed = {item["id"]: item for item in person.found("list")["items"]}
    states = {released: "published", edited: "editing", followed: "published", newer: "draft", draft: "draft"}
    assert {number: item["state"] for number, item in listed.items()} == states
    for number, item in listed.items():
        registered, reserved = item["doi"], item["reserved_doi"]
        doi = person.ask("GET", f"api/deposit/depositions/{number}")["metadata"]["prereserve_doi"]["doi"]
        assert (registered, reserved) == ((None, doi) if item["state"] == "draft" else (doi, None))


def test_list_in_a_pipe_is_a_line_for_each_whole_and_between_tabs(person: Person) -> None:
    title = "a title that is longer than any terminal is wide " * 9
    made = person.draft(title)
    out, err = person.run("list")
    doi = made["metadata"]["prereserve_doi"]["doi"]
    modified = person.ask("GET", f"api/deposit/depositions/{made['id']}")["modified"]
    assert out == "\t".join([str(made["id"]), "draft", f"reserved: {doi}", modified, title.strip()]) + "\n"
    assert err == f"{zenodo_catalog.LIST_LAG}\n"


def test_list_passes_the_query_on_as_it_is(person: Person) -> None:
    days, nights, more = (str(person.draft(title)["id"]) for title in ("frost days", "frost nights", "frost days II"))
    assert ids(person.found("list", "-q", 'title:"frost days"')) == [more, days]
    assert ids(person.found("list", "-q", "frost")) == [more, nights, days]


def test_a_draft_with_a_doi_of_its_own_has_it_reserved_and_not_registered(person: Person) -> None:
    person.draft("printed elsewhere", doi="10.1234/elsewhere.1")
    (item,) = person.found("list")["items"]
    assert (item["doi"], item["reserved_doi"]) == (None, "10.1234/elsewhere.1")


def test_without_a_token_list_is_exit_7_and_search_works(person: Person) -> None:
    word = uuid4().hex
    number = person.published(f"public {word}", version="1.10")
    _, err = person.run("list", code=7, anonymous=True)
    assert f'or set PUBLISHPIPE_TOKENS="{person.origin}=TOKEN"' in err
    (record,) = person.found("search", "-q", word, anonymous=True)["items"]
    assert (record["id"], record["title"], record["version"]) == (number, f"public {word}", "1.10")
    assert record["doi"] == person.ask("GET", f"api/records/{number}")["doi"]
    out, err = person.run("search", "-q", word, anonymous=True)
    assert out == f"{number}\t{record['doi']}\t{record['publication_date']}\t1.10\tpublic {word}\n"
    assert err == ""


def test_search_pages_as_far_as_it_is_asked_to_with_a_token_and_without(person: Person) -> None:
    word = uuid4().hex
    made = {person.published(f"{word} {number}") for number in range(27)}
    for anonymous in (True, False):
        everything = person.found("search", "-q", word, "--limit", "27", anonymous=anonymous)
        assert set(ids(everything)) == made
        assert everything["complete"]
        some = person.found("search", "-q", word, "--limit", "26", anonymous=anonymous)
        assert len(some["items"]) == 26
        assert not some["complete"]
        assert "more than these 26" in some["note"]


def test_search_without_a_query_shows_the_newest_first(person: Person) -> None:
    first, second = person.published("first"), person.published("second")
    assert ids(person.found("search", "--limit", "2")) == [second, first]


def test_search_finds_nothing_and_says_so(person: Person) -> None:
    out, err = person.run("search", "-q", uuid4().hex)
    assert (out, err) == ("", "Nothing found.\n")


def test_a_query_that_is_refused_is_shown_with_the_refusal(person: Person, server: Server) -> None:
    server.fault("status=400 GET /api/records* times=0")
    out, err = person.run("search", "-q", "title:[", code=1)
    assert out == ""
    assert "400" in err
    assert "It was: title:[" in err


class Odd(Session):
    """A server that says the same whatever it is asked."""

    def __init__(self, answer: Any) -> None:
        super().__init__("https://example.org/api/", None, Dialect(lambda _: Refusal()), ignore)
        self.answer = answer

    def call(self, *_request: Any, **_options: Any) -> Any:
        return self.answer


@pytest.mark.parametrize("module", [zenodo_catalog, nomad_catalog])
@pytest.mark.parametrize(
    "answer", [None, {}, 5, [{}], {"hits": {"hits": [{}]}}, {"data": [{}], "pagination": {"total": 1}}]
)
def test_an_answer_that_makes_no_sense_is_a_servers_error_and_no_accident(module: Any, answer: Any) -> None:
    with pytest.raises(ServerError):
        list(module.own(Odd(answer), "", 5))
    with pytest.raises(ServerError):
        list(module.search(Odd(answer), "", "", 5))


@pytest.mark.parametrize("answer", [{"user_id": "me", "data": [{}], "pagination": {"total": 1}}, {"user_id": "me"}])
def test_datasets_that_make_no_sense_are_a_servers_error(answer: Any) -> None:
    with pytest.raises(ServerError):
        list(nomad_catalog.own_datasets(Odd(answer), "", 5))


# Communities


@pytest.fixture
def alice(tmp_path: Path) -> Iterator[Person]:
    """Who manages the community bench-open, on a server that knows nobody else."""
    secret = f"token-{uuid4().hex}"
    with running(tmp_path / "store", "--token", f"alice={secret}", "--search-lag", "0") as server:
        yield Person(server.url, secret)


def test_search_in_a_community_finds_only_what_is_in_it(alice: Person) -> None:
    inside = alice.published("inside", communities=[{"identifier": "bench-open"}])
    alice.published("outside")
    assert ids(alice.found("search", "--community", "bench-open", anonymous=True)) == [inside]
    by_id = alice.ask("GET", "api/communities/bench-open")["id"]
    assert ids(alice.found("search", "--community", by_id)) == [inside]
    assert ids(alice.found("search", "--community", "bench-open", "-q", "outside")) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("bench-opn", "Did you mean bench-open or bench-bob-open"),
        ("a/../b", "Look its name up"),
        ("", "Did you mean"),
        ("zzzz", "Look its name up"),
    ],
)
def test_an_unknown_community_is_an_error_and_not_everything(person: Person, given: str, told: str) -> None:
    person.published("anything")
    out, err = person.run("search", "--community", given, code=1)
    assert out == ""
    assert f"There is no community '{given}'." in err
    assert told in err


def test_a_token_that_is_not_accepted_is_exit_7(alice: Person) -> None:
    _, err = Person(alice.origin, "token-of-nobody").run("list", code=7)
    assert "does not accept the token in PUBLISHPIPE_TOKENS" in err


# NOMAD


def test_list_shows_own_uploads_of_nomad_with_their_states_and_dois(person: Person) -> None:
    public, draft = person.upload("public phonons"), person.upload("drafted phonons")
    other = Person(person.origin)
    shared = other.upload("somebody else's phonons")
    coauthors = {"metadata": {"coauthors": [person.ask("GET", "nomad/api/v1/users/me")["user_id"]]}}
    other.ask("POST", f"nomad/api/v1/uploads/{shared}/edit", json=coauthors)
    assert person.ask("GET", f"nomad/api/v1/uploads/{shared}")["data"]["coauthors"]
    person.ask("POST", f"nomad/api/v1/uploads/{public}/action/publish")
    person.settle(public)
    doi = person.ask("POST", f"nomad/api/v1/uploads/{public}/action/assign-doi")["data"]["doi"]["id"]
    value = person.found("list", "-r", "nomad")
    shown = [(item["id"], item["state"], item["doi"], item["shared"]) for item in value["items"]]
    mine = [(draft, "draft", None, False), (public, "published", doi, False)]
    assert shown == [(shared, "draft", None, True), *mine]
    assert f"{shared}\tdraft, shared\t" in person.run("list", "-r", "nomad")[0]
    assert value["complete"]
    assert ids(person.found("list", "-r", "nomad", "-q", "PHONONS pub")) == [public]
    assert person.run("list", "-r", "nomad")[1] == ""


def test_search_shows_everybodys_datasets_of_nomad(person: Person) -> None:
    word = uuid4().hex
    made = [Person(person.origin).dataset(f"{word} (nr. {number})") for number in range(3)]
    newest_first = made[::-1]
    value = person.found("search", "-r", "nomad", "-q", f"(NR. {word}", anonymous=True)
    assert ids(value) == newest_first
    assert value["items"][0]["title"] == f"{word} (nr. 2)"
    assert ids(person.found("search", "-r", "nomad", "--limit", "2", anonymous=True)) == newest_first[:2]


def test_list_shows_own_datasets_of_nomad_in_lines_as_many_and_with_the_words_as_asked(person: Person) -> None:
    Person(person.origin).dataset("somebody else's phonons")
    first, second, third = (person.dataset(name) for name in ("phonons I", "photons", "phonons II"))
    value = person.found("list", "-r", "nomad", "--datasets")
    assert ids(value) == [third, second, first]
    assert value["complete"]
    assert ids(person.found("list", "-r", "nomad", "--datasets", "-q", "PHONONS")) == [third, first]
    some = person.found("list", "-r", "nomad", "--datasets", "--limit", "2")
    assert ids(some) == [third, second]
    assert "more than these 2" in some["note"]
    out, err = person.run("list", "-r", "nomad", "--datasets")
    days = [item["publication_date"] for item in value["items"]]
    lines = zip(ids(value), days, ("phonons II", "photons", "phonons I"), strict=True)
    assert out == "".join(f"{number}\t\t{day}\t\t{name}\n" for number, day, name in lines)
    assert err == ""


def test_datasets_need_a_token_as_uploads_do(person: Person) -> None:
    out, err = person.run("list", "-r", "nomad", "--datasets", code=7, anonymous=True)
    assert out == ""
    assert f'or set PUBLISHPIPE_TOKENS="{person.origin}=TOKEN"' in err


def test_zenodo_has_no_datasets(person: Person, server: Server) -> None:
    before = len(server.log())
    out, err = person.run("list", "--datasets", code=2)
    assert out == ""
    assert "Zenodo has no datasets beside its depositions." in err
    assert "List without --datasets, or those of --repository nomad." in err
    assert len(server.log()) == before


@pytest.mark.usefixtures("token")
def test_nomad_is_listed_and_searched_over_all_pages(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nomad_catalog, "PAGE", 2)
    uploads = [person.upload(f"upload {number}") for number in range(5)]
    word = uuid4().hex
    for number in range(5):
        person.dataset(f"{word} {number}")
    url = f"{person.origin}/nomad/api/v1/"
    assert [item.id for item in publishpipe.list_own("nomad", "sandbox", url=url).items] == uploads[::-1]
    found = publishpipe.search("nomad", "sandbox", url=url, query=word)
    assert [record.title for record in found.items] == [f"{word} {number}" for number in (4, 3, 2, 1, 0)]
    assert found.complete
    assert publishpipe.list_datasets(environment="sandbox", url=url) == found


def test_nomad_has_no_communities(person: Person, server: Server) -> None:
    before = len(server.log())
    out, err = person.run("search", "-r", "nomad", "--community", "bench-open", code=2)
    assert out == ""
    assert "NOMAD has no communities" in err
    assert len(server.log()) == before


def test_nothing_from_a_server_reaches_the_terminal_raw(person: Person) -> None:
    person.upload("red \x1b[31malert\x07\r\n\tsecond\u202e line")
    out, _ = person.run("list", "-r", "nomad")
    assert out.endswith("\tred [31malert second line\n")
    assert out.count("\n") == 1
    assert plain("naïve  数据 🧪") == "naïve 数据 🧪"


# The embedded repository of a folder


@pytest.mark.parametrize(
    ("command", "form"), [("list", "list.v1"), ("search", "search.v1"), ("list -r nomad --datasets", "search.v1")]
)
def test_where_there_is_no_embedded_repository_there_is_nothing_and_none_is_made(
    command: str, form: str, tmp_path: Path
) -> None:
    out, err = program(*command.split(), "-e", "local", cwd=tmp_path).communicate(timeout=PATIENCE)
    assert out == ""
    assert "There is no embedded repository in this folder" in err
    out, err = program(*command.split(), "-e", "local", "--json", cwd=tmp_path).communicate(timeout=PATIENCE)
    loader.validator(form).validate(json.loads(out))
    assert err == ""
    assert list(tmp_path.iterdir()) == []


def test_the_embedded_repository_of_the_folder_is_started_for_a_look(tmp_path: Path) -> None:
    store = tmp_path / ".publishpipe" / "local"
    with embedded.running(store) as url:
        number = Person(url.rstrip("/"), embedded.token(store)).draft("rehearsed")["id"]
        refresh(url.rstrip("/"), embedded.token(store))
    out, _ = program("list", "-e", "local", "--json", cwd=tmp_path).communicate(timeout=PATIENCE)
    assert ids(json.loads(out)) == [str(number)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--repository", "figshare"], "no repository 'figshare'"),
        (["--url", "http://example.org/api/"], "in the clear"),
        (["--environment", "local", "--url", "https://example.org"], "on this machine"),
        (["--environment", "moon"], "moon"),
        (["--limit", "0"], "limit"),
        (["--limit", "10000"], "limit"),
    ],
)
def test_a_wrong_command_line_is_exit_2(arguments: list[str], told: str, tmp_path: Path) -> None:
    for command in ("list", "search"):
        process = program(command, *arguments, cwd=tmp_path)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 2
        assert told in err


# On a terminal


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(listing: Any, width: int) -> list[str]:
    out = Terminal()
    show = show_deposits if isinstance(listing.items[0], Deposit) else show_records
    show(Console(file=out, width=width, color_system=None, highlight=False), listing)
    lines = out.getvalue().splitlines()
    assert all(cell_len(line) <= width for line in lines)
    return lines


DRAFT = Deposit(
    "17654321", "draft", None, "10.5281/zenodo.17654321", "Frost days " * 20, "2026-11-21T19:54:18+00:00", ""
)
DONE = Deposit("7654320", "published", "10.5281/zenodo.7654320", None, "数据" * 50, "2026-11-20T19:54:18+00:00", "")


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_a_table_fits_its_terminal_and_shows_dois_whole_and_titles_as_far_as_they_go(width: int) -> None:
    head, draft, done = drawn(Listing("zenodo", "sandbox", None, (DRAFT, DONE), complete=True, note=""), width)
    assert head.split()[:3] == ["ID", "STATE", "DOI"]
    assert draft.startswith("17654321  draft      reserved")
    assert done.startswith("7654320   published  10.5281/zenodo.7654320  ")
    assert ("reserved: 10.5281/zenodo.17654321  2026-11-21" in draft) == (width >= 100)
    assert draft.index("Frost") == head.index("TITLE")
    assert draft.endswith("…")
    assert done.endswith("…")


def test_columns_that_hold_nothing_are_left_out() -> None:
    upload = Record("a" * 22, None, "Silicon phonons", None, "2026-11-21", "")
    head, line = drawn(Listing("nomad", "sandbox", None, (upload,), complete=True, note=""), 80)
    assert head.split() == ["ID", "PUBLISHED", "TITLE"]
    assert line.split() == ["a" * 22, "2026-11-21", "Silicon", "phonons"]
