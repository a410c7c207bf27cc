"""Shape of what people bring to an evidence matrix and answer in it; whether they may is the actions' question."""
from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from observations.traces.models import Fragment, Mark

from ..choices import WouldHaveSeen
from ..forms import Once, text_area
from .models import ItemKind, Value


class FragmentField(forms.ModelChoiceField):
    def label_from_instance(self, fragment):
        return Truncator(fragment.text).chars(90)


class PassageField(forms.ModelChoiceField):
    def label_from_instance(self, mark):
        return Truncator(f"« {mark.exact} »").chars(90)


class ItemForm(Once):
    """An item; the choices offered are released fragments and passages about the silence first of all."""

    kind = forms.ChoiceField(label=_("What it is"), choices=ItemKind.choices, initial=ItemKind.ACCOUNT)
    text = forms.CharField(
        label=_("What we have"), max_length=5000, widget=text_area(),
        help_text=_("No names of customers or colleagues."),
    )
    fragment = FragmentField(
        queryset=None, to_field_name="uuid", required=False, label=_("If it is a fragment: which one"),
        empty_label=_("none of them"),
    )
    passage = PassageField(
        queryset=None, to_field_name="uuid", required=False, label=_("If it is a passage: which one"),
        empty_label=_("none of them"),
    )
    expected = forms.CharField(
        label=_("If it is an absence: what should have happened"), max_length=300, required=False,
        help_text=_("An absence is missing from something that was expected."),
    )
    window = forms.CharField(label=_("When and where it was looked for"), max_length=200, required=False)
    would_have_seen = forms.ChoiceField(
        label=_("If it is an absence: would we have seen it?"), choices=[("", "–"), *WouldHaveSeen.choices], required=False
    )
    source = forms.CharField(label=_("Where it comes from"), max_length=200, required=False)
    credibility = forms.CharField(label=_("How far it can be believed"), max_length=300, required=False)

    def __init__(self, silence, *args, **kwargs):
        super().__init__(*args, **kwargs)
        released = Fragment.objects.filter(space=silence.space_id).released()
        about = released.filter(silences=silence)
        self.fields["fragment"].queryset = about if about.exists() else released
        self.fields["passage"].queryset = Mark.objects.filter(fragment__in=self.fields["fragment"].queryset)
        for name in ("fragment", "passage"):
            if not self.fields[name].queryset.exists():
                del self.fields[name]


class JudgingForm(forms.Form):
    """Two fields for each wording: what the item says of it, and why. Leaving one empty is not an answer."""

    def __init__(self, crossings, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.crossings = crossings
        for crossing in crossings:
            mine, uuid = crossing.mine, crossing.version.uuid
            self.fields[f"value-{uuid}"] = forms.ChoiceField(
                choices=Value.choices, required=False, initial=mine.value if mine else "", widget=forms.RadioSelect,
                label=_("If this hypothesis holds, this item is"),
            )
            self.fields[f"why-{uuid}"] = forms.CharField(
                max_length=500, required=False, initial=mine.why if mine else "", label=_("Why, in a few words"),
                widget=text_area(2),
            )

    @property
    def asked(self):
        """(crossing, its value field, its why field) in order."""
        return [(one, self[f"value-{one.version.uuid}"], self[f"why-{one.version.uuid}"]) for one in self.crossings]

    @property
    def answers(self):
        """{version uuid: (value, why)} as the action takes them."""
        held = self.cleaned_data
        uuids = [str(one.version.uuid) for one in self.crossings]
        return {uuid: (held[f"value-{uuid}"], held[f"why-{uuid}"]) for uuid in uuids}


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label=_("Why it is withdrawn"), max_length=300)
