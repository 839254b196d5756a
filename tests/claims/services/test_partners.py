from datetime import UTC, datetime, timedelta

import pytest
from django.core import serializers
from django.db import connection
from django.utils import timezone

from claims.models import ApiKey, Change
from claims.services import partners
from claims.services.partners import KeyRefused, find_key, issue_key, number_changes, revoke_key
from tests.factories import make_partner, make_published_review

pytestmark = pytest.mark.django_db


class TestKeys:
    def test_opens_and_names_its_partner(self):
        key, secret = issue_key(make_partner("The Invented Wire"))
        assert find_key(secret) == key
        assert find_key(secret).partner.name == "The Invented Wire"

    def test_a_dump_of_the_table_opens_nothing(self):
        key, secret = issue_key(make_partner())
        dump = serializers.serialize("json", ApiKey.objects.all())
        assert secret not in dump
        for stolen in (key.sha256, key.prefix):
            with pytest.raises(KeyRefused, match="not known"):
                find_key(stolen)

    def test_two_keys_are_never_alike(self):
        partner = make_partner()
        assert len({issue_key(partner)[1] for _ in range(20)}) == 20

    def test_revoked_at_once(self):
        key, secret = issue_key(make_partner())
        find_key(secret)
        revoke_key(key)
        with pytest.raises(KeyRefused, match="revoked"):
            find_key(secret)

    def test_revoking_again_keeps_the_first_date(self):
        key, _ = issue_key(make_partner())
        revoke_key(key)
        first = ApiKey.objects.get(pk=key.pk).revoked_at
        revoke_key(key)
        assert ApiKey.objects.get(pk=key.pk).revoked_at == first

    def test_expires_on_the_moment(self):
        end = timezone.now() + timedelta(days=1)
        key, secret = issue_key(make_partner(), expires_at=end)
        assert find_key(secret, end - timedelta(microseconds=1)) == key
        with pytest.raises(KeyRefused, match="expired"):
            find_key(secret, end)

    @pytest.mark.parametrize("secret", ["", "fcw_", "fcw_\0", "ключ", "x" * 100_000])
    def test_nonsense_is_not_known(self, secret):
        with pytest.raises(KeyRefused, match="not known"):
            find_key(secret)

    def test_notes_its_use_once_a_minute(self):
        key, secret = issue_key(make_partner())
        start = timezone.now()
        for seconds, noted in [(0, 0), (59, 0), (61, 61)]:
            find_key(secret, start + timedelta(seconds=seconds))
            key.refresh_from_db()
            assert key.last_used_at == start + timedelta(seconds=noted)

    def test_valid_in_the_database_means_what_find_key_means(self):
        now = timezone.now()
        partner = make_partner()
        for revoked in (None, now):
            for expires in (None, now - timedelta(days=1), now, now + timedelta(days=1)):
                key, secret = issue_key(partner, expires_at=expires)
                ApiKey.objects.filter(pk=key.pk).update(revoked_at=revoked)
                key.refresh_from_db()
                listed = ApiKey.objects.valid(now).filter(pk=key.pk).exists()
                assert listed == (partners.why_refused(key, now) == "")


class TestNumbering:
    def test_in_the_order_of_writing(self):
        first, second = make_published_review(), make_published_review()
        assert number_changes() == 2
        assert [c.version.review for c in Change.objects.all()] == [first, second]
        assert [c.position for c in Change.objects.all()] == [1, 2]

    def test_goes_on_where_it_stopped(self):
        make_published_review()
        number_changes()
        later = make_published_review()
        assert number_changes() == 1
        assert Change.objects.get(version__review=later).position == 2

    def test_costs_one_question_when_nothing_waits(self, django_assert_num_queries):
        make_published_review()
        number_changes()
        with django_assert_num_queries(1):
            assert number_changes() == 0

    def test_the_runtime_role_may_number_and_note_the_use_of_a_key(self, runtime_role):
        _, secret = issue_key(make_partner())
        make_published_review()
        with runtime_role():
            assert number_changes() == 1
            assert find_key(secret)

    def test_the_lock_is_held_until_the_positions_are_committed(self):
        """Or a second sequencer would read the same highest position."""
        make_published_review()
        number_changes()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND objid = %s AND pid = pg_backend_pid()",
                [partners.SEQUENCER_LOCK],
            )
            assert cursor.fetchone() == (1,)


class TestDates:
    """Shortly before one o'clock in a London summer it is still the day before in UTC."""

    JUST_AFTER_MIDNIGHT = datetime(2017, 7, 14, 23, 30, tzinfo=UTC)

    @pytest.mark.parametrize("field", ["revoked_at", "expires_at"])
    def test_are_the_newsrooms(self, field):
        key, secret = issue_key(make_partner())
        ApiKey.objects.filter(pk=key.pk).update(**{field: self.JUST_AFTER_MIDNIGHT})
        with pytest.raises(KeyRefused, match="on 15 July 2017"):
            find_key(secret)
