"""The desk's pages for what comes in: feeds, arrivals, the paste form, the bookmarklet."""

from django.contrib import admin

from . import arrivals, articles, feeds

__all__ = ["arrivals", "articles", "feeds"]

admin.site.index_template = "admin/desk/arriving_index.html"
