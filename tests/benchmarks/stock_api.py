"""What one would write in an afternoon: ModelViewSets over the same tables, served beside ours
(`gunicorn tests.benchmarks.stock_api`)."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from rest_framework import pagination, permissions, serializers, viewsets
from rest_framework.routers import DefaultRouter

from factcheck import wsgi  # noqa: F401  the settings of web processes

settings.ROOT_URLCONF = __name__
application = get_wsgi_application()

from claims.models import Change, PublishedVersion  # noqa: E402  needs the apps


class VersionShape(serializers.ModelSerializer):
    class Meta:
        model = PublishedVersion
        exclude = ("author", "approver")


class ChangeShape(serializers.ModelSerializer):
    version = VersionShape()

    class Meta:
        model = Change
        fields = "__all__"


class Offset(pagination.LimitOffsetPagination):
    default_limit = 100


class Cursor(pagination.CursorPagination):
    page_size, ordering = 100, "pk"


class Versions(viewsets.ModelViewSet):
    queryset = PublishedVersion.objects.order_by("-published_at")
    serializer_class, pagination_class = VersionShape, Offset
    permission_classes = [permissions.AllowAny]


class VersionsByCursor(Versions):
    pagination_class = Cursor


class Changes(viewsets.ModelViewSet):
    queryset = Change.objects.order_by("position").select_related("version")
    serializer_class, pagination_class = ChangeShape, Offset
    permission_classes = [permissions.AllowAny]


router = DefaultRouter()
router.register("versions", Versions, basename="versions")
router.register("cursor", VersionsByCursor, basename="cursor")
router.register("changes", Changes, basename="changes")
urlpatterns = [path("stock/", include(router.urls))]
