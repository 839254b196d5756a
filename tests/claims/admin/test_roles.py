"""Who may do what: every address of the project, from the URLconf, for each role, GET and POST."""

import re
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from claims.models import Review
from tests import factories

from .addresses import addresses, filled, make_rows

# N nobody in particular, G guest, R reviewer, E editor, A administrator.
ROLES = {"N": None, "G": "guest", "R": "reviewer", "E": "editor", "A": "administrator"}

# The address, who may GET it, who may POST to it. "May" is any answer but a login page, 401, 403,
# 404 and 405; a page that has no form answers a POST as a GET. A verb about a row that the fixture
# `rows` does not have is nobody's.
MATRIX = r"""
admin:numbers_fairness_csv                 GREA  REA
admin:numbers                              GREA  REA
admin:numbers_queue                        GREA  REA
admin:numbers_agreement                    GREA  REA
admin:numbers_fairness                     GREA  REA
admin:login                                NGREA NGREA
admin:login_code                           -     -
admin:welcome                              NGREA NGREA
admin:account                              GREA  GREA
admin:password_change                      GREA  GREA
admin:second_factor                        GREA  GREA
admin:account_sessions                     -     GREA
admin:index                                GREA  REA
admin:logout                               N     NGREA
admin:autocomplete                         -     -
admin:jsi18n                               GREA  -
admin:view_on_site                         GREA  REA
admin:claims_publisher_changelist          GREA  REA
admin:claims_publisher_add                 RE    RE
admin:claims_publisher_history             GREA  REA
admin:claims_publisher_delete              -     -
admin:claims_publisher_change              GREA  RE
/desk/claims/publisher/<path:object_id>/   GREA  REA
admin:claims_claim_accept                  -     RE
admin:claims_claim_defer                   -     RE
admin:claims_claim_different               -     RE
admin:claims_claim_dismiss                 -     RE
admin:claims_claim_reopen                  -     RE
admin:claims_claim_same                    -     RE
admin:claims_claim_settle                  -     RE
admin:claims_claim_split                   -     RE
admin:claims_claim_start_review            -     RE
admin:claims_claim_changelist              GREA  REA
admin:claims_claim_add                     -     -
admin:claims_claim_history                 GREA  REA
admin:claims_claim_delete                  -     -
admin:claims_claim_change                  GREA  RE
/desk/claims/claim/<path:object_id>/       GREA  REA
admin:claims_speaker_changelist            GREA  REA
admin:claims_speaker_add                   RE    RE
admin:claims_speaker_history               GREA  REA
admin:claims_speaker_delete                -     -
admin:claims_speaker_change                GREA  RE
/desk/claims/speaker/<path:object_id>/     GREA  REA
admin:claims_correction_changelist         GREA  REA
admin:claims_correction_add                -     -
admin:claims_correction_history            GREA  REA
admin:claims_correction_delete             -     -
admin:claims_correction_change             GREA  REA
/desk/claims/correction/<path:object_id>/  GREA  REA
admin:claims_readerreport_answer           -     E
admin:claims_readerreport_correct          -     RE
admin:claims_readerreport_reopen           -     E
admin:claims_readerreport_set_aside        -     E
admin:claims_readerreport_changelist       GREA  REA
admin:claims_readerreport_add              -     -
admin:claims_readerreport_history          GREA  REA
admin:claims_readerreport_delete           -     -
admin:claims_readerreport_change           GREA  REA
/desk/claims/readerreport/<path:object_id>/ GREA REA
admin:claims_extraction_retry              -     RE
admin:claims_extraction_changelist         GREA  REA
admin:claims_extraction_add                -     -
admin:claims_extraction_history            GREA  REA
admin:claims_extraction_delete             -     -
admin:claims_extraction_change             GREA  REA
/desk/claims/extraction/<path:object_id>/  GREA  REA
admin:claims_delivery_changelist           EA    EA
admin:claims_delivery_add                  -     -
admin:claims_delivery_history              EA    EA
admin:claims_delivery_delete               -     -
admin:claims_delivery_change               EA    EA
/desk/claims/delivery/<path:object_id>/    GREA  REA
admin:claims_partner_issue_key             -     EA
admin:claims_partner_revoke_key            -     EA
admin:claims_partner_add_webhook           -     EA
admin:claims_partner_change_webhook        -     EA
admin:claims_partner_replay_webhook        -     EA
admin:claims_partner_resend                -     EA
admin:claims_partner_rotate_webhook        -     EA
admin:claims_partner_switch_webhook        -     EA
admin:claims_partner_test_webhook          -     EA
admin:claims_removal_changelist            A     A
admin:claims_removal_add                   A     A
admin:claims_removal_history               GREA  REA
admin:claims_removal_delete                -     -
admin:claims_removal_change                GREA  REA
/desk/claims/removal/<path:object_id>/     GREA  REA
admin:claims_partner_changelist            EA    EA
admin:claims_partner_add                   EA    EA
admin:claims_partner_history               EA    EA
admin:claims_partner_delete                -     -
admin:claims_partner_change                EA    EA
/desk/claims/partner/<path:object_id>/     GREA  REA
admin:claims_review_correct                RE    RE
admin:claims_review_approve                -     RE
admin:claims_review_approve_correction     -     RE
admin:claims_review_decline_correction     -     RE
admin:claims_review_send_back              -     RE
admin:claims_review_submit                 -     RE
admin:claims_review_withdraw               -     RE
admin:claims_review_changelist             GREA  REA
admin:claims_review_add                    -     -
admin:claims_review_history                GREA  REA
admin:claims_review_delete                 -     -
admin:claims_review_change                 GREA  RE
/desk/claims/review/<path:object_id>/      GREA  REA
admin:auth_user_appoint                    -     E
admin:auth_user_deactivate                 -     A
admin:auth_user_end_sessions               -     A
admin:auth_user_new_link                   -     A
admin:auth_user_reactivate                 -     A
admin:auth_user_reset_factor               -     A
admin:auth_user_set_roles                  -     A
admin:auth_user_unlock                     -     A
admin:auth_user_changelist                 EA    EA
admin:auth_user_add                        A     A
admin:auth_user_history                    EA    EA
admin:auth_user_delete                     -     -
admin:auth_user_change                     EA    A
/desk/auth/user/<path:object_id>/          GREA  REA
admin:auth_group_changelist                EA    EA
admin:auth_group_add                       -     -
admin:auth_group_history                   EA    EA
admin:auth_group_delete                    -     -
admin:auth_group_change                    EA    EA
/desk/auth/group/<path:object_id>/         GREA  REA
admin:ingest_fetch_progress                GREA  REA
admin:ingest_fetch_bookmarklet             RE    RE
admin:ingest_fetch_send                    RE    RE
admin:ingest_fetch_retry                   -     RE
admin:ingest_fetch_changelist              GREA  REA
admin:ingest_fetch_add                     -     -
admin:ingest_fetch_history                 GREA  REA
admin:ingest_fetch_delete                  -     -
admin:ingest_fetch_change                  GREA  REA
/desk/ingest/fetch/<path:object_id>/       GREA  REA
admin:claims_article_progress              GREA  REA
admin:claims_article_describe              -     RE
admin:claims_article_read                  -     RE
admin:claims_article_changelist            GREA  REA
admin:claims_article_add                   RE    RE
admin:claims_article_history               GREA  REA
admin:claims_article_delete                -     -
admin:claims_article_change                GREA  REA
/desk/claims/article/<path:object_id>/     GREA  REA
admin:ingest_feed_pause                    -     EA
admin:ingest_feed_poll_now                 -     EA
admin:ingest_feed_resume                   -     EA
admin:ingest_feed_changelist               GREA  REA
admin:ingest_feed_add                      EA    EA
admin:ingest_feed_history                  GREA  REA
admin:ingest_feed_delete                   -     -
admin:ingest_feed_change                   GREA  EA
/desk/ingest/feed/<path:object_id>/        GREA  REA
admin:app_list                             GREA  REA
/desk/(?P<url>.*)$                         -     -
admin:claims_claim_merge_into              RE    -
admin:claims_claim_bulk                    -     RE
admin:claims_claim_undo_batch              -     RE
admin:claims_claim_weights                 GREA  EA
admin:claims_claim_filters                 -     RE
admin:claims_claim_card                    GREA  REA
admin:claims_claim_hold                    GREA  REA
admin:claims_claim_give_back               -     RE
admin:claims_claim_hand_over               -     RE
admin:claims_claim_merge                   -     RE
admin:claims_claim_reconsider              -     RE
admin:claims_claim_take                    -     RE
admin:claims_claim_topic                   -     RE
admin:claims_claim_undo                    -     -
admin:claims_claim_work                    -     RE
admin:claims_review_changes                GREA  REA
admin:claims_review_copy                   GREA  REA
admin:claims_review_answer                 -     RE
admin:claims_review_autosave               -     RE
admin:claims_review_comment                -     RE
admin:claims_review_copy_again             -     RE
admin:claims_review_settle                 -     RE
admin:claims_review_unsettle               -     RE
admin:claims_article_card                  GREA  REA
admin:claims_article_text                  GREA  REA
admin:claims_claim_names                   GREA  REA
admin:claims_article_join                  -     -
admin:claims_article_mark                  -     RE
admin:claims_article_merge                 -     -
admin:claims_article_move                  -     RE
admin:claims_article_split                 -     RE
admin:claims_article_unmark                -     -
admin:claims_article_unmerge               -     RE
ingest:articles                            -     -
ingest:article                             -     -
api:reviews                                -     -
api:review                                 -     -
api:claimreview                            -     -
api:review-version                         -     -
api:claims                                 -     -
api:claim                                  -     -
api:changes                                -     -
api:acknowledge                            -     -
api:schema                                 NGREA -
api:docs                                   NGREA -
api:check                                  -     -
/api/v1/check/                             -     -
api:claim-search                           -     -
api:reviews.ndjson                         -     -
api:reviews.json                           -     -
api:reviews.csv                            -     -
api:reviews.xlsx                           -     -
api:claims.ndjson                          -     -
api:claims.json                            -     -
api:claims.csv                             -     -
api:claims.xlsx                            -     -
api:datafeed.json                          -     -
site:picture                               NGREA -
site:card                                  NGREA -
site:rss                                   NGREA -
site:json_feed                             NGREA -
site:oembed                                -     -
site:sitemap_part                          -     -
site:news_sitemap                          NGREA -
/api/v1/^[\s\S]*/$                         -     -
/health/                                   NGREA NGREA
/health/live/                              NGREA NGREA
/health/ready/                             NGREA NGREA
/metrics                                   -     -
site:home                                  NGREA -
site:verdict                               NGREA -
site:version                               NGREA -
site:report                                NGREA NGREA
site:reported                              NGREA -
site:corrections                           NGREA -
site:search                                NGREA -
site:speakers                              NGREA -
site:speaker                               NGREA -
site:topics                                NGREA -
site:topic                                 NGREA -
site:article                               NGREA -
site:about                                 NGREA -
site:funding                               NGREA -
site:privacy                               NGREA -
site:methodology                           NGREA -
site:feed                                  NGREA -
site:robots                                NGREA -
site:sitemap                               NGREA -
site:preview                               -     GREA
"""

