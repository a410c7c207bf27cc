"""The answers that hypotheses take: words kept apart from the rows, so that forms and the API share them."""
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    OPEN = "open", pgettext_lazy("hypothesis", "open")
    WORKED = "worked", pgettext_lazy("hypothesis", "being worked on")
    STABLE = "provisionally_stable", pgettext_lazy("hypothesis", "provisionally stable")
    DORMANT = "dormant", pgettext_lazy("hypothesis", "dormant")
    SET_ASIDE = "set_aside", pgettext_lazy("hypothesis", "set aside for now")


class Stance(models.TextChoices):
    FOR = "for", _("for")
    AGAINST = "against", _("against")
    CONTEXT = "context", _("context")
    SOUGHT = "sought", _("searched, nothing found")


class Kind(models.TextChoices):
    ACCOUNT = "account", _("what someone told or saw")
    FIGURE = "figure", _("a figure")
    DOCUMENT = "document", _("a document")
    ABSENCE = "absence", _("an absence")


class Weight(models.TextChoices):
    SLIGHT = "slight", pgettext_lazy("weight", "slight")
    NOTABLE = "notable", pgettext_lazy("weight", "notable")
    STRONG = "strong", pgettext_lazy("weight", "strong")
    UNKNOWN = "unknown", _("we do not know")


class WouldHaveSeen(models.TextChoices):
    YES = "yes", _("yes, we would have seen it")
    MAYBE = "maybe", _("perhaps")
    NO = "no", _("no, we could not have seen it")


class EvidenceLevel(models.TextChoices):
    LIMITED = "limited", _("limited evidence")
    MEDIUM = "medium", _("medium evidence")
    ROBUST = "robust", _("robust evidence")
    UNKNOWN = "unknown", _("we do not know")
    DECLINED = "declined", _("declines to decide")


class Agreement(models.TextChoices):
    LOW = "low", _("low agreement")
    MEDIUM = "medium", _("medium agreement")
    HIGH = "high", _("high agreement")
    UNKNOWN = "unknown", _("we do not know")
    DECLINED = "declined", _("declines to decide")


class Seen(models.TextChoices):
    WAITING = "waiting", _("not looked at yet")
    YES = "yes", pgettext_lazy("sign", "seen")
    NO = "no", pgettext_lazy("sign", "not seen")
    UNKNOWN = "unknown", _("we do not know")


class Link(models.TextChoices):
    RIVAL = "rival", _("is a rival of")
    INCLUDES = "includes", _("includes")
    DUPLICATES = "duplicates", _("says the same as")
    COMPLEMENTS = "complements", _("complements")
    CONTRADICTS = "contradicts", _("contradicts")


LENSES = {
    "expectation": _("expectation"),
    "misunderstanding": _("misunderstanding"),
    "giving_up": _("giving up"),
    "not_known": _("not known"),
    "not_asked": _("not asked for"),
    "not_received": _("not received"),
    "not_offered": _("not offered"),
}
