"""Everything that changes a grid template: make it, write its nodes, publish, make a local variant, upgrade it, ask, answer.

`by` is a Member. Refuses: publishing what is not whole, variants that touch a fundamental, upgrades with open questions,
writing over a draft that someone else changed in between (Stale).
"""
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from project.audit import record
from project.sealing import seal
from project.spaces.doors import require

from . import nodes, rules, variants
from .models import ChangeRequest, GridTemplate, Telling, TemplateVersion, Trial
from .shipped import SHIPPED

FORMAT = "silences/template@1"
PROBLEMS = {
    "identifier": gettext_noop("“%(node)s” is not an identifier: small letters, digits and underscores, a letter first"),
    "twice": gettext_noop("“%(node)s” is there twice"),
    "kind": gettext_noop("“%(node)s” has a kind or a policy that does not exist"),
    "label": gettext_noop("“%(node)s” has no label"),
    "parent": gettext_noop("“%(node)s” stands in a section that does not exist"),
    "choices": gettext_noop("“%(node)s” needs at least two choices"),
    "empty": gettext_noop("the template asks nothing"),
    "breach": gettext_noop("“%(node)s” changes what a variant must keep of its common frame"),
}


class Stale(Exception):
    """Someone changed the draft in between: read it again."""


@transaction.atomic
def make_template(*, by, slug, title, draft=()):
    """A template of the space with a draft to write. title: {language: words}. Returns the GridTemplate."""
    require(rules.can_write(by, by.space))
    if GridTemplate.objects.filter(space=by.space, slug=slug).exists():
        raise ValidationError({"slug": _("This space already has a template of that name.")})
    template = GridTemplate.objects.create(space=by.space, slug=slug, title=title, draft=list(draft))
    record("template.made", by=by, space=by.space, about=template)
    return template


@transaction.atomic
def take_in(*, by, slug):
    """Take one of the shipped templates into the space, published as 1.0.0; again gives the one already there."""
    require(rules.can_write(by, by.space))
    if slug not in SHIPPED:
        raise ValidationError({"slug": _("There is no such template.")})
    found = GridTemplate.objects.filter(space=by.space, slug=slug).first()
    if found is None:
        found = make_template(by=by, slug=slug, title=SHIPPED[slug]["title"], draft=SHIPPED[slug]["nodes"])
        publish(by=by, template=found, notes="")
    return found


@transaction.atomic
def write_node(*, by, template, node, base):
    """Add a node to the draft, or replace the one of that id. base: the draft's revision that was read."""
    template = locked(template, by, base)
    known = {**nodes.BLANK, **node}
    wrong = [key for _id, key in nodes.problems([known]) if key in ("identifier", "kind", "label")]
    if wrong:
        raise ValidationError(said([(known["id"], wrong[0])]))
    others = [n for n in template.draft if n["id"] != known["id"]]
    return saved(template, [*others, known], by, "template.node_written")


@transaction.atomic
def remove_node(*, by, template, node, base):
    """Take a node out of the draft; sealed versions keep theirs."""
    template = locked(template, by, base)
    return saved(template, [n for n in template.draft if node not in (n["id"], n["parent"])], by, "template.node_removed")


@transaction.atomic
def publish(*, by, template, notes=""):
    """Seal the draft as the next semantic version; the same draft twice is one version. Returns the TemplateVersion."""
    template = GridTemplate.objects.select_for_update(of=("self",)).select_related("parent__revision").get(pk=template.pk)
    last = template.latest
    size = nodes.level(last.nodes, template.draft) if last else nodes.MINOR
    in_use = last is not None and in_use_of(template)
    require(rules.can_publish(by, template, size, in_use))
    if size is None:
        return last
    wrong = nodes.problems(template.draft)
    if template.parent:
        report = variants.conformance(template.parent.nodes, template.draft)
        wrong += [(node, "breach") for node, _field in report.breaches]
    if wrong:
        raise ValidationError(said(wrong))
    number = nodes.next_version(last.version if last else "", size)
    held = {
        "format": FORMAT, "template": str(template.uuid), "slug": template.slug, "title": template.title, "version": number,
        "parent": template.parent and {"version": str(template.parent.uuid), "digest": template.parent.digest},
        "team": template.team, "nodes": nodes.ordered(template.draft), "notes": notes,
    }  # fmt: skip
    revision = seal(template.chain, held, by, notes)
    critical = bool(in_use and size == nodes.MAJOR)
    version = TemplateVersion(template=template, number=revision.number, version=number, critical=critical, revision=revision)
    version.save()
    record("template.published", by=by, space=template.space, about=template, version=number, critical=critical)
    return version