EXPECTED = {view: (get, post) for view, get, post in map(str.split, MATRIX.strip().splitlines())}
FORM = "application/x-www-form-urlencoded"
FIX = (
    "Addresses that are new, gone, or open to others than MATRIX says. If each of these lines is "
    "what should be, put it there:\n"
)


@pytest.fixture
def rows(reviewer, editor):
    return make_rows(reviewer, editor)


def knock(method, path, session, data):
    """The answer; whatever it did is undone."""
    client = Client(raise_request_exception=True)
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        answer = client.generic(method, path, urlencode(data), FORM)
        transaction.set_rollback(True)
    return answer


def may(answer):
    if answer.status_code in (401, 403, 404, 405):
        return False
    # /health/ says that no worker runs.
    assert answer.status_code < 500 or answer.wsgi_request.path == "/health/"
    return not answer.get("Location", "").startswith("/desk/login/")


def sessions_of_roles():
    found = {}
    for letter, group in ROLES.items():
        client = Client()
        if group:
            client.force_login(factories.make_user(group))
            found[letter] = client.session.session_key
        else:
            found[letter] = None
    return found


@pytest.mark.django_db
def test_every_address_is_open_to_whom_it_should_be(rows, monkeypatch):
    monkeypatch.setattr("claims.doorbell.ring", lambda *args: None)
    sessions, found = sessions_of_roles(), {}
    for view, route in addresses():
        path = filled(route, rows)
        found[view] = tuple(
            "".join(r for r in ROLES if may(knock(method, path, sessions[r], rows["posted"])))
            or "-"
            for method in ("GET", "POST")
        )
    gone = [f"{view} is gone" for view in EXPECTED.keys() - found.keys()]
    differ = [
        f"{view:42} {' '.join(f'{who:5}' for who in found[view]).rstrip()}"
        for view in found
        if found[view] != EXPECTED.get(view)
    ]
    assert not gone + differ, FIX + "\n".join(sorted(gone) + differ)


