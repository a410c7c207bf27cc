"""A repeated touchpoint in one line: how silence went from one time to the next.

Takes the figures of its times as they may be shown, so that the line tells nothing that a masked one hides. It adds nobody up:
the same customers are counted again at each time.
"""
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .wording import count, named, percent


def lines(figures):
    """[sentence] for each repeated touchpoint of a `figures.Figures`, in map order."""
    return [line(times) for times in figures.repeated]


def line(times):
    """The sentence of one; times: its figures."""
    asked = times[0].touchpoint
    label = asked.label.removesuffix(f" (1/{asked.times})")
    told = [(figure.cell.rate, figure.touchpoint.number) for figure in times if figure.state == "counted"]
    if not told:
        return named(label, _("none of its %(times)s times can be judged.") % {"times": count(asked.times)})
    least, most = min(told)[0], max(told)[0]
    values = {"rate": percent(most), "least": percent(least), "most": percent(most), "number": count(len(told)),
              "times": count(asked.times), "worst": count(next(number for rate, number in told if rate == most))}
    alike, fewer = percent(least) == percent(most), len(told) < asked.times
    if alike and fewer:
        said = ngettext("%(rate)s silent at the only time, of %(times)s, that can be judged.",
                        "%(rate)s silent at each of the %(number)s times, of %(times)s, that can be judged.", len(told))
    elif fewer:
        said = _("%(least)s to %(most)s silent over the %(number)s times, of %(times)s, that can be judged; most at time "
                 "%(worst)s.")
    elif alike:
        said = _("%(rate)s silent at each of its %(times)s times.")
    else:
        said = _("%(least)s to %(most)s silent over its %(times)s times; most at time %(worst)s.")
    return named(label, said % values)
