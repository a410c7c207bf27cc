"""Shape of what people give to bring a file in."""
from django import forms
from django.utils.translation import gettext_lazy as _

from journeys.maps.models import Journey


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File (JSON)"), help_text=_("A grid, draft or sealed version, or a template, exported from here or elsewhere."),
        widget=forms.ClearableFileInput({"accept": ".json,application/json"}),
    )  # fmt: skip
    journey = forms.ModelChoiceField(
        label=_("Journey of the grid"), queryset=None, to_field_name="uuid", required=False,
        empty_label=_("the one named in the file"),
    )
    replace = forms.BooleanField(
        label=_("Replace what the draft says of the same silences"), required=False,
        help_text=_("Sealed versions and dissents stay. Without it, a row that says something else stops the import."),
    )

    def __init__(self, member, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["journey"].queryset = Journey.objects.visible_to(member)
