"""The house rules that a machine can check: imports, docstrings, sizes, migrations, languages, fragments, what never goes in."""
import ast
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import messages

ROOT = Path(__file__).resolve().parent.parent
TRACKED = [
    Path(name)
    for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    if (ROOT / name).exists()
]
PACKAGES = ("project", "journeys", "observations", "workshops")
MODULES = [path for path in TRACKED if path.suffix == ".py" and path.parts[0] in PACKAGES and "migrations" not in path.parts]
TEMPLATES = [path for path in TRACKED if path.suffix == ".html" and path.parts[0] == "templates"]
LONGEST = 300  # lines


def test_every_import_goes_the_right_way():
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout


def test_the_style_is_the_house_style():
    answer = subprocess.run([Path(sys.executable).parent / "ruff", "check", "."], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout


def test_every_module_says_what_it_is_for():
    silent = [
        str(path)
        for path in MODULES
        if path.name not in ("__init__.py", "apps.py", "urls.py") and not ast.get_docstring(ast.parse((ROOT / path).read_text()))
    ]
    assert silent == []


def test_no_module_grows_beyond_one_subject():
    long = {str(path): count for path in MODULES if (count := len((ROOT / path).read_text().splitlines())) > LONGEST}
    assert long == {}


def test_no_module_has_a_name_that_says_nothing():
    empty_words = {"utils", "helpers", "common", "base", "services", "managers", "misc"}
    assert [str(path) for path in MODULES if path.stem in empty_words] == []


def test_every_change_of_a_model_has_its_migration(db):
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_everything_people_read_is_in_french_and_nothing_stale_remains():
    assert messages.missing() == []
    assert messages.stale() == []


def test_placeholders_survive_translation():
    def names(text):
        return sorted(re.findall(r"%\(\w+\)s|\{\w+\}", text))

    wrong = []
    for subject in messages.SUBJECTS:
        for entry in messages.catalogue(subject)[1]:
            allowed = {tuple(names(entry.msgid)), tuple(names(entry.msgid_plural or entry.msgid))}
            wrong += [
                (subject, entry.msgid)
                for text in [entry.msgstr, *entry.msgstr_plural.values()]
                if text and tuple(names(text)) not in allowed
            ]
    assert wrong == []


def test_in_french_a_sign_never_begins_a_line():
    """A no-break space stands before : and inside « », a narrow one before ; ? and !."""
    apart = re.compile(r" [:;?!»](?=\s|$)|\u00a0[;?!](?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»")
    found = [
        (subject, text)
        for subject in messages.SUBJECTS
        for entry in messages.catalogue(subject)[1]
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if apart.search(text)
    ]
    assert found == []


def test_the_same_english_is_the_same_french_everywhere():
    """Catalogues of all subjects are merged at run time: two translations of one string would depend on their order."""
    seen, clashes = {}, []
    for subject in messages.SUBJECTS:
        for entry in messages.catalogue(subject)[1]:
            key, text = (entry.msgctxt, entry.msgid), (entry.msgstr, tuple(sorted(entry.msgstr_plural.items())))
            if entry.translated() and seen.setdefault(key, (subject, text))[1] != text:
                clashes.append((entry.msgid, seen[key][0], subject))
    assert clashes == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.name.startswith("_") and len(path.parts) > 3], ids=str)
def test_a_fragment_never_reads_the_request(path):
    assert not re.search(r"\brequest\b", (ROOT / path).read_text())


def test_no_page_carries_inline_style_or_script():
    inline = re.compile(r"\sstyle=|<script(?![^>]*\bsrc=)[^>]*>(?!\s*</)|\son\w+=\"|hx-on|javascript:", re.IGNORECASE)
    allowed = {"application/json"}
    found = [
        (str(path), match.group())
        for path in TEMPLATES
        for match in inline.finditer((ROOT / path).read_text())
        if not any(kind in match.group() for kind in allowed)
    ]
    assert found == []


def test_colours_are_named_once():
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    found = [
        (str(path), line.strip())
        for path in TRACKED
        if path.suffix == ".css" and path.name not in ("tokens.css",)
        for line in re.sub(r"@media print \{.*?\n\s*\}\n", "", (ROOT / path).read_text(), flags=re.DOTALL).splitlines()
        if literal.search(line) and "print" not in line
    ]
    assert found == []


def test_css_stays_simple():
    for path in TRACKED:
        if path.suffix == ".css":
            text = (ROOT / path).read_text()
            assert "!important" not in text, path
            assert "@layer" in text, path


def test_nothing_of_this_machine_is_in_the_repository():
    marks = re.compile(r"/wo" r"rk/|/ro" r"ot/|/tm" r"p/r/|py" r"pi\.|registry\.np" r"mjs")
    read = {".py", ".md", ".html", ".css", ".js", ".toml", ".txt", ".sh", ".po", ""}
    found = [
        (str(path), match.group())
        for path in TRACKED
        if path.suffix in read and path.parts[0] != "requirements"
        for match in marks.finditer((ROOT / path).read_text(errors="replace"))
    ]
    assert found == []


def test_every_dependency_says_why_it_is_there():
    lines = (ROOT / "pyproject.toml").read_text().split("[project.optional-dependencies]")
    listed = re.findall(r'^  "[^"]+",(.*)$', lines[0], re.MULTILINE)
    assert listed and all(comment.strip().startswith("#") for comment in listed)
