"""The reviewers' desk: the stock admin, with pages of our own where the work happens."""

from django.contrib import admin

from . import (
    articles,
    claims,
    corrections,
    deliveries,
    extractions,
    numbers,
    partners,
    removals,
    reports,
    reviews,
    users,
)  # fmt: skip

__all__ = [
    "articles", "claims", "corrections", "deliveries", "extractions", "numbers", "partners",
    "removals", "reports", "reviews", "users",
]  # fmt: skip

admin.site.site_header = "The desk"
admin.site.site_title = "The desk"
admin.site.index_title = "Waiting for you"
admin.site.index_template = "admin/desk/index.html"
admin.site.enable_nav_sidebar = False
