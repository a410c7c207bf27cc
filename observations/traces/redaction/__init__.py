"""Proposals of what to hide in a text, by rules alone. Everything here is a proposal: a person has the last word.

`propose(text, patterns, names, engine)` gives the spans; `apply(text, spans, …)` writes the redacted text; `leftovers` helps a
second look.
"""
from .detectors import propose
from .engines import engine_of
from .spans import Span, apply, leftovers

RULESET = "rules-2"
__all__ = ["RULESET", "Span", "apply", "engine_of", "leftovers", "propose"]
