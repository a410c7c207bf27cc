"""Letters that a door has sent, and what the next page says of them: how many left, and whom the mail server refused, by name."""
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from project.network import site_address

from . import actions


def write_to_them(request, member, series, meetings, *, changed_only=False):
    """Send what is left to write about these meetings. Returns True."""
    page = site_address(request) + reverse("series-one", args=[series.space.slug, series.uuid])
    left, missed = actions.send_letters(by=member, series=series, meetings=meetings, changed_only=changed_only, address=page)
    if missed:
        addresses = ", ".join(one.writes_to for one in missed)
        refused = _("The mail server refused: %(addresses)s.") % {"addresses": addresses}
        messages.error(request, " ".join([refused, _("They can be written to again from this page.")]))
    if left:
        messages.success(request, ngettext("%(n)s letter has left.", "%(n)s letters have left.", left) % {"n": left})
    elif not missed:
        messages.info(request, _("Everyone invited knew already: no letter was needed."))
    return True