@transaction.atomic
def make_variant(*, by, version, team, slug):
    """A local variant of a sealed version, to be worded by a team. Returns the GridTemplate."""
    require(rules.can_write(by, version.template.space))
    if not team.strip():
        raise ValidationError({"team": _("Name the team of the variant.")})
    if GridTemplate.objects.filter(space=by.space, slug=slug).exists():
        raise ValidationError({"slug": _("This space already has a template of that name.")})
    title = version.revision.content["title"]
    variant = GridTemplate.objects.create(
        space=by.space, slug=slug, title=title, team=team.strip()[:80], parent=version, draft=version.nodes
    )
    record("template.variant_made", by=by, space=by.space, about=variant, version=str(version.uuid))
    return variant


@transaction.atomic
def upgrade(*, by, variant, to, answers, base):
    """Follow the parent's version `to`: three-way merge into the variant's draft, once every question has its answer.

    answers: {Conflict.key: "theirs" or "ours"}. Raises ValidationError while a question is open. Returns the GridTemplate.
    """
    variant = locked(variant, by, base)
    if variant.parent is None or to.template_id != variant.parent.template_id or to.number <= variant.parent.number:
        raise ValidationError(_("Choose a later version of the template it comes from."))
    merged, still_open, _met = variants.merge(variant.parent.nodes, to.nodes, variant.draft, answers)
    if still_open:
        raise ValidationError(_("Answer every question first: each one changes what your team will read."))
    variant.parent = to
    variant.save(update_fields=["parent"])
    return saved(variant, merged, by, "template.upgraded")


@transaction.atomic
def ask_change(*, by, template, text, node="", kind=Telling.CHANGE, told_of=None):
    """Ask that a template change, or tell what it did to those who used it, in one's own words. Returns the ChangeRequest.

    told_of: the version that was in use.
    """
    require(rules.can_ask(by, template))
    if not text.strip():
        raise ValidationError({"text": _("Write what should change, and why.")})
    if kind not in Telling.values:
        raise ValidationError({"kind": _("Choose one of the answers of the list.")})
    asked = ChangeRequest.objects.create(
        template=template, node=node[:60], text=text.strip(), kind=kind, told_of=told_of, author_alias=str(by)[:80],
        member=by.member,
    )  # fmt: skip
    record("template.change_asked", by=by, space=template.space, about=template)
    return asked


@transaction.atomic
def try_out(*, by, template, silence, answers, note=""):
    """Keep a test reading of the draft. answers: [(the question's words, the answer's)]; empty ones are what it could not get.

    Returns the Trial.
    """
    require(rules.can_ask(by, template))
    if silence.space_id != template.space_id:
        raise ValidationError({"silence": _("Choose a silence of this space.")})
    trial = Trial.objects.create(
        template=template, revision=template.revision, silence=silence, note=note.strip()[:2000],
        answers=[[asked[:300], said.strip()[:5000]] for asked, said in answers], author_alias=str(by)[:80], member=by.member,
    )  # fmt: skip
    record("template.tried_out", by=by, space=template.space, about=template, revision=template.revision)
    return trial


@transaction.atomic
def answer_change(*, by, request, answer, version=None):
    """Answer a request, with the version that carries it when there is one. Returns the ChangeRequest."""
    require(rules.can_write(by, request.template.space))
    if not answer.strip():
        raise ValidationError({"answer": _("Write a few words of answer.")})
    request.answer, request.answered_in, request.answered_at = answer.strip(), version, timezone.now()
    request.save(update_fields=["answer", "answered_in", "answered_at"])
    record("template.change_answered", by=by, space=request.template.space, about=request.template)
    return request


def locked(template, by, base):
    """The template, kept for this transaction; Stale when its draft is no longer at revision `base`."""
    found = GridTemplate.objects.select_for_update(of=("self",)).select_related("parent__revision", "space").get(pk=template.pk)
    require(rules.can_write(by, found.space))
    if base != found.revision:
        raise Stale
    return found


def saved(template, draft, by, verb):
    template.draft, template.revision = nodes.ordered(draft), template.revision + 1
    template.save(update_fields=["draft", "revision"])
    record(verb, by=by, space=template.space, about=template)
    return template


def in_use_of(template):
    """Whether answers stand on one of its versions."""
    return TemplateVersion.objects.filter(template=template, rows__isnull=False).exists()


def said(wrong):
    """The sentences of (node, key) pairs, in the writer's language."""
    return [_(PROBLEMS[key]) % {"node": node} for node, key in dict.fromkeys(wrong)]
