"""Who may do what: the groups of a newsroom, declared here and kept in step with the database."""

from typing import TypeAlias

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.models import User as DjangoUser
from django.db import transaction

User: TypeAlias = DjangoUser

READING = [
    "view_article",
    "view_publisher",
    "view_snapshot",
    "view_extraction",
    "view_speaker",
    "view_claim",
    "view_appearance",
    "view_claimmatch",
    "view_review",
    "view_evidence",
    "view_correction",
    "view_publishedversion",
    "view_reviewevent",
    "view_claimevent",
    "view_change",
    "view_queueentry",
    "view_rankingprofile",
    "view_savedfilter",
    "view_plantick",
    "view_revision",
    "view_comment",
    "view_archivedcopy",
    "view_readerreport",
    "view_feed",
    "view_fetch",
]
REVIEWING = [
    "add_article",
    "change_article",
    "add_publisher",
    "change_publisher",
    "change_extraction",
    "add_speaker",
    "change_speaker",
    "change_claim",
    "triage_claim",
    "change_claimmatch",
    "add_review",
    "change_review",
    "add_evidence",
    "change_evidence",
    "delete_evidence",
    "add_correction",
    "change_queueentry",
    "add_savedfilter",
    "change_savedfilter",
    "delete_savedfilter",
    "add_plantick",
    "change_plantick",
    "add_comment",
    "change_comment",
    "add_fetch",
    "change_fetch",
]
# What the newsroom as a whole depends on: feeds, the order of the queue, and the partners who
# receive what is published.
SETTING_UP = [
    "view_partner",
    "add_partner",
    "change_partner",
    "view_apikey",
    "add_apikey",
    "change_apikey",
    "add_feed",
    "change_feed",
    "add_rankingprofile",
]
EDITING = ["approve_review", "change_readerreport", "view_user", "view_group"]
ADMINISTERING = [
    "view_user",
    "add_user",
    "change_user",
    "view_group",
    "view_removal",
    "add_removal",
]

# The order in which the desk names them.
GROUPS = {
    "guest": READING,
    "reviewer": READING + REVIEWING,
    "editor": READING + REVIEWING + SETTING_UP + EDITING,
    "administrator": READING + SETTING_UP + ADMINISTERING,
}
MEANING = {
    "guest": "Reads everything on the desk and changes nothing.",
    "reviewer": "Decides about claims, writes reviews, proposes corrections.",
    "editor": "A reviewer who also approves what a colleague wrote, and makes other editors.",
    "administrator": "Looks after accounts, partners and feeds, and removes what the law demands. "
    "Writes and approves nothing.",
}
EDITOR, ADMINISTRATOR = "editor", "administrator"


@transaction.atomic
def sync_groups() -> None:
    """Make the groups hold what is declared here, no more and no less."""
    for name, codenames in GROUPS.items():
        permissions = Permission.objects.filter(
            content_type__app_label__in=("auth", "claims", "ingest"), codename__in=codenames
        )
        missing = set(codenames) - {p.codename for p in permissions}
        if missing:
            raise RuntimeError(f"Run `manage.py migrate` first: no permission {sorted(missing)}")
        Group.objects.get_or_create(name=name)[0].permissions.set(permissions)
