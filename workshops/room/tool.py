"""The tool that a table looks back on while it closes: the grid that its closing seals, and the template that grid stands on."""
from observations.grids.models import Grid


def tool_of(session):
    """The TemplateVersion of the grid of the session's journey, or None when it has none."""
    grid = Grid.objects.filter(journey=session.journey_id).select_related("template_version__template__space").first()
    return grid and grid.template_version
