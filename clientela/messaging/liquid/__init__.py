"""Liquid for merchants' templates: a bounded engine, and a process of its own to run it in (security TP-01).

Nothing in `engine`, `filters` and `child` knows Django: the process that runs strangers' templates starts
light and holds nothing of the store.
"""
