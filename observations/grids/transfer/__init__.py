"""Grids and templates as files of our own, written and read back without losing a word.

files.py says what is written, shapes.py checks what is read, templates.py and filled.py bring it in, the doors call those two.
"""
