"""Doors of readings and of the silence register: load through the person, one read or one action, answer."""
