"""The desk's pages for what comes in: feeds, arrivals, the paste form, the bookmarklet."""

from . import arrivals, articles, feeds

__all__ = ["arrivals", "articles", "feeds"]
