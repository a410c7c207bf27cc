"""Pictures of absence, drawn on the server as SVG: pure Python, plain values in, markup out.

Nothing here knows Django, a database or a language: every word arrives already written in the reader's language,
and every figure already masked. Markup uses presentation attributes and classes only, so the strictest content
policy holds.
"""
