"""The peer of the desk: Django's own ModelAdmin on the same tables, with nothing but the options
that its tutorial teaches. Used as a ROOT_URLCONF."""

from django.contrib import admin
from django.urls import path

from claims.models import Claim, Review
from factcheck.urls import urlpatterns as ours

site = admin.AdminSite("stock")


@admin.register(Claim, site=site)
class StockClaims(admin.ModelAdmin):
    list_display = ["text", "types", "speaker", "score", "status", "created_at"]
    list_filter = ["status", "topic"]
    search_fields = ["text"]
    ordering = ["-score"]


@admin.register(Review, site=site)
class StockReviews(admin.ModelAdmin):
    list_display = ["__str__", "verdict", "status", "author"]
    list_filter = ["status", "verdict"]
    search_fields = ["claim__text"]


urlpatterns = [path("stock/", site.urls), *ours]
