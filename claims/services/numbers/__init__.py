"""What the desk did, in figures: read-only queries over a period of days of the newsroom.

Everything here answers in small frozen dataclasses. What a *decision* is stands in decisions.py.
"""
