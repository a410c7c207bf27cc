"""Whose name a restitution may show. Inside the space: everybody's, unless the session hides them. Outside: who agreed, alone."""
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .models import NameConsent


@dataclass(frozen=True)
class Names:
    """public: whether the reader has no account here; hidden: the session shows nobody; agreed: members who may be named."""

    public: bool = False
    hidden: bool = False
    agreed: frozenset = field(default_factory=frozenset)

    def may_name(self, member_id):
        return not self.hidden and (not self.public or member_id in self.agreed)

    def of(self, name, trade="", member_id=None):
        """What stands for one person: their name when it may be shown, else their trade, else nobody in particular."""
        if name and self.may_name(member_id):
            return f"{name}, {trade}" if trade else name
        if trade and not self.hidden:
            return _("a voice from “%(trade)s”") % {"trade": trade}
        return _("a voice without a name")

    def owner(self, action):
        """Who owns an action: a name, a trade, or nobody yet."""
        if action.owner_id is None:
            return action.owner_name if action.owner_name and not self.public else ""
        if self.may_name(action.owner_id):
            return str(action.owner)
        return action.owner.trade or _("somebody of the team")


def names_for(session, public):
    """The Names of one session's restitution."""
    agreed = NameConsent.objects.filter(participant__session=session, participant__member__isnull=False)
    return Names(public, session.hides_authors, frozenset(agreed.values_list("participant__member_id", flat=True)))
