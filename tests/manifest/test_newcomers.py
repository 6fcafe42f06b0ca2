"""Mistakes that newcomers make: each is told once, where it has to be mended, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from publishpipe.commands.validate import checked, validate

ZENODO = """\
publishpipe: 1
target: {repository: zenodo, environment: sandbox}
files: [data.csv]
metadata:
  title: Frost days
  upload_type: dataset
  creators:
    - {name: "Doe, Jane"}
"""
NOMAD = """\
publishpipe: 1
target: {repository: nomad, environment: sandbox}
files: [data.csv]
metadata:
  upload_name: Silicon phonons
"""

#: What it is, a good manifest, a part of it, what stands there instead (or at the end); places and messages, with hints.
MISTAKES = [
    ("a colon in a title", ZENODO, "  title: Frost days\n", "  title: Frost days: a study\n", [("5:10: not valid YAML: a text with ': ' in it must be quoted", 'write title: "Frost days: a study"')]),
    ("a tab", ZENODO, "  title: Frost days\n", "\ttitle: Frost days\n", [("5:1: not valid YAML: a tab stands here, but YAML is indented with blanks", "put blanks in place of the tab")]),
    ("a key too deep", ZENODO, "  upload_type: dataset\n", "    upload_type: dataset\n", [("6:5: not valid YAML: wrong indentation: 'upload_type' stands deeper than 'title'", "keys of one mapping begin in the same column: upload_type in column 3, as title")]),
    ("a key not deep enough", ZENODO, "  upload_type: dataset\n", " upload_type: dataset\n", [("6:2: not valid YAML: wrong indentation: 'upload_type' stands less deep than 'title'", "keys of one mapping begin in the same column: upload_type in column 3, as title, or as one of the keys above that")]),
    ("an open quote", ZENODO, "  title: Frost days\n", '  title: "Frost days\n', [('5:10: not valid YAML: the " that opens here is never closed', 'write "Frost days"')]),
    ("an apostrophe", ZENODO, "  title: Frost days\n", "  title: 'Jane's frost days'\n", [("5:10: not valid YAML: the text goes on after its closing quote", "a text is quoted as a whole: title: \"Jane's frost days\"")]),
    ("a quote inside quotes", ZENODO, "  title: Frost days\n", '  title: "The "frost" days"\n', [("5:10: not valid YAML: the text goes on after its closing quote", "a text is quoted as a whole: title: 'The \"frost\" days'")]),
    ("an open bracket", ZENODO, "files: [data.csv]\n", "files: [data.csv\n", [("3:8: not valid YAML: the [ that opens here is never closed", "put ] at its end")]),
    ("an open brace", ZENODO, '    - {name: "Doe, Jane"}\n', '    - {name: "Doe, Jane"\n', [("8:7: not valid YAML: the { that opens here is never closed", "put } at its end")]),
    ("no blank after the colon", ZENODO, "  upload_type: dataset\n", "  upload_type:dataset\n", [("6:3: not valid YAML: a blank is missing after 'upload_type:'", "write upload_type: dataset")]),
    ("no colon", ZENODO, "  upload_type: dataset\n", "  upload_type dataset\n", [("6:3: not valid YAML: this line has no ': ' after a key", "write KEY: VALUE; a line that goes on with the text above stands deeper than its key")]),
    ("an at sign", ZENODO, "  title: Frost days\n", "  title: @home study\n", [("5:10: not valid YAML: a text that begins with @ must be quoted", 'write "@home study"')]),
    ("a per cent sign", ZENODO, "  title: Frost days\n", "  title: %50 of frost\n", [("5:10: not valid YAML: a text that begins with % must be quoted", 'write "%50 of frost"')]),
    ("a backtick", ZENODO, "  title: Frost days\n", "  title: `frost` days\n", [("5:10: not valid YAML: a text that begins with ` must be quoted", 'write "`frost` days"')]),
    ("a star", ZENODO, "files: [data.csv]\n", "files:\n  - *.csv\n", [("4:5: not valid YAML: a text that begins with * must be quoted", 'write "*.csv"')]),
    ("an ampersand", ZENODO, "  title: Frost days\n", "  title: & Sons\n", [("5:10: not valid YAML: a text that begins with & must be quoted", 'write "& Sons"')]),
    ("an exclamation mark", ZENODO, "  title: Frost days\n", "  title: !Important frost\n", [("5:10: the tag !Important has no meaning here", 'a text that begins with ! is quoted: "!Important frost"')]),
    ("a text after the bar", ZENODO, "  title: Frost days\n", "  title: | Frost days\n", [("5:10: not valid YAML: after | the text begins on the next line", 'begin the text on the next line, deeper than its key; or quote it: "| Frost days"')]),
    ("an item among keys", ZENODO, '    - {name: "Doe, Jane"}\n', '      name: "Doe, Jane"\n    - name: "Roe, Richard"\n', [("9:5: not valid YAML: wrong indentation: no list goes on in this column", "each item of a list begins with a - of its own, and all of them in the same column")]),
    ("an item on the line of its key", ZENODO, "files: [data.csv]\n", "files: - data.csv\n", [("3:8: not valid YAML: a list begins on a line of its own", 'write [data.csv], or - data.csv on the next line; a text is quoted: "- data.csv"')]),
    ("a draft's title in brackets", ZENODO, "  title: Frost days\n", "  title: [Draft] Frost days\n", [("5:10: not valid YAML: the text goes on after its bracket", 'a text is quoted as a whole: title: "[Draft] Frost days"')]),
    ("a path of Windows", ZENODO, "files: [data.csv]\n", 'files: ["C:\\data.csv"]\n', [("3:12: not valid YAML: in double quotes a backslash begins a sign of its own, which this is not", "write \\\\ for one backslash, or put the text into single quotes")]),
    ("a key twice", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  title: Frost\n", [("7:3: duplicate key 'title': first given on line 5", "keep one of the two")]),
    ("a number sign", ZENODO, "  title: Frost days\n", "  title: #5 frost\n", [("5:9: is empty, but must be text", '# begins a comment; quote the text: "#5 frost"')]),
    ("two documents", ZENODO, "  title: Frost days\n", "  title: Frost days\n---\n", [("6:1: not valid YAML: a second document begins here", "a manifest is one document: take the --- out")]),
    ("a repository misspelt", ZENODO, "target: {repository: zenodo, environment: sandbox}\n", "target: {repository: zenod, environment: sandbox}\n", [("2:22: repository: 'zenod' is not one of: zenodo, nomad", "did you mean zenodo?")]),
    ("an environment misspelt", ZENODO, "target: {repository: zenodo, environment: sandbox}\n", "target: {repository: zenodo, environment: sandbx}\n", [("2:43: environment: 'sandbx' is not one of: local, sandbox, production", "did you mean sandbox?")]),
    ("no environment", ZENODO, "target: {repository: zenodo, environment: sandbox}\n", "target: {repository: zenodo}\n", [("2:9: 'environment' is missing", "local: the embedded repository, to rehearse; sandbox: the test installation; production: for good.")]),
    ("a target that is a word", ZENODO, "target: {repository: zenodo, environment: sandbox}\n", "target: zenodo\n", [("2:9: must be a mapping, not text", "write it as {repository: zenodo, environment: …}")]),
    ("no target", ZENODO, "target: {repository: zenodo, environment: sandbox}\n", "", [("1:1: 'target' is missing", "Where to publish: {repository: zenodo, environment: sandbox}")]),
    ("a target without blanks", ZENODO, "target: {repository: zenodo, environment: sandbox}\n", "target: {repository:zenodo, environment: sandbox}\n", [("2:10: unknown key 'repository:zenodo'", "a blank is missing after the colon: write repository: zenodo")]),
    ("a file misspelt", ZENODO, "files: [data.csv]\n", "files: [dta.csv]\n", [("3:9: dta.csv matches no file", "did you mean data.csv?")]),
    ("another ending", ZENODO, "files: [data.csv]\n", "files: [data.txt]\n", [("3:9: data.txt matches no file", "did you mean data.csv?")]),
    ("a folder misspelt", ZENODO, "files: [data.csv]\n", "files: [result/*.nc]\n", [("3:9: result/*.nc matches no file", "did you mean results/*.nc?")]),
    ("a folder", ZENODO, "files: [data.csv]\n", "files: [results]\n", [("3:9: results matches no file", "it is a folder: write results/** for all that is in it")]),
    ("files that are a word", ZENODO, "files: [data.csv]\n", "files: data.csv\n", [("3:8: must be a list, not text", "write it as a list, even if it has one item: [data.csv]")]),
    ("a file's key misspelt", ZENODO, "files: [data.csv]\n", "files: [{path: data.csv, nmae: x.csv}]\n", [("3:26: unknown key 'nmae'", "did you mean as?")]),
    ("another name by another key", ZENODO, "files: [data.csv]\n", "files: [{path: data.csv, rename: x.csv}]\n", [("3:26: unknown key 'rename'", "write as in its place")]),
    ("a zip under another name", ZENODO, "files: [data.csv]\n", "files: [{path: data.csv, archive: x.zip, as: y.zip}]\n", [("3:42: 'archive' and 'as' do not go together", "A path or pattern, or a mapping with path; archive goes with neither as nor template.")]),
    ("another kind of archive", ZENODO, "files: [data.csv]\n", "files: [{path: data.csv, archive: x.tar.gz}]\n", [("3:35: archive: 'x.tar.gz' does not have the right form", "Pack all that matches into one reproducible zip of this name, which ends with .zip.")]),
    ("a key misspelt", ZENODO, "  title: Frost days\n", "  titel: Frost days\n", [("5:3: unknown key 'titel'", "did you mean title?")]),
    ("a field at the top", ZENODO, "metadata:\n", "title: Frost days\nmetadata:\n", [("4:1: unknown key 'title'", "it is a field: write it below metadata:")]),
    ("publish below metadata", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  publish: true\n", [("7:3: unknown key 'publish'", "write it at the top, beside metadata:")]),
    ("a key of the old documentation", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  access_conditions: Ask me\n", [("7:3: unknown key 'access_conditions'", "Zenodo stores no access_conditions: say in description who is given access, and leave this out")]),
    ("the DOI of old scripts", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  prereserve_doi: true\n", [("7:3: unknown key 'prereserve_doi'", "leave it out: the DOI is always reserved before publication, and ${doi} stands for it in texts")]),
    ("authors", ZENODO, "  creators:\n", "  authors:\n", [("7:3: unknown key 'authors'", "write creators in its place")]),
    ("a short word for a key", ZENODO, "  upload_type: dataset\n", "  type: dataset\n", [("6:3: unknown key 'type'", "write upload_type in its place")]),
    ("a name in two parts", ZENODO, '    - {name: "Doe, Jane"}\n', "    - {first_name: Jane, last_name: Doe}\n", [("8:8: unknown key 'first_name'", "write given_name in its place"), ("8:26: unknown key 'last_name'", "write family_name in its place")]),
    ("a version that is a number", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  version: 1.10\n", [("7:12: must be text, but 1.10 is a number", 'quote it: "1.10"')]),
    ("a kind that is not", ZENODO, "  upload_type: dataset\n", "  upload_type: data\n", [("6:16: upload_type: 'data' is not one of: publication, poster, presentation, dataset, image, video, software, lesson, physicalobject, other, workflow, model, event, audio", "did you mean dataset?")]),
    ("a day that is not", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  publication_date: 2024-02-30\n", [("7:21: publication_date: '2024-02-30' is not a day of the calendar: write YYYY-MM-DD", "")]),
    ("a day with points", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  publication_date: 2024.2.3\n", [("7:21: publication_date: '2024.2.3' is not a date: write YYYY-MM-DD, YYYY-MM or YYYY", "did you mean 2024-02-03?")]),
    ("a day without hyphens", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  publication_date: 20240203\n", [("7:21: must be text, but 20240203 is a number", 'quote it: "2024-02-03"')]),
    ("a span with a hyphen", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  publication_date: 1928-1939\n", [("7:21: publication_date: '1928-1939' is not a date: write YYYY-MM-DD, YYYY-MM or YYYY", "did you mean 1928/1939?")]),
    ("an ORCID with a wrong digit", ZENODO, '    - {name: "Doe, Jane"}\n', '    - {name: "Doe, Jane", orcid: 0000-0002-1825-0098}\n', [("8:34: orcid: '0000-0002-1825-0098' is not an ORCID iD: its last character does not match the others, a digit is wrong", "")]),
    ("an embargo without a day", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  access_right: embargoed\n", [("5:3: 'embargo_date' is missing: access_right is embargoed", "write the day on which it opens, embargo_date: YYYY-MM-DD")]),
    ("a day without an embargo", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  embargo_date: 2999-01-01\n", [("7:17: 'embargo_date' cannot be used like this", "Zenodo stores it only with access_right: embargoed.")]),
    ("keywords in a row", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  keywords: climate, frost\n", [("7:13: must be a list, not text", "write it as a list, even if it has one item: [climate, frost]")]),
    ("a person that is a word", ZENODO, '    - {name: "Doe, Jane"}\n', "    - Jane Doe\n", [("8:7: must be a mapping, not text", "write it as {name: Jane Doe}")]),
    ("a contributor without a role", ZENODO, "  upload_type: dataset\n", '  upload_type: dataset\n  contributors: [{name: "Roe, Richard"}]\n', [("7:18: needs role or type", "type: What they did; or, beside role, person or organization.")]),
    ("a kind of another kind", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  image_type: photo\n", [("7:15: 'image_type' cannot be used like this", "Zenodo stores it only with upload_type: image.")]),
    ("a language by its name", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  language: English\n", [("7:13: language: 'English' does not have the right form", "did you mean eng?")]),
    ("a language misspelt in its own tongue", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  languages: [fr, Portugues]\n", [("7:19: 'Portugues' does not have the right form", "did you mean por?")]),
    ("a language with its country", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  language: en_GB\n", [("7:13: language: 'en_GB' does not have the right form", "did you mean eng?")]),
    ("both kinds of language", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  language: en\n  languages: [de]\n", [("8:14: 'languages' cannot be used like this", "Write either language or languages.")]),
    ("a grant that is a number", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  funding: [{award: 283595}]\n", [("7:21: must be text or a mapping, but 283595 is a number", "ROR::NUMBER of a grant that Zenodo knows, such as 00k4n6c32::101003469; of any other {number, title, url}.")]),
    ("a grant of the short form that is a number", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  grants: [{id: 283595}]\n", [("7:17: must be text, but 283595 is a number", 'quote it: "283595"')]),
    ("an item without its dash", ZENODO, '    - {name: "Doe, Jane"}\n', '    name: "Doe, Jane"\n    orcid: 0000-0002-1825-0097\n    affiliation: CMCC\n', [("8:5: must be a list, not a mapping", "one item is a list, too: write - name:, and two more blanks before orcid, affiliation: they belong to the same item")]),
    ("an item without its brackets", ZENODO, '  creators:\n    - {name: "Doe, Jane"}\n', '  creators: {name: "Doe, Jane"}\n', [("7:13: must be a list, not a mapping", "one item is a list, too: put [ before the { and ] after the }")]),
    ("items by name", ZENODO, '    - {name: "Doe, Jane"}\n', '    first: {name: "Doe, Jane"}\n', [("8:5: must be a list, not a mapping", "write - before each item")]),
    ("a mapping for keywords", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  keywords: {climate: frost}\n", [("7:13: must be a list, not a mapping", "write - before each item")]),
    ("a file without its dash", ZENODO, "files: [data.csv]\n", "files:\n  path: data.csv\n  as: x.csv\n", [("4:3: must be a list, not a mapping", "one item is a list, too: write - path:, and two more blanks before as: they belong to the same item")]),
    ("several institutions", ZENODO, '    - {name: "Doe, Jane"}\n', '    - {name: "Doe, Jane", affiliation: [A, B]}\n', [("8:40: must be text, not a list", "Institution, as free text; affiliations takes several.")]),
    ("a field of another name at the top", ZENODO, "metadata:\n", "licence: mit\nmetadata:\n", [("4:1: unknown key 'licence'", "write license in its place, below metadata:")]),
    ("fields at the top and no target", ZENODO, "target: {repository: zenodo, environment: sandbox}\nfiles: [data.csv]\nmetadata:\n  title: Frost days\n", "files: [data.csv]\ntitle: Frost days\nmetadata:\n  title: Frost\n", [("1:1: 'target' is missing", "Where to publish: {repository: zenodo, environment: sandbox}"), ("3:1: unknown key 'title'", "it is a field: write it below metadata:")]),
    ("a relation by its stem", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  related_identifiers: [{identifier: 10.1234/abc, relation: supplements}]\n", [("7:61: relation: 'supplements' is not one of: isCitedBy, cites, isSupplementTo, isSupplementedBy, isContinuedBy, continues, isDescribedBy, describes, hasMetadata, isMetadataFor, hasVersion, isVersionOf, isNewVersionOf, isPreviousVersionOf, isPartOf, hasPart, isPublishedIn, isReferencedBy, references, isDocumentedBy, documents, isCompiledBy, compiles, isVariantFormOf, isOriginalFormOf, isIdenticalTo, isReviewedBy, reviews, isDerivedFrom, isSourceOf, isRequiredBy, requires, isObsoletedBy, obsoletes, isAlternateIdentifier, isTranslationOf, hasTranslation, isCollectedBy, collects, other", "did you mean isSupplementTo or isSupplementedBy?")]),
    ("a licence with blanks", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  license: CC BY\n", [("7:12: 'CC BY' is not a licence that Zenodo stores", "did you mean cc-by-4.0?")]),
    ("a licence without its version", ZENODO, "  upload_type: dataset\n", "  upload_type: dataset\n  license: CC BY-NC\n", [("7:12: 'CC BY-NC' is not a licence that Zenodo stores", "which of these: cc-by-nc-4.0, cc-by-nc-3.0, cc-by-nc-2.5, cc-by-nc-2.0, …? They do not allow the same")]),
    ("a title on NOMAD", NOMAD, "  upload_name: Silicon", "  title: Silicon", [("5:3: unknown key 'title'", "write upload_name in its place")]),
    ("an embargo too long", NOMAD, "", "  embargo_length: 48\n", [("6:19: 48 must be at most 36", "Months that the data stay hidden after publication, 0 to 36; then it can only be lifted.")]),
    ("a reference without https", NOMAD, "", "  references: [example.org/a]\n", [("6:16: 'example.org/a' is not a URL: write https://…", "did you mean https://example.org/a?")]),
    ("a dataset with two names", NOMAD, "", "  datasets: [{name: A, id: B}]\n", [("6:24: 'name' and 'id' do not go together", "A name, an id, or a mapping with one of name and id, and doi.")]),
    ("a DOI and no dataset", NOMAD, "", "  datasets: [{doi: true}]\n", [("6:14: needs name or id", "A name, an id, or a mapping with one of name and id, and doi.")]),
    ("a licence on NOMAD", NOMAD, "", "  license: cc-by-4.0\n", [("6:3: unknown key 'license'", "leave it out: what NOMAD publishes is under CC BY 4.0")]),
    ("NOMAD's word on Zenodo", ZENODO, "metadata:\n", "entries: any\nmetadata:\n", [("4:10: 'entries' cannot be used like this", "Zenodo makes no entries of files; only NOMAD does")]),
]  # fmt: skip

#: The same of what may be meant, beside what is wrong, and alone.
DOUBTS = [
    ("a name without a comma", "Doe, Jane", "Rossi Maria", [("10:14: 'Rossi Maria' has no comma, so that all of it is taken for the family name", 'which is the family name? write "Maria, Rossi" or "Rossi, Maria"; no person: type: organization')]),
    ("a name of three words without a comma", "Doe, Jane", "Jane M. Doe", [("10:14: 'Jane M. Doe' has no comma, so that all of it is taken for the family name", 'which is the family name? write it first, such as "Doe, Jane M." or "Jane, M. Doe"; no person: type: organization')]),
    ("a licence whose version Zenodo chooses", "license: mit", "license: CC-BY", [("8:12: 'CC-BY' names no version: Zenodo stores cc-by-4.0", "write cc-by-4.0, if it is meant")]),
]  # fmt: skip


@pytest.mark.parametrize(("part", "doubtful", "told"), [row[1:] for row in DOUBTS], ids=[row[0] for row in DOUBTS])
def test_what_may_be_meant_is_told_even_where_something_else_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, doubtful: str, told: list[tuple[str, str]]
) -> None:
    (tmp_path / "data.csv").write_text("1\n")
    monkeypatch.chdir(tmp_path)
    text = ZENODO.replace("  creators:\n", "  license: mit\n  creators:\n").replace(part, doubtful)
    good = text.replace("dataset", "dataset\n  description: <p>Days below zero.</p>").replace("Frost", "Many frost")
    for written, problems in ((good, 0), (good.replace("upload_type", "uploadtype"), 1)):
        Path("m.yaml").write_text(written)
        found = checked("m.yaml")
        assert len(found.problems) == problems
        assert [(f"{one.line}:{one.column}: {one.message}", one.hint) for one in found.warnings] == told


@pytest.mark.parametrize(
    ("good", "part", "wrong", "told"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES]
)
def test_a_mistake_of_a_newcomer_is_told_where_it_is_with_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: str, part: str, wrong: str, told: list[tuple[str, str]]
) -> None:
    (tmp_path / "data.csv").write_text("1\n")
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "a.nc").write_text("1")
    monkeypatch.chdir(tmp_path)
    assert part in good
    text = good.replace(part, wrong, 1) if part else good + wrong
    Path("m.yaml").write_text(text)
    problems = validate("m.yaml")
    assert [(f"{one.line}:{one.column}: {one.message}", one.hint) for one in problems] == told
    assert all(one.source == text.splitlines()[one.line - 1] for one in problems)
    assert all(one.column - 1 + one.width <= len(one.source) + 1 for one in problems)