@pytest.mark.django_db
def test_a_guest_is_told_why_nothing_can_be_sent(rows):
    client = Client()
    client.force_login(factories.guest())
    own = ("account", "password_change", "second_factor", "logout", "login", "welcome", "weights")
    for view, route in addresses():
        if not view.startswith(("admin:", "/desk/")) or any(name in view for name in own):
            continue
        answer = client.post(filled(route, rows))
        assert answer.status_code in (403, 405), view
        assert "You are here as a guest" in answer.content.decode(), view


@pytest.mark.django_db
def test_a_guest_sees_no_button_that_changes_something(rows):
    client = Client()
    client.force_login(factories.guest())
    for view, route in addresses():
        if not view.startswith("admin:") or "account" in view or "second_factor" in view:
            continue
        if view == "admin:claims_claim_weights":
            # One may try weights; the button that keeps them is disabled.
            continue
        html = client.get(filled(route, rows)).getvalue().decode()
        forms = re.findall(r"<form[^>]*method=.post.*?</form>", html, re.I | re.S)
        buttons = [
            f for f in forms if re.search(r"<(button|input[^>]*submit)(?![^>]* disabled)", f)
        ]
        # Ending one's session and looking at a preview change nothing that others see.
        harmless = re.compile("logout|/preview/")
        assert [f for f in buttons if not harmless.search(f)] == [], view


