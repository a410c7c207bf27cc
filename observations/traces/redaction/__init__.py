"""Proposals of what to hide in a text, by rules alone. Everything here is a proposal: a person has the last word.

`propose(text, patterns)` gives the spans; `apply(text, spans, …)` writes the redacted text; `leftovers` helps a second look.
"""
from .detectors import propose
from .spans import Span, apply, leftovers

RULESET = "rules-1"
__all__ = ["RULESET", "Span", "apply", "leftovers", "propose"]
