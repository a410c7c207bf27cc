"""A restitution on paper, as PDF and as a Word file: the sentences of the manuscript and the picture of the map.

Says nothing that the page does not; writes no figure that its reader may not see, since it is told the same Restitution.
"""
