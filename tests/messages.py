"""Every string that people read, subject by subject, and those without a French translation.

`make messages` adds the missing ones to locale/<subject>/fr/LC_MESSAGES/django.po, empty, for a person to translate.
"""
import io
import re
import subprocess
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation import templatize

ROOT = Path(__file__).resolve().parent.parent
SUBJECTS = sorted(path.name for path in (ROOT / "locale").iterdir() if path.is_dir())
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
HEADER = {"Language": "fr", "Content-Type": "text/plain; charset=utf-8", "Plural-Forms": "nplurals=2; plural=(n > 1);"}


def subject_of(path):
    """The catalogue a file's strings belong to: the deepest folder of its path that is a subject."""
    return next((part for part in reversed(path.parts[:-1]) if part in SUBJECTS), "project")


def strings():
    """{subject: {(context, msgid, plural), …}} of all tracked and new Python modules and templates, tests left out."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = {subject: set() for subject in SUBJECTS}
    for name in listed.stdout.splitlines():
        path = Path(name)
        if path.suffix not in (".py", ".html", ".txt") or path.parts[0] in ("tests", "benchmarks", "requirements"):
            continue
        if not (ROOT / path).exists():
            continue
        source = (ROOT / path).read_text()
        if path.suffix != ".py":
            source = "\n".join(line.lstrip() for line in templatize(source).splitlines())  # Python minds indents
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            msgid, plural = message if isinstance(message, tuple) else (message, "")
            if msgid:
                found[subject_of(path)].add((context or "", msgid, plural or ""))
    return found


def catalogue(subject, language="fr"):
    """The subject's catalogue as polib reads it (empty when there is none yet)."""
    path = ROOT / "locale" / subject / language / "LC_MESSAGES" / "django.po"
    po = polib.pofile(str(path)) if path.exists() else polib.POFile()
    po.metadata.update(HEADER)
    return path, po


def has_words(msgid):
    """Whether there is something to translate besides placeholders and signs."""
    return re.search(r"[^\W\d_]", re.sub(r"%\(\w+\)s", "", msgid))


def missing():
    """(subject, msgid) of every string without a translation."""
    rows = []
    for subject, messages in strings().items():
        _path, po = catalogue(subject)
        done = {(entry.msgctxt or "", entry.msgid) for entry in po if entry.translated()}
        rows += [
            (subject, msgid)
            for context, msgid, _plural in sorted(messages)
            if has_words(msgid) and (context, msgid) not in done
        ]
    return rows


def stale():
    """(subject, msgid) of every translation that nothing uses any more."""
    return [
        (subject, entry.msgid)
        for subject, messages in strings().items()
        for entry in catalogue(subject)[1]
        if (entry.msgctxt or "", entry.msgid) not in {(context, msgid) for context, msgid, _plural in messages}
    ]


def add_missing():
    for subject, messages in strings().items():
        path, po = catalogue(subject)
        known = {(entry.msgctxt or "", entry.msgid) for entry in po}
        for context, msgid, plural in sorted(messages):
            if has_words(msgid) and (context, msgid) not in known:
                entry = polib.POEntry(msgid=msgid, msgctxt=context or None)
                if plural:
                    entry.msgid_plural, entry.msgstr_plural = plural, {0: "", 1: ""}
                po.append(entry)
                print(f"{subject}: {msgid}")
        if len(po):
            path.parent.mkdir(parents=True, exist_ok=True)
            po.save(str(path))


if __name__ == "__main__":
    add_missing()
