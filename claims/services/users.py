"""Who may do what: the groups of a newsroom, declared here and kept in step with the database."""

from typing import TypeAlias

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.models import User as DjangoUser
from django.db import transaction

User: TypeAlias = DjangoUser

REVIEWER = [
    "add_article",
    "view_article",
    "change_article",
    "view_publisher",
    "add_publisher",
    "change_publisher",
    "view_snapshot",
    "view_extraction",
    "change_extraction",
    "view_speaker",
    "add_speaker",
    "change_speaker",
    "view_claim",
    "change_claim",
    "triage_claim",
    "view_appearance",
    "view_claimmatch",
    "change_claimmatch",
    "view_review",
    "add_review",
    "change_review",
    "view_evidence",
    "add_evidence",
    "change_evidence",
    "delete_evidence",
    "view_correction",
    "add_correction",
    "view_publishedversion",
    "view_reviewevent",
    "view_claimevent",
    "view_change",
    "view_queueentry",
    "change_queueentry",
    "view_rankingprofile",
    "view_savedfilter",
    "add_savedfilter",
    "change_savedfilter",
    "delete_savedfilter",
    "view_plantick",
    "add_plantick",
    "change_plantick",
    "view_revision",
    "view_comment",
    "add_comment",
    "change_comment",
    "view_archivedcopy",
    "view_feed",
    "view_fetch",
    "add_fetch",
    "change_fetch",
]
EDITOR = [
    *REVIEWER,
    "approve_review",
    "add_rankingprofile",
    "view_partner",
    "add_partner",
    "change_partner",
    "view_apikey",
    "add_apikey",
    "change_apikey",
    "add_feed",
    "change_feed",
]
GROUPS = {"reviewer": REVIEWER, "editor": EDITOR}


@transaction.atomic
def sync_groups() -> None:
    """Make the groups hold what is declared here, no more and no less."""
    for name, codenames in GROUPS.items():
        permissions = Permission.objects.filter(
            content_type__app_label__in=("claims", "ingest"), codename__in=codenames
        )
        missing = set(codenames) - {p.codename for p in permissions}
        if missing:
            raise RuntimeError(f"Run `manage.py migrate` first: no permission {sorted(missing)}")
        Group.objects.get_or_create(name=name)[0].permissions.set(permissions)
