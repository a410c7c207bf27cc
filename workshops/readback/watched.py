"""The silences that accepted actions aim at, over the last readings of their journeys: rates masked as everywhere."""
from dataclasses import dataclass

from journeys.silences.models import Reading
from journeys.silences.queries import figures

MOST_SILENCES = 6
MOST_READINGS = 8  # per journey


@dataclass(frozen=True)
class Watched:
    """One silence with its silent share at each reading, oldest first (None where masked or not counted)."""

    silence: object
    rates: tuple
    cell: object  # of the last reading that counts it; None when none does

    @property
    def has_trend(self):
        return sum(rate is not None for rate in self.rates) > 1


def watched(member, rows):
    """[Watched] of the silences aimed at by `rows` (backlog rows), by label, in two queries whatever their number."""
    aimed = {row.action.silence_id: row.action.silence for row in rows if row.action.silence_id and row.action.accepted_at}
    silences = sorted(aimed.values(), key=lambda silence: silence.label.casefold())[:MOST_SILENCES]
    if not silences:
        return []
    journeys = {silence.journey_id for silence in silences}
    ready = Reading.objects.filter(space=member.space, status="ready", version__journey__in=journeys)
    latest, seen = ready.select_related("version", "space").order_by("-window_to", "-created_at"), {}
    for reading in latest[: MOST_READINGS * len(journeys)]:
        mine = seen.setdefault(reading.version.journey_id, [])
        if len(mine) < MOST_READINGS:
            mine.append(figures(reading, member))
    return [_watched(silence, seen.get(silence.journey_id, [])[::-1]) for silence in silences]


def _watched(silence, readings):
    rates, last = [], None
    for shown in readings:
        figure = shown.get(silence.touchpoint_key)
        cell = figure and (figure.of(silence.segment_by, silence.segment_value) if silence.segment_by else figure.cell)
        counted = cell is not None and figure.instrument == "ok" and not cell.masked and cell.rate is not None
        rates.append(cell.rate if counted else None)
        last = cell if counted else last
    return Watched(silence, tuple(rates), last)
