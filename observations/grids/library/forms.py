"""Shape of what people type about grid templates."""
from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .nodes import FREE, POLICIES

KINDS = [
    ("question", _("open question")), ("choice", _("choice")), ("confidence", _("confidence of the group")),
    ("dissent", _("dissent, kept")), ("section", _("section")), ("instruction", _("instruction")),
]  # fmt: skip
POLICY_WORDS = {
    "fundamental": _("fundamental: no variant may change it"),
    "adaptable": _("adaptable: a team may reword or hide it"),
    "local": _("local: free"),
}
LINES = forms.Textarea({"rows": 4})


class TemplateForm(forms.Form):
    fr = forms.CharField(label=_("Title in French"), max_length=120)
    en = forms.CharField(label=_("Title in English"), max_length=120, required=False)

    @property
    def given(self):
        """(slug, title) as the action takes them."""
        title = {lang: words for lang, words in self.cleaned_data.items() if words}
        return slugify(title["fr"])[:60] or "template", title


class NodeForm(forms.Form):
    """One node, its words in both languages. Choices are lines: key = words in French | words in English."""

    id = forms.SlugField(label=_("Identifier, for ever"), max_length=60, help_text=_("Small letters, digits and underscores."))
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    label_fr = forms.CharField(label=_("Label in French"), max_length=200)
    label_en = forms.CharField(label=_("Label in English"), max_length=200, required=False)
    definition_fr = forms.CharField(label=_("Definition in French"), max_length=1000, required=False, widget=LINES)
    definition_en = forms.CharField(label=_("Definition in English"), max_length=1000, required=False, widget=LINES)
    choices = forms.CharField(
        label=_("Choices"), max_length=4000, required=False, widget=LINES,
        help_text=_("One a line: key = words in French | words in English"),
    )
    open_category = forms.BooleanField(label=_("People may also answer in their own words"), required=False)
    parent = forms.ChoiceField(label=_("Section"), required=False)
    order = forms.IntegerField(label=_("Place in its section"), min_value=0, max_value=999, initial=1)
    policy = forms.ChoiceField(label=_("Policy"), choices=[(key, POLICY_WORDS[key]) for key in POLICIES], initial="adaptable")
    gloss_fr = forms.CharField(label=_("Gloss of the team, in French"), max_length=200, required=False)
    gloss_en = forms.CharField(label=_("Gloss of the team, in English"), max_length=200, required=False)
    hidden = forms.CharField(label=pgettext_lazy("grid template", "Hidden, because…"), max_length=300, required=False)
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, template, standing, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sections = [(n["id"], n["label"].get("fr", n["id"])) for n in template.draft if n["kind"] == "section"]
        self.fields["parent"].choices = [("", "–"), *sections]
        if standing:
            self.fields["id"].disabled = True
        if template.parent is None:
            del self.fields["gloss_fr"], self.fields["gloss_en"], self.fields["hidden"]
        else:
            self.lock(template, standing)

    def lock(self, template, standing):
        """In a variant, what the common frame keeps cannot be typed over."""
        common = next((n for n in template.parent.nodes if standing and n["id"] == standing["id"]), None)
        free = FREE[common["policy"]] if common else FREE["local"] - {"policy"}
        if common is None:
            self.initial["policy"] = "local"
        for name, field in self.fields.items():
            if name != "base" and not {name, name.split("_")[0]} & free and name != "id":
                field.disabled = True

    @staticmethod
    def shown(standing):
        """A node as the form's initial values."""
        pairs = {name: standing[name] for name in ("id", "kind", "parent", "order", "policy", "hidden", "open_category")}
        names = [(name, lang) for name in ("label", "definition", "gloss") for lang in ("fr", "en")]
        words = {f"{name}_{lang}": standing[name].get(lang, "") for name, lang in names}
        lines = [f"{key} = {said.get('fr', '')} | {said.get('en', '')}" for key, said in standing["choices"]]
        return {**pairs, **words, "choices": "\n".join(lines)}

    def clean_choices(self):
        found = []
        for number, line in enumerate(self.cleaned_data["choices"].splitlines(), 1):
            if not line.strip():
                continue
            key, equals, words = line.partition("=")
            french, _bar, english = words.partition("|")
            if not equals or not key.strip() or not french.strip():
                raise forms.ValidationError(_("Line %(number)s: write key = words."), params={"number": number})
            found.append([key.strip(), two(french, english)])
        return found

    @property
    def node(self):
        """The typed node, as the action takes it."""
        given = self.cleaned_data
        words = {name: two(given.get(f"{name}_fr", ""), given.get(f"{name}_en", "")) for name in ("label", "definition", "gloss")}
        plain = {name: given[name] for name in ("id", "kind", "parent", "order", "policy", "choices", "open_category")}
        return {**plain, **words, "hidden": given.get("hidden", "")}


def two(french, english):
    return {lang: words.strip() for lang, words in (("fr", french), ("en", english)) if words.strip()}


class PublishForm(forms.Form):
    notes = forms.CharField(label=_("What changes, and why"), max_length=500, required=False)


class VariantForm(forms.Form):
    team = forms.CharField(label=_("Team"), max_length=80)


class RequestForm(forms.Form):
    text = forms.CharField(label=_("What should change, and why"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    node = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=1000, widget=forms.Textarea({"rows": 2}))
