"""The paste form takes a link or a file as well: the claims app knows no fetching."""

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.articles import ArticleAdmin
from claims.admin.desk import page_address
from claims.models import Article
from claims.services.articles import ArticleRefused
from ingest.models import Fetch
from ingest.services import fetches

from .forms import ArrivalForm

admin.site.unregister(Article)


@admin.register(Article)
class ArrivingArticleAdmin(ArticleAdmin):
    paste_form = ArrivalForm

    def receive(self, request: HttpRequest, form: ArrivalForm) -> str | None:
        file = form.cleaned_data["file"]
        link = "" if file else form.link()
        if not file and not link:
            return super().receive(request, form)
        try:
            fetch = self.queue(request, form, link)
        except ArticleRefused as refusal:
            field = "text" if link and form.cleaned_data["text"] else refusal.field
            form.add_error("file" if file and field == "text" else field, str(refusal))
            return None
        return page_address(fetch)

    def queue(self, request: HttpRequest, form: ArrivalForm, link: str) -> Fetch:
        said = form.details()
        if link:
            said.pop("url", None)
            return fetches.collect_link(link, by=request.user, details=said)
        file = form.cleaned_data["file"]
        fetches.refuse_large(file.size)
        return fetches.keep_upload(
            file.read(),
            name=file.name,
            content_type=file.content_type or "",
            by=request.user,
            details=said,
        )
