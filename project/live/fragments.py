"""Pieces of a page that travel: the same piece is included by the page, answered to the author and pushed to the others.

A template never knows how it travels: its root element carries an id, and the swap is written on it here.
"""
import re
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.utils.html import format_html

ROOT = re.compile(r"<[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Fragment:
    """A template whose root element carries `id`, the id of what it replaces.

    into: id of the list that a new element joins (a second arrival replaces the first); empty: replace in place.
    """

    id: str
    template: str = ""
    context: dict = field(default_factory=dict)
    into: str = ""

    @property
    def html(self):
        if not self.template:
            return format_html('<i id="{}" hx-swap-oob="delete"></i>', self.id)
        html = get_template(self.template).render(self.context).strip()
        if self.into:
            return f'<div hx-swap-oob="beforeend:#{self.into}">{html}</div>'
        return ROOT.sub(lambda tag: f'{tag[0]} hx-swap-oob="true"', html, count=1)


def gone(id):
    """The fragment that takes an element away."""
    return Fragment(id)


def html(fragments):
    """The fragments one after the other; of several for one element the last is kept, where the first one stood."""
    last = {fragment.id: fragment for fragment in fragments}
    return "\n".join(fragment.html for fragment in last.values())


def reply(request, fragments, *, page, status=200, number=None, about=""):
    """Answer a script with the fragments, a plain form with the page they belong to (a model, a URL name or an address).

    number: of the event that was recorded; about: public identifier of what it made or changed.
    """
    if request.headers.get("HX-Request") != "true":
        return redirect(page)
    response = HttpResponse(html(fragments), status=status)
    if number is not None:
        response["Room-Number"] = str(number)
    if about:
        response["Room-About"] = about
    return response
