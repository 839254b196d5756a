"""The peer of the desk: a stock ModelAdmin on the same tables, with the columns and filters of the
desk's lists, by nothing but the options that the tutorial teaches. A ROOT_URLCONF."""

from django.contrib import admin
from django.urls import path

from claims.models import Claim, Review
from factcheck.urls import urlpatterns as ours

site = admin.AdminSite("stock")


@admin.register(Claim, site=site)
class StockClaims(admin.ModelAdmin):
    list_display = ["text", "types", "topic", "speaker", "score", "status", "created_at"]
    list_filter = ["status", "topic", "speaker", "appearances__snapshot__article__publisher"]
    search_fields = ["text"]
    ordering = ["-score"]


@admin.register(Review, site=site)
class StockReviews(admin.ModelAdmin):
    list_display = ["__str__", "verdict", "status", "author"]
    list_filter = ["status", "verdict"]
    search_fields = ["claim__text"]


urlpatterns = [path("stock/", site.urls), *ours]
