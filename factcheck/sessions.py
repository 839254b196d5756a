"""Sessions that know whose they are, from where, and since when: see claims.models.DeskSession."""

from datetime import timedelta
from ipaddress import ip_address

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims.models import DeskSession
from factcheck.clients import address

# "Last seen" is as exact as this: a write for each request would buy nothing.
SEEN_EVERY = timedelta(minutes=1)


class SessionStore(db.SessionStore):
    row: DeskSession | None = None
    # Who asks: browser and address.
    client: tuple[str, str | None] = ("", None)

    @classmethod
    def get_model_class(cls) -> type[DeskSession]:
        return DeskSession

    def _get_session_from_db(self) -> DeskSession | None:
        self.row = super()._get_session_from_db()
        return self.row

    def create_model_instance(self, data: dict) -> DeskSession:
        session = super().create_model_instance(data)
        user = data.get(SESSION_KEY)
        session.user_id = int(user) if user else None
        session.user_agent, session.address = self.client
        if self.row and self.row.session_key == session.session_key:
            session.started_at = self.row.started_at
        session.expire_date = session.until()
        return session

    def touch(self) -> None:
        """Note that its owner was here just now, if that was not noted a moment ago."""
        now = timezone.now()
        if not self.row or not self.row.user_id or now - self.row.seen_at < SEEN_EVERY:
            return
        self.row.seen_at = now
        self.model.objects.filter(pk=self.session_key).update(
            seen_at=now, expire_date=self.row.until()
        )


class Middleware(SessionMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.session.client = (request.headers.get("User-Agent", "")[:300], known(request))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        request.session.touch()
        return response


def known(request: HttpRequest) -> str | None:
    """The client's address, if what the proxies say is one."""
    try:
        return str(ip_address(address(request)))
    except ValueError:
        return None
