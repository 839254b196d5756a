"""The text engine: plain Python, no Django, no input or output, no clock, no network.

`claims.text.analyse.analyse` is the whole path; the modules beside it are its steps, in the order
in which a text passes through them.
"""
