"""Readers of names that an installation may add to the rules. None is needed; what they find is only ever proposed.

An engine is a function: text -> [(start, end, label)], labels being those of named entities (PER, LOC…). The one that is known
is spaCy, used when it and a model of the language are installed (`pip install .[names]`, then the model's own wheel).
"""
import logging
import re
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from .spans import Span

MODELS = {"fr": ("fr_core_news_sm", "fr_core_news_md", "fr_core_news_lg"), "en": ("en_core_web_sm", "en_core_web_md")}
KINDS = {"PER": "person", "PERSON": "person", "LOC": "address", "GPE": "address", "FAC": "address"}
LONGEST = 80  # characters of a name; longer ones are a mistake of the model


@lru_cache
def engine_of(language):
    """The engine of a language, or None when nothing is installed for it."""
    if find_spec("spacy") is None:
        return None
    for name in MODELS.get(language, ()):
        if find_spec(name):
            try:
                return entities(import_module("spacy").load(name))
            except (OSError, ImportError, ValueError) as problem:  # a model of another release: the rules work alone
                logging.getLogger(__name__).warning("The model %s cannot be loaded: %s", name, problem)
    return None


def entities(nlp):
    """An engine of any pipeline whose documents have `ents`, as spaCy's have."""
    return lambda text: [(one.start_char, one.end_char, one.label_) for one in nlp(text).ents]


def spans(engine, text):
    """What an engine finds, as proposals of little confidence: a person has the last word, the rules a louder one."""
    for start, end, label in engine(text):
        words = text[start:end]
        trimmed = words.strip(" \n\t.,;:!?«»“”\"'’()")
        start += words.find(trimmed) if trimmed else 0
        if label in KINDS and 1 < len(trimmed) <= LONGEST and re.search(r"[^\W\d_]", trimmed):
            yield Span(start, start + len(trimmed), KINDS[label], "entities", "low")
