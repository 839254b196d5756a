from django.contrib import admin
from django.urls import include, path

from factcheck import health, metrics

handler404 = "claims.site.missing.not_found"
handler500 = "claims.api.problems.server_error"
urlpatterns = [
    path("desk/", admin.site.urls),
    path("api/v1/articles/", include("ingest.urls")),
    path("api/v1/", include("claims.api.urls")),
    path("health/", health.whole),
    path("health/live/", health.live),
    path("health/ready/", health.ready),
    path("metrics", metrics.metrics),
    path("", include("claims.site.urls")),
]
