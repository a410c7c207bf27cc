"""One observed sequence of events laid beside the expected path: what was skipped, what was inserted, how well they
fit.

Pure. Optimal alignment with cost 1 for an event that the path does not expect and for an expected step without event
(van der Aalst; Carmona et al., *Process Mining Handbook*, ch. 5, open access): fitness = 1 - cost / (events + shortest
expected path). Optional and conditional steps may be skipped for nothing, as may exits; alternatives are one step that
any member fills. A journey still open is not charged for what may come: only the best beginning of the path counts (van
Zelst et al. 2019).
"""
from dataclasses import dataclass

LONGEST = 100  # events of a customer, beyond which a sequence is not compared


@dataclass(frozen=True)
class Slot:
    """One step of the expected path: the positions (on the map) that fill it, and whether skipping it costs."""

    positions: tuple[int, ...]
    needed: bool


@dataclass(frozen=True)
class Alignment:
    """cost: whole number; fitness: 0 to 1, 1 with nothing to compare; skipped: slots by index; inserted: events by
    index.
    """

    cost: int
    fitness: float
    skipped: tuple[int, ...]
    inserted: tuple[int, ...]


def slots(plan):
    """The expected path of a `plan.Plan`, in map order; a group of alternatives stands where its first member does.

    A repeated touchpoint happens beside the others, at any place among them: it is no step.
    """
    found = []
    for place in plan.places:
        if place.touchpoint.is_occurrence:
            continue
        group = plan.group_of(place)
        if group is None:
            needed = place.touchpoint.expectation == "required" and place.touchpoint.terminal != "exit"
            found.append(Slot((place.position,), needed))
        elif group.members[0] == place.position:
            found.append(Slot(group.members, True))
    return tuple(found)


def align(events, path, is_open=False):
    """The cheapest `Alignment` of events (each the set of positions it fills) with a path of `Slot`s."""
    rows, columns = len(events) + 1, len(path) + 1
    price = [1 if slot.needed else 0 for slot in path]
    fills = [set(slot.positions) for slot in path]
    best = [[0] * columns for _ in range(rows)]
    for j in range(1, columns):
        best[0][j] = best[0][j - 1] + price[j - 1]
    for i in range(1, rows):
        row, above, event = best[i], best[i - 1], events[i - 1]
        row[0] = i
        for j in range(1, columns):
            cheapest = min(above[j] + 1, row[j - 1] + price[j - 1])
            row[j] = above[j - 1] if event & fills[j - 1] and above[j - 1] < cheapest else cheapest
    last = best[-1]
    end = min(range(columns), key=lambda j: (last[j], -j)) if is_open else columns - 1
    cost, whole = last[end], len(events) + sum(price)
    return Alignment(cost, 1 - cost / whole if whole else 1.0, *_way_back(events, fills, price, path, best, end))


def _way_back(events, fills, price, path, best, end):
    """(needed slots skipped, events inserted) along one cheapest way."""
    i, j, skipped, inserted = len(events), end, [], []
    while i or j:
        if i and j and events[i - 1] & fills[j - 1] and best[i][j] == best[i - 1][j - 1]:
            i, j = i - 1, j - 1
        elif j and best[i][j] == best[i][j - 1] + price[j - 1]:
            j -= 1
            if path[j].needed:
                skipped.append(j)
        else:
            i -= 1
            inserted.append(i)
    return tuple(reversed(skipped)), tuple(reversed(inserted))
