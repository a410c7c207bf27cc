"""Doors of what is given back: home, restitutions (page, PDF, Word, Markdown, e-mail), public links, evidence trails."""
import json
from functools import partial
from smtplib import SMTPException

from django.contrib import messages
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from journeys.silences import actions as readings
from project.network import site_address
from project.spaces.doors import attempt, member_view
from project.spaces.tokens import digest
from workshops.backlog import actions as backlog

from . import actions, follow, forms, manuscript, queries, rules
from . import trail as trails
from .models import Link, NameConsent
from .paper.pdf import pdf
from .paper.word import word

FILES = {
    "md": (manuscript.markdown, "text/markdown; charset=utf-8"),
    "pdf": (pdf, "application/pdf"),
    "docx": (word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@require_safe
@member_view
def home(request, member):
    backlog.measure_pending(space=member.space)
    readings.list_candidates(space=member.space)
    context = {"home": follow.home(member, timezone.localdate()), "demo": _demo_address(member)}
    return render(request, "workshops/readback/home.html", context)


@require_safe
@member_view
def readbacks(request, member):
    return render(request, "workshops/readback/readbacks.html", {"sessions": list(queries.sessions_of(member))})


@require_safe
@member_view
def readback(request, member, uuid):
    return _page(request, member, _load(member, uuid))


@require_safe
@member_view
def readback_file(request, member, uuid, kind):
    return _written(kind, queries.restitution(_load(member, uuid)), f"restitution-{uuid}")


@require_POST
@member_view
def words(request, member, uuid):
    session, form = _load(member, uuid), forms.WordsForm(request.POST)
    if attempt(form, partial(actions.edit_readback, by=member, session=session)):
        return redirect("readback", member.space.slug, uuid)
    return _page(request, member, session, status=422, words_form=form)


@require_POST
@member_view
def links(request, member, uuid):
    session, form = _load(member, uuid), forms.LinkForm(request.POST)
    made = attempt(form, partial(actions.make_link, by=member, session=session))
    if made is None:
        return _page(request, member, session, status=422, link_form=form)
    return _page(request, member, session, new_link=made[0], new_address=_public_address(request, made[1]))


@require_POST
@member_view
def sending(request, member, uuid):
    session, form = _load(member, uuid), forms.SendForm(request.POST)
    made = attempt(form, partial(actions.make_links, by=member, session=session))
    if made is None:
        return _page(request, member, session, status=422, send_form=form)
    missed = [link for link, secret in made if not _send(request, link, secret)]
    for link in missed:  # a link that reached nobody is not left open
        actions.withdraw_link(by=member, link=link)
    if missed:
        addresses = ", ".join(link.sent_to for link in missed)
        messages.error(request, _("The mail server refused: %(addresses)s.") % {"addresses": addresses})
    sent = len(made) - len(missed)
    if sent:
        messages.success(request, ngettext("Sent to %(n)s person.", "Sent to %(n)s people.", sent) % {"n": sent})
    return redirect("readback", member.space.slug, uuid)


@require_POST
@member_view
def link_withdrawal(request, member, uuid):
    link = get_object_or_404(Link.objects.visible_to(member).select_related("session__space"), uuid=uuid)
    actions.withdraw_link(by=member, link=link)
    return redirect("readback", member.space.slug, link.session.uuid)


@require_POST
@member_view
def consent(request, member, uuid):
    """One's own name, on or off, outside the space; whoever was not there has nothing to agree to."""
    participant = _load(member, uuid).participants.select_related("session").filter(member=member).first()
    if participant is not None:
        actions.agree_to_be_named(by=member, participant=participant, agreed=request.POST.get("agreed") == "yes")
    return redirect("readback", member.space.slug, uuid)


@require_safe
@never_cache
def shared(request, secret):
    """A restitution without an account, in the language its link was made for, until it expires."""
    link = _live_link(secret)
    if link is None:
        return render(request, "workshops/readback/expired.html", status=404)
    actions.note_opening(link=link)
    with translation.override(link.language), timezone.override(link.session.space.timezone):
        found = queries.restitution(queries.session_for(link.session).get(pk=link.session_id), public=True)
        context = {"found": found, "session": found.session, "method": manuscript.method(found), "link": link, "secret": secret}
        return _outside(render(request, "workshops/readback/shared.html", context), link)


@require_safe
@never_cache
def shared_file(request, secret, kind):
    link = _live_link(secret)
    if link is None:
        return render(request, "workshops/readback/expired.html", status=404)
    with translation.override(link.language), timezone.override(link.session.space.timezone):
        found = queries.restitution(queries.session_for(link.session).get(pk=link.session_id), public=True)
        return _outside(_written(kind, found, "restitution"), link)


@require_safe
@member_view
def trail(request, member, kind, uuid):
    found = trails.trail(member, kind, uuid)
    return render(request, "workshops/readback/trail.html", {"trail": found, "kind_name": trails.KINDS[kind]})


@require_safe
@member_view
def trail_export(request, member, kind, uuid):
    text = json.dumps(trails.trail(member, kind, uuid).as_dict(), ensure_ascii=False, indent=1)
    return _file(text, f"trail-{kind}-{uuid}.json", "application/json; charset=utf-8")


def _load(member, uuid):
    return get_object_or_404(queries.session_for(member), uuid=uuid)


def _page(request, member, session, status=200, **bound):
    found = queries.restitution(session)
    context = {"found": found, "session": session, "method": manuscript.method(found)}
    mine = session.participants.filter(member=member).first()
    if mine and rules.can_agree(member, mine):
        context |= {"mine": mine, "agreed": NameConsent.objects.filter(participant=mine).exists()}
    if rules.can_edit(member, session):
        words = found.words
        start = {"headline": words.headline, "method": words.method, "unknown": words.unknown}
        context["words_form"] = forms.WordsForm(initial=start)
    if rules.can_share(member, session):
        context |= {
            "link_form": forms.LinkForm(initial={"language": member.space.language}, prefix=""),
            "send_form": forms.SendForm(initial={"language": member.space.language}, auto_id="send_%s"),
            "links": list(session.readback_links.live(timezone.now())),
        }
    return render(request, "workshops/readback/readback.html", context | bound, status=status)


def _live_link(secret):
    link = Link.objects.select_related("session__space").filter(digest=digest(secret)).first()
    return link if link and link.is_live(timezone.now()) else None


def _public_address(request, secret):
    return site_address(request) + reverse("readback-shared", args=[secret])


def _send(request, link, secret):
    """Mail one link in its language; False when the mail server refuses."""
    with translation.override(link.language), timezone.override(link.session.space.timezone):
        found = queries.restitution(queries.session_for(link.session).get(pk=link.session_id), public=True)
        context = {"found": found, "link": link, "address": _public_address(request, secret)}
        subject = _("Readback: %(title)s") % {"title": " ".join(link.session.title.split())}
        body = render_to_string("workshops/readback/mail.txt", context)
        try:
            return send_mail(subject, body, None, [link.sent_to]) == 1
        except (SMTPException, OSError):
            return False


def _outside(response, link):
    """What a link opens is for whoever has it: in its language, and in no search engine."""
    response["X-Robots-Tag"], response["Content-Language"] = "noindex", link.language
    return response


def _written(kind, found, name):
    """A restitution as one of FILES."""
    if kind not in FILES:
        raise Http404
    write, content_type = FILES[kind]
    return _file(write(found), f"{name}.{kind}", content_type)


def _file(content, name, content_type):
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _demo_address(member):
    """Where the example can be loaded from, or None in a house without it."""
    try:
        return reverse("demo-load", args=[member.space.slug])
    except NoReverseMatch:
        return None
