"""A hypothesis passed on to another team, and who there has received it: an answer is welcome, a receipt is enough."""
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Circulation(models.Model):
    """One wording sent to one trade of the space, with a question. Rewording the hypothesis does not change what was sent."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hypothesis = models.ForeignKey("hypotheses.Hypothesis", models.CASCADE, related_name="circulations")
    version = models.ForeignKey("hypotheses.HypothesisVersion", models.PROTECT, related_name="+")
    trade = models.CharField(_("team"), max_length=60)
    question = models.CharField(_("what is asked of them"), max_length=300)
    sent_by = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "trade"], name="circulation_once_per_wording_and_trade"),
            models.CheckConstraint(condition=~Q(trade="") & ~Q(question=""), name="circulation_asks_someone_something"),
        ]


class Receipt(models.Model):
    """One member of the team has received it; what they say stays editable by them, and goes with them."""

    circulation = models.ForeignKey(Circulation, models.CASCADE, related_name="receipts")
    member = models.ForeignKey("spaces.Member", models.CASCADE, related_name="+")
    said = models.CharField(_("what you answer"), max_length=500, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["circulation", "member"], name="receipt_once_per_member")]
