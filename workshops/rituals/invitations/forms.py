"""Shape of the list of people invited, and of what is written to them."""
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from project import mail
from project.dates import date_format
from project.spaces.models import Member

from .models import LANGUAGES


class InviteForm(forms.Form):
    members = forms.ModelMultipleChoiceField(
        label=_("Members of the space"), queryset=Member.objects.none(), required=False, to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    addresses = forms.CharField(
        label=_("E-mail addresses of people outside"), widget=forms.Textarea({"rows": 3}), max_length=4000, required=False,
        help_text=_("One per line."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of their letters"), choices=LANGUAGES)

    def __init__(self, series, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        listed = series.invitees.exclude(member=None).values("member")
        free = series.space.members.exclude(pk__in=listed).select_related("user").order_by("user__name", "pk")
        self.fields["members"].queryset = free
        if not free.exists():
            del self.fields["members"]

    def clean_addresses(self):
        return mail.addresses_in(self.cleaned_data["addresses"].lower())

    def clean(self):
        if not self.errors and not (self.cleaned_data.get("members") or self.cleaned_data["addresses"]):
            raise ValidationError(_("Choose a member, or write an address."))
        return self.cleaned_data


class Meetings(forms.MultipleChoiceField):
    """What was ticked when the page was drawn is taken, even where no letter is needed any more."""

    def valid_value(self, value):
        return True


class SendForm(forms.Form):
    """Which meetings to write about, out of those that somebody does not know as they are: the next one, and what changed."""

    meetings = Meetings(label=_("Write about"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, posts, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.posts = posts
        self.left = [post for post in posts if post.new or post.outdated]
        self.fields["meetings"].choices = [(str(post.meeting.uuid), said(post)) for post in self.left]
        coming = [post.meeting for post in posts if post.meeting.cancelled_at is None]
        self.initial["meetings"] = [
            str(post.meeting.uuid) for post in self.left if post.outdated or post.meeting == coming[0]
        ]

    def clean_meetings(self):
        ticked = self.cleaned_data["meetings"]
        return [post.meeting for post in self.posts if str(post.meeting.uuid) in ticked]


def said(post):
    """A meeting and how many are to be written to about it."""
    start = timezone.localtime(post.meeting.starts_at)
    parts = [f"{date_format(start, 'DATE_FORMAT')}, {date_format(start, 'TIME_FORMAT')}"]
    if post.new:
        parts.append(ngettext("%(n)s to invite", "%(n)s to invite", len(post.new)) % {"n": len(post.new)})
    if post.outdated:
        n = len(post.outdated)
        if post.meeting.cancelled_at:
            words = ngettext("%(n)s to tell that it is cancelled", "%(n)s to tell that it is cancelled", n)
        else:
            words = ngettext("%(n)s to tell of the change", "%(n)s to tell of the change", n)
        parts.append(words % {"n": n})
    return " · ".join(parts)


class TellForm(forms.Form):
    """Asks whether to tell those who were written to of what changes here; asks nothing where nobody was, or no mail leaves."""

    tell = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args, told=0, **kwargs):
        super().__init__(*args, **kwargs)
        words = ngettext("Tell the %(n)s person invited, by e-mail", "Tell the %(n)s people invited, by e-mail", told)
        self.fields["tell"].label = words % {"n": told}
        if not told or not mail.leaves():
            del self.fields["tell"]
