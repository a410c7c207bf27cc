"""Shape of what people give about traces. Three fields are enough to bring one: what, where, when."""
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from .anonymity import Risk
from .models import Basis, Feeling, Kind, Logbook, ProtocolVersion, Residual, Source, Verdict

AREA = forms.Textarea({"rows": 5})


def silences_of(member):
    from journeys.silences.models import Silence

    return Silence.objects.visible_to(member).select_related("journey")


def choose_source(field, member):
    """The sources of the space; one alone is chosen already."""
    field.queryset = Source.objects.visible_to(member)
    field.empty_label = _("choose a source")
    if field.queryset.count() == 1:
        field.initial = field.queryset.get().uuid


class FragmentForm(forms.Form):
    """What, where, when; the rest has an answer already."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    text = forms.CharField(
        label=_("What was seen, heard or told?"), max_length=20000, widget=forms.Textarea({"rows": 6}),
        help_text=_("Write as it comes: it is encrypted at once, and read by nobody before it is redacted."),
    )
    where = forms.CharField(label=_("Where?"), max_length=200, required=False)
    happened_on = forms.DateField(
        label=_("When?"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave it empty if it is unknown."),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices, initial=Kind.VERBATIM)
    source = forms.ModelChoiceField(label=_("Source"), queryset=None, to_field_name="uuid")
    logbook = forms.ModelChoiceField(
        label=_("In a logbook, under an alias"), queryset=None, to_field_name="uuid", required=False, empty_label=_("no logbook"),
        help_text=_("Nothing then says who wrote it; the key is kept apart."),
    )
    file = forms.FileField(label=_("Or a file (txt, docx, odt)"), required=False)
    shown = forms.ModelChoiceField(queryset=None, to_field_name="uuid", required=False, widget=forms.HiddenInput)

    def __init__(self, member, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choose_source(self.fields["source"], member)
        self.fields["logbook"].queryset = Logbook.objects.visible_to(member)
        self.fields["shown"].queryset = ProtocolVersion.objects.filter(protocol__space=member.space)
        self.fields["text"].required = False
        if not self.fields["logbook"].queryset.exists():
            del self.fields["logbook"]


class ImportForm(forms.Form):
    source = forms.ModelChoiceField(label=_("Source"), queryset=None, to_field_name="uuid")
    kind = forms.ChoiceField(label=_("What they are"), choices=Kind.choices, initial=Kind.VERBATIM)
    language = forms.ChoiceField(label=_("Language"), choices=[("fr", "Français"), ("en", "English")])
    pasted = forms.CharField(
        label=_("Pasted texts"), required=False, max_length=200_000, widget=forms.Textarea({"rows": 8}),
        help_text=_("One a paragraph, with an empty line between two."),
    )
    file = forms.FileField(
        label=_("Or a CSV or XLSX file"), required=False, help_text=_("Columns: text, where, date. Only the first is needed.")
    )

    def __init__(self, member, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choose_source(self.fields["source"], member)


class SourceForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    channel = forms.CharField(label=_("Channel"), max_length=60, required=False)
    basis = forms.ChoiceField(label=_("Legal basis"), choices=Basis.choices)
    permission = forms.CharField(label=_("What people allowed"), max_length=300, required=False)
    bias = forms.CharField(label=_("Who is missing, at which moment, in which mood?"), max_length=1000, widget=AREA)
    retention_days = forms.IntegerField(label=_("Kept for (days)"), min_value=1, max_value=3650, initial=365)
    purge_days = forms.IntegerField(label=_("Originals kept for (days)"), min_value=0, max_value=365, initial=30)
    patterns = forms.CharField(
        label=_("References of your organisation"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text=_("One a line: # stands for a digit, @ for a letter (CMD-######)."),
    )

    def clean_patterns(self):
        return self.cleaned_data["patterns"].splitlines()


class AnonymityForm(forms.Form):
    """The three questions: with any other answer than « no, we looked », the source keeps a more modest word."""

    individualisation = forms.ChoiceField(label=_("Can one person be singled out?"), choices=Risk.choices, initial=Risk.UNKNOWN)
    correlation = forms.ChoiceField(
        label=_("Can several traces be tied to the same person?"), choices=Risk.choices, initial=Risk.UNKNOWN
    )
    inference = forms.ChoiceField(
        label=_("Can something be inferred about someone?"), choices=Risk.choices, initial=Risk.UNKNOWN
    )
    why = forms.CharField(label=_("How it was checked"), max_length=1000, widget=forms.Textarea({"rows": 2}))


class ProtocolForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("The same title again makes its next version."))
    prompts = forms.CharField(
        label=_("Prompts, one a line"), max_length=4000, widget=forms.Textarea({"rows": 4}),
        help_text=_("They may be ignored. What a teller was shown is kept with the telling."),
    )

    def clean_prompts(self):
        return self.cleaned_data["prompts"].splitlines()


class LogbookForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    prompt = forms.CharField(label=_("A question, which may be ignored"), max_length=300, required=False)


class PatternsForm(forms.Form):
    patterns = forms.CharField(
        label=_("References of your organisation"), required=False, max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line: # stands for a digit, @ for a letter (CMD-######)."),
    )

    def clean_patterns(self):
        return self.cleaned_data["patterns"].splitlines()


class NamesForm(forms.Form):
    file = forms.FileField(
        label=_("File of first names (CSV)"),
        help_text=_("For instance the national file of first names, or one name a line. It takes the place of the one before."),
    )
    at_least = forms.IntegerField(label=_("Borne by at least (people)"), min_value=0, max_value=10**6, initial=500)


class RedactionForm(forms.Form):
    """Beside the decisions, which are read span by span: other words to hide, the place, the question that matters."""

    hide = forms.CharField(
        label=_("Other words to hide, one a line"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    where = forms.CharField(label=_("The place, as it may be read"), required=False, max_length=200)
    residual = forms.ChoiceField(
        label=_("Could someone recognise this person from what is left?"), choices=Residual.choices, widget=forms.RadioSelect
    )

    def clean_hide(self):
        return [line.strip() for line in self.cleaned_data["hide"].splitlines() if line.strip()]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


class MarkForm(forms.Form):
    exact = forms.CharField(
        label=_("The passage, copied from the text"), max_length=5000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Select it in the text: it comes here by itself."),
    )
    label = forms.CharField(
        label=_("Label, in your words"), max_length=80, required=False, widget=forms.TextInput({"list": "labels"})
    )
    feeling = forms.ChoiceField(label=_("Emotional moment"), choices=[("", "–"), *Feeling.choices], required=False)
    memo = forms.CharField(label=_("Memo"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2}))


class FeelingForm(forms.Form):
    feeling = forms.ChoiceField(label=_("What you read there"), choices=Feeling.choices)


class MotifForm(forms.Form):
    motif = forms.CharField(label=_("Motif"), max_length=160, widget=forms.TextInput({"list": "motifs"}))
    counter_example = forms.BooleanField(label=_("as a counter-example"), required=False)


class ConfrontForm(forms.Form):
    silence = forms.ModelChoiceField(
        label=_("Silence"), queryset=None, to_field_name="uuid", empty_label=_("choose a silence")
    )
    verdict = forms.ChoiceField(label=_("The story and the figure"), choices=Verdict.choices)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, member, *args, kept=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["silence"].queryset = silences_of(member).to_choose(kept)


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label=_("Merge into"), queryset=None, to_field_name="uuid", empty_label=_("choose a label")
    )

    def __init__(self, labels, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = labels


class PartForm(forms.Form):
    """The name of the other label, and the passages that go under it."""

    name = forms.CharField(max_length=80)
    marks = forms.ModelMultipleChoiceField(queryset=None, to_field_name="uuid")

    def __init__(self, label, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["marks"].queryset = label.marks.all()
