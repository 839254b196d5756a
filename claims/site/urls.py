from django.urls import path

from claims.site import embed, feed, pages, people, preview, reports, search, sitemaps, verdicts

app_name = "site"
urlpatterns = [
    path("", pages.home, name="home"),
    path("verdicts/<slug:slug>/", verdicts.verdict, name="verdict"),
    path("verdicts/<slug:slug>/versions/<int:number>/", verdicts.verdict, name="version"),
    path("verdicts/<slug:slug>/versions/<int:number>/picture.png", embed.picture, name="picture"),
    path("verdicts/<slug:slug>/embed/", embed.card, name="card"),
    path("verdicts/<slug:slug>/preview/", preview.preview, name="preview"),
    path("verdicts/<slug:slug>/report/", reports.report, name="report"),
    path("reports/<uuid:token>/", reports.reported, name="reported"),
    path("search/", search.search, name="search"),
    path("speakers/", people.speakers, name="speakers"),
    path("speakers/<uuid:speaker>/", people.speaker, name="speaker"),
    path("topics/", people.topics, name="topics"),
    path("topics/<slug:topic>/", people.topic, name="topic"),
    path("articles/<uuid:article>/", people.article, name="article"),
    path("corrections/", pages.corrections, name="corrections"),
    path("methodology/", pages.methodology, name="methodology"),
    path("about/", pages.about, name="about"),
    path("funding/", pages.funding, name="funding"),
    path("privacy/", pages.privacy, name="privacy"),
    path("feed.atom", feed.feed, name="feed"),
    path("feed.rss", feed.rss, name="rss"),
    path("feed.json", feed.json_feed, name="json_feed"),
    path("oembed", embed.oembed, name="oembed"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.part, name="sitemap_part"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
]
