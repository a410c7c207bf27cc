"""Shape of what people write about an action; permission and writing are the actions' business."""
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.silences.models import Silence
from project.spaces.models import Member
from workshops.decisions.models import Decision

from .models import Action, Status

CSV_LIMIT = 2 * 2**20  # bytes


def day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ActionForm(forms.ModelForm):
    """What to do, and the effect it should have; the second part may wait until somebody accepts."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)  # the same form sent twice writes once
    decision = forms.ModelChoiceField(
        label=_("Decision it carries out"), queryset=Decision.objects.none(), required=False, to_field_name="uuid",
        empty_label=_("none"),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=Member.objects.none(), required=False, to_field_name="uuid", empty_label=_("nobody yet"),
        help_text=_("They accept it themselves."),
    )  # fmt: skip
    silence = forms.ModelChoiceField(
        label=_("Silence it should change"), queryset=Silence.objects.none(), required=False, to_field_name="uuid",
        empty_label=_("not said yet"),
    )  # fmt: skip

    class Meta:
        model = Action
        fields = [
            "title", "text", "kind", "decision", "owner", "owner_name", "due", "silence", "expected_direction", "expected_size",
            "observe_from", "observe_until", "would_disprove",
        ]  # fmt: skip
        widgets = {
            "due": day_input(), "observe_from": day_input(), "observe_until": day_input(),
            "text": forms.Textarea({"rows": 3}), "would_disprove": forms.Textarea({"rows": 2}),
        }  # fmt: skip
        help_texts = {
            "owner_name": _("Only when they have no account here."),
            "expected_size": _("Points of the silent share: from 62% to 52% is 10 points."),
            "observe_from": _("The day from which customers meet the change."),
            "would_disprove": _("What the next reading would show if we were wrong."),
        }

    EFFECT = ("silence", "expected_direction", "expected_size", "observe_from", "observe_until", "would_disprove")

    def __init__(self, who, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = Decision.objects.visible_to(who).by_review()
        self.fields["owner"].queryset = Member.objects.filter(space=who.space).select_related("user").order_by("user__name")
        kept = [self.instance.silence_id] if self.instance.silence_id else []
        offered = Silence.objects.visible_to(who).to_choose(kept)
        self.fields["silence"].queryset = offered.select_related("journey").order_by("label")
        self.fields["silence"].label_from_instance = silence_name
        self.fields["expected_direction"].choices = [("", _("not said yet")), *self.fields["expected_direction"].choices[1:]]
        self.fields["expected_size"].widget.attrs |= {"min": "0.1", "max": "100", "step": "0.1", "inputmode": "decimal"}
        if self.instance.pk:
            del self.fields["uuid"]
        for name in ("decision", "owner", "silence"):
            thing = getattr(self.instance, name)
            if thing is not None:
                self.initial[name] = thing.uuid

    @property
    def doing(self):
        """The fields about what is done."""
        return [self[name] for name in self.fields if name not in self.EFFECT and name != "uuid"]

    @property
    def effect(self):
        """The fields about what it should change."""
        return [self[name] for name in self.EFFECT]


class MoveForm(forms.Form):
    status = forms.ChoiceField(label=_("Where it stands"), choices=[])
    reason = forms.CharField(label=_("Why"), required=False, max_length=500)

    def __init__(self, statuses, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [(value, label) for value, label in Status.choices if value in statuses]


class NoticeForm(forms.Form):
    text = forms.CharField(
        label=_("What customers are told"), required=False, max_length=5000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Markdown. You did not say it, we saw it, here is what we changed."),
    )  # fmt: skip
    channel = forms.CharField(label=_("Where"), required=False, max_length=80, help_text=_("E-mail, bill, help page, shop…"))
    told_on = forms.DateField(label=_("Told on"), required=False, widget=day_input())
    untold_because = forms.CharField(label=_("Or not told, because"), required=False, max_length=500)


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"), help_text=_("The columns of the export; 2 MB at most. Rows with a uuid change that action.")
    )

    def clean_file(self):
        given = self.cleaned_data["file"]
        if given.size > CSV_LIMIT:
            raise forms.ValidationError(_("This file is over 2 MB. Cut it in two."))
        return given


def silence_name(silence):
    """“Plug in (guide), age = 65+, Installing one's box”."""
    segment = f", {silence.segment_by} = {silence.segment_value}" if silence.segment_by else ""
    return f"{silence.label}{segment} ({silence.journey.name})"
