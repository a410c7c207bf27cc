"""Bringing templates in from a file: their versions sealed here as they were worded there, their lineage kept.

`by` is a Member. Refuses: nodes that could not be published, a version that claims to come before one already here, a draft
that would replace another.
"""
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from project.audit import record
from project.sealing import seal
from project.spaces.doors import require

from ..library import nodes, rules
from ..library.actions import FORMAT, said
from ..library.models import GridTemplate, TemplateVersion
from . import files, shapes


@transaction.atomic
def bring_in_template(*, by, file):
    """A template with its draft and versions; what is already here is found again. Returns the GridTemplate.

    file: the JSON value of a template's file (see files.py).
    """
    require(rules.can_write(by, by.space))
    if found := shapes.faults(file, files.TEMPLATE_FILE):
        raise shapes.told(found)
    known = bring_in_versions(by=by, entries=[*file["frames"], *file["versions"]])
    asked = file["template"]
    home = known[file["versions"][-1]["version"]].template if file["versions"] else home_of(by.space, {asked["uuid"]})
    if home is None:
        home = begun(by, asked, parent_of(asked, known))
        home.draft = []
    last, wanted = home.latest, checked_draft(asked["nodes"])
    older = bool(file["versions"]) and last != known[file["versions"][-1]["version"]]
    if home.draft == wanted or older:
        return home
    if home.draft and (last is None or home.draft != last.nodes):
        words = _("The draft of “%(template)s” was changed here: publish it first, then bring the file in again.")
        raise ValidationError(words % {"template": home})
    home.parent = parent_of(asked, known) or home.parent
    home.draft, home.revision = wanted, home.revision + 1
    home.save(update_fields=["draft", "revision", "parent"])
    record("template.brought_in", by=by, space=by.space, about=home)
    return home


@transaction.atomic
def bring_in_versions(*, by, entries):
    """{uuid in the file: TemplateVersion here} of entries, frames first; those that are not here yet are sealed."""
    known = {}
    for place, entry in enumerate(entries):
        held = entry["content"]
        parent = parent_of(held, known)
        if held["parent"] and parent is None:
            parent = TemplateVersion.objects.visible_to(by).filter(uuid=held["parent"]["version"]).first()
        if held["parent"] and parent is None:
            words = _("it comes from a version that is neither in the file nor here: export it again")
            raise shapes.told([(f"templates[{place}].content.parent", words)])
        known[entry["version"]] = same_version(by.space, held) or sealed_here(by, entry, parent, place)
    return known


def parent_of(held, known):
    return known.get(held["parent"]["version"]) if held["parent"] else None


def same_version(space, held):
    """The version of this space that says the same under the same number, or None."""
    found = TemplateVersion.objects.filter(template__space=space, version=held["version"]).select_related("revision", "template")
    same = ("nodes", "title", "team", "notes")
    return next((one for one in found if all(one.revision.content[name] == held[name] for name in same)), None)


def sealed_here(by, entry, parent, place):
    """Seal one version of a file, with where it comes from, after those of its template that are already here."""
    held, where = entry["content"], f"templates[{place}].content"
    require(rules.can_write(by, by.space))
    if wrong := nodes.problems(held["nodes"]):
        raise shapes.told([(where, sentence) for sentence in said(wrong)])
    template = home_of(by.space, lineage(held)) or begun(by, held, parent)
    last = template.latest
    if last is not None and semantic(last.version) >= semantic(held["version"]):
        words = _("version %(new)s cannot follow version %(last)s of “%(template)s”, which is already here")
        raise shapes.told([(where, words % {"new": held["version"], "last": last.version, "template": template})])
    told = {
        **held, "format": FORMAT, "template": str(template.uuid), "slug": template.slug,
        "parent": parent and {"version": str(parent.uuid), "digest": parent.digest},
        "origin": {"template": held["template"], "digest": entry["seal"]["digest"] if entry["seal"] else ""},
    }  # fmt: skip
    revision = seal(template.chain, told, by, held["notes"])
    version = TemplateVersion(template=template, number=revision.number, version=held["version"], revision=revision)
    version.save()
    if not template.draft or (last is not None and template.draft == last.nodes):
        template.draft, template.parent = version.nodes, parent
        template.save(update_fields=["draft", "parent"])
    record("template.brought_in", by=by, space=by.space, about=template, version=version.version)
    return version


def begun(by, held, parent):
    """A template of this space for what a file holds, under its name or the next one that is free."""
    slug, count = held["slug"], 1
    while GridTemplate.objects.filter(space=by.space, slug=slug).exists():
        count += 1
        slug = f"{held['slug'][:56]}-{count}"
    if held["parent"] and not held["team"].strip():
        raise shapes.told([("team", _("a variant names its team"))])
    return GridTemplate.objects.create(space=by.space, slug=slug, title=held["title"], team=held["team"][:80], parent=parent)


def lineage(held):
    """The uuids under which a template was known, there and where it came from before."""
    return {held["template"], *([held["origin"]["template"]] if held.get("origin") else [])}


def home_of(space, names):
    """The template of this space that shares its lineage with these uuids, or None."""
    for template in GridTemplate.objects.filter(space=space).prefetch_related("versions__revision").order_by("pk"):
        own = {str(template.uuid)}
        for version in template.versions.all():
            own |= lineage(version.revision.content)
        if own & names:
            return template
    return None


def checked_draft(draft):
    """The nodes of a draft, each with an identifier, a kind and a label; ValidationError otherwise."""
    wrong = [found for found in nodes.problems(draft) if found[1] in ("identifier", "kind", "label", "twice")]
    if wrong:
        raise shapes.told([("template.nodes", sentence) for sentence in said(wrong)])
    return draft


def semantic(version):
    return tuple(int(part) for part in version.split("."))
