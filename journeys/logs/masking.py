"""Small counts are not said, nor can they be found by subtracting the others from a total that is shown. Pure."""


def masked(counts, mask):
    """`counts` with None for those between 1 and mask - 1, and for the next smallest when a single one would be hidden.

    Zeros are said: nothing happened, to nobody.
    """
    hidden = {place for place, count in enumerate(counts) if 0 < count < mask}
    if len(hidden) == 1:
        others = [place for place, count in enumerate(counts) if count and place not in hidden]
        hidden.update(sorted(others, key=lambda place: counts[place])[:1])
    return [None if place in hidden else count for place, count in enumerate(counts)]
