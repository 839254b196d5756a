from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import Change
from claims.presenters.removals import removed_numbers
from claims.services import ledger
from claims.services.partners import number_changes

from . import waiting
from .access import PartnerView
from .answers import RETRY_AFTER, answers
from .authentication import still_valid
from .problems import BadParameters, Resync
from .serializers import Acknowledgement, ChangePage, ChangesQuery, change_entry
from .tokens import BEGINNING, Malformed, Token


class Changes(PartnerView):
    parameters = ("since", "limit", "wait")

    @extend_schema(
        operation_id="changes_list",
        parameters=[ChangesQuery, RETRY_AFTER],
        responses=answers(ChangePage, 410),
    )
    def get(self, request: Request) -> Response:
        """What was published, corrected, rated anew, retracted or removed since `since`, in order.

        410 with the code `resync`: the token does not belong to this log; start without it. With
        `wait` the answer comes as soon as there is something new, empty if that takes longer.
        """
        query = ChangesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        since = read_token(query.validated_data.get("since"))
        number_changes(wait=False)
        check_place(since)
        partner = request.auth.partner
        # HEAD brings nothing: the ledger does not change.
        brings = request.method == "GET"
        again = brings and ledger.asked_from(partner, since.position)
        limit = query.validated_data["limit"]
        found = list(after(since)[: limit + 1])
        if not found and (seconds := query.validated_data["wait"]):
            waiting.for_news(since.position, seconds)
            still_valid(request)
            found = list(after(since)[: limit + 1])
        page = found[:limit]
        if brings:
            ledger.fetched_to(partner, page[-1].position if page else 0, again=again)
        return Response(
            {
                "results": [change_entry(change) for change in page],
                "next": str(Token.at(page[-1]) if page else since),
                "more": len(found) > limit,
            }
        )


class Acknowledge(PartnerView):
    @extend_schema(
        operation_id="changes_acknowledge",
        request=Acknowledgement,
        parameters=[RETRY_AFTER],
        responses=answers(Acknowledgement, 410, 413, 415),
    )
    def post(self, request: Request) -> Response:
        """Say that all up to this token is stored. Sending it as `since` says so, too."""
        sent = Acknowledgement(data=request.data)
        sent.is_valid(raise_exception=True)
        token = read_token(sent.validated_data["token"], "token")
        check_place(token)
        ledger.acknowledged_to(request.auth.partner, token.position)
        return Response({"token": str(token)})


def read_token(text: str | None, name: str = "since") -> Token:
    try:
        return Token.read(text) if text else BEGINNING
    except Malformed as error:
        raise BadParameters(
            {name: "Not a token of ours. Send `next` of the last answer, or leave it out."}
        ) from error


def check_place(token: Token) -> None:
    """Raises Resync when another entry, or none, stands where the token points."""
    if token == BEGINNING:
        return
    change = numbered().filter(position=token.position).defer("version__document").first()
    if change is None or Token.at(change) != token:
        raise Resync


def after(token: Token) -> QuerySet[Change]:
    later = numbered().filter(position__gt=token.position).order_by("position")
    return later.annotate(removed_numbers=removed_numbers("version__review"))


def numbered() -> QuerySet[Change]:
    return Change.objects.exclude(position=None).select_related("version__review")
