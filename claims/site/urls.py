from django.urls import path

from claims.site import feed, pages, preview, reports, verdicts

app_name = "site"
urlpatterns = [
    path("", pages.home, name="home"),
    path("verdicts/<slug:slug>/", verdicts.verdict, name="verdict"),
    path("verdicts/<slug:slug>/versions/<int:number>/", verdicts.verdict, name="version"),
    path("verdicts/<slug:slug>/preview/", preview.preview, name="preview"),
    path("verdicts/<slug:slug>/report/", reports.report, name="report"),
    path("reports/<uuid:token>/", reports.reported, name="reported"),
    path("corrections/", pages.corrections, name="corrections"),
    path("methodology/", pages.methodology, name="methodology"),
    path("feed.atom", feed.feed, name="feed"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
]
