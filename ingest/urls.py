from django.urls import path

from .api import ArticleDetail, Articles

app_name = "ingest"
urlpatterns = [
    path("", Articles.as_view(), name="articles"),
    path("<uuid:id>/", ArticleDetail.as_view(), name="article"),
]
