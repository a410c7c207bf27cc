"""Fields of a command that name something of the session, by its uuid. Refuses what belongs to another session."""
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError


class Named(forms.ModelChoiceField):
    """Something of this session, named by its uuid.

    among: the session's things of that kind; found: a prepared query of one of them, for what is named at every note.
    """

    def __init__(self, among, found=None, **kwargs):
        super().__init__(queryset=None, to_field_name="uuid", **kwargs)
        self.among, self.found = among, found

    def offer(self, session, answered):
        """Offer the things of this session. What was sent already is only looked for, when there is a query for that."""
        self.session = session
        if not answered or self.found is None:
            self.queryset = self.among(session)

    def to_python(self, value):
        if self.found is None or value in self.empty_values:
            return super().to_python(value)
        try:
            one = self.found.first(session=self.session.pk, uuid=UUID(str(value)))
        except ValueError:
            one = None
        if one is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return one


class NamedMany(forms.ModelMultipleChoiceField, Named):
    """Several things of this session, named by their uuids."""
