"""One door for both kinds of files: what a file is says what is done with it. Refuses files of neither kind."""
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..content import FORMAT
from . import files
from .filled import bring_in_grid
from .templates import bring_in_template


def bring_in_file(*, by, file, journey=None, replace=False):
    """(the Brought of a grid, None) or (None, the GridTemplate of a template's file)."""
    told = file if isinstance(file, dict) else {}
    if told.get("format") == files.TEMPLATE:
        return None, bring_in_template(by=by, file=file)
    content = told.get("content")
    if isinstance(content, dict) and content.get("format") == FORMAT:
        return bring_in_grid(by=by, file=file, journey=journey, replace=replace), None
    raise ValidationError(
        _("This file is neither a grid nor a template exported from here: export one as JSON, and take that file.")
    )