@pytest.mark.django_db
def test_drafts_belong_to_their_authors(desk, reviewer, editor):
    """No colleague edits or submits a draft, an editor neither; an author never approves."""
    draft = factories.make_ready_review(by=reviewer)
    page = f"/desk/claims/review/{draft.pk}"
    for colleague in (factories.reviewer(), editor, factories.administrator()):
        html = desk(colleague).get(f"{page}/change/").content.decode()
        assert 'name="summary"' not in html
        form = {"summary": "Mine now.", "edition": draft.edition, "_submit": "1"}
        desk(colleague).post(f"{page}/change/", form)
        desk(colleague).post(f"{page}/submit/")
        if colleague != editor:
            # An editor may: a draft whose author left would block its claim.
            desk(colleague).post(f"{page}/withdraw/", {"confirmed": "1", "reason": "Because."})
        now = Review.objects.get(pk=draft.pk)
        assert (now.summary, now.status) == (draft.summary, "draft")
    own = factories.make_submitted_review(by=editor)
    desk(editor).post(f"/desk/claims/review/{own.pk}/approve/", {"confirmed": "1", "seen": ""})
    assert Review.objects.get(pk=own.pk).status == "submitted"
    keeper = User.objects.get(pk=factories.administrator().pk)
    desk(keeper).post(f"/desk/claims/review/{own.pk}/approve/", {"confirmed": "1", "seen": ""})
    assert Review.objects.get(pk=own.pk).status == "submitted"
