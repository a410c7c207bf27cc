"""Shape of what people type in grids; whether they may is the actions' question."""
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.maps.models import Journey

from .columns import said_in
from .models import LONGEST_OWN, Answer


class JourneyForm(forms.Form):
    journey = forms.ModelChoiceField(queryset=None, to_field_name="uuid", label=_("Journey"), empty_label=_("choose a journey"))

    def __init__(self, member, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["journey"].queryset = Journey.objects.visible_to(member).filter(grid__isnull=True)


class RowForm(forms.Form):
    silence = forms.ModelChoiceField(queryset=None, to_field_name="uuid", label=_("Silence"), empty_label=_("choose a silence"))

    def __init__(self, silences, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["silence"].queryset = silences


class CellForm(forms.Form):
    """One cell: a text or a choice, or a way not to answer; `base` is the revision that the writer had before their eyes."""

    text = forms.CharField(max_length=20000, required=False)
    answer = forms.ChoiceField(label=_("Or rather"), choices=Answer.choices, required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, column, language, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = said_in(column.label, language)
        if column.kind == "choice":
            choices = [("", "–"), *((key, said_in(label, language)) for key, label in column.choices)]
            self.fields["text"] = forms.ChoiceField(choices=choices, required=False, label=words)
            if column.open:
                self.add_own_words(column)
        else:
            self.fields["text"].widget = forms.Textarea({"rows": 4})
        self.fields["text"].label = words
        self.fields["text"].help_text = said_in(column.help, language) if column.help else ""

    def add_own_words(self, column):
        """An open choice is answered in one's own words too, which then stand in the place of a choice."""
        own = forms.CharField(label=_("Or in your own words"), max_length=LONGEST_OWN, required=False)
        self.fields = {"text": self.fields.pop("text"), "own": own, **self.fields}
        standing = self.initial.get("text", "")
        self.initial |= {"own": "" if column.key_of(standing) else standing}

    def clean(self):
        given = super().clean()
        return {**given, "text": own} if (own := given.pop("own", "")) else given

    def clean_answer(self):
        return self.cleaned_data["answer"] or Answer.GIVEN


class OwnWordsForm(forms.Form):
    """An answer in people's own words, and the choice it is brought under; nothing takes it back to the margin."""

    column = forms.CharField(max_length=60)
    text = forms.CharField(max_length=LONGEST_OWN)
    under = forms.CharField(max_length=60, required=False)


CONFIDENCES = [
    ("1", _("1, not at all sure")), ("2", "2"), ("3", "3"), ("4", "4"), ("5", _("5, quite sure")),
    *(choice for choice in Answer.choices if choice[0] != Answer.GIVEN),
]  # fmt: skip


class ConfidenceForm(forms.Form):
    level = forms.ChoiceField(label=_("How sure are you?"), choices=CONFIDENCES)

    @property
    def given(self):
        """(level, answer) as the action takes them."""
        level = self.cleaned_data["level"]
        return (int(level), Answer.GIVEN) if level.isdigit() else (None, level)


class DissentForm(forms.Form):
    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    text = forms.CharField(label=_("How you read it otherwise"), max_length=5000, widget=forms.Textarea({"rows": 3}))
    anonymous = forms.BooleanField(
        label=_("Without my name"), required=False, help_text=_("Nothing about you is stored. It cannot be taken back.")
    )


class SealForm(forms.Form):
    title = forms.CharField(label=_("Name of the version"), max_length=200, help_text=_("For instance the session it closes."))
    reason = forms.CharField(label=_("Why now"), max_length=500, required=False)
