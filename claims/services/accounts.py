"""What is done to accounts. Each step names who did it, and the account keeps it.

Two people stand behind every verdict, so nobody may come by a second account that approves. Whoever
gives out an account or a new password could use it; hence the editor's role is given by another
person than the one who did that, and it rests when an editor's password or second step was replaced
by somebody else's hand.
"""

from collections.abc import Iterable, Sequence

from axes.utils import reset
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from claims.models import AccountEvent, DeskSession

from .users import EDITOR, GROUPS, User

Kind = AccountEvent.Kind
# By these, whoever did it could have come into the account.
OPENING = (Kind.INVITED, Kind.LINK, Kind.FACTOR_RESET)


class AccountRefused(ValueError):
    """The step is not possible. The message says why, and what to do."""


def roles_of(account: User) -> list[str]:
    held = set(account.groups.values_list("name", flat=True))
    return [name for name in GROUPS if name in held]


def why_not_manage(account: User, by: User) -> str:
    """Why this person may not look after the account; "" when they may."""
    if not by.has_perm("auth.change_user"):
        return "Only an administrator looks after accounts."
    if account.is_superuser and not by.is_superuser:
        return "This account is the server operator's: the desk does not touch it."
    if account == by:
        return "This is your own account: another administrator must do this."
    return ""


def why_not_appoint(account: User, by: User) -> str:
    """Why this person may not make the account an editor's; "" when they may."""
    if not by.has_perm("claims.approve_review"):
        return "Only an editor makes somebody an editor."
    if not account.is_active:
        return "This account is deactivated."
    if EDITOR in roles_of(account):
        return "This is an editor already."
    if account == by:
        return "Nobody makes themselves an editor: ask another one."
    opened = account.account_events.filter(kind__in=OPENING).first()
    if opened and opened.by_id == by.pk and not by.is_superuser:
        return "You opened this account or gave it a new link: another editor must confirm it."
    return ""


@transaction.atomic
def invite(
    *,
    username: str,
    first_name: str,
    last_name: str,
    roles: Sequence[str],
    by: User,
    email: str = "",
) -> User:
    """An account without a password; link() gives the way in."""
    if not by.has_perm("auth.add_user"):
        raise AccountRefused("Only an administrator invites people.")
    if User.objects.filter(username__iexact=username).exists():
        raise AccountRefused("Somebody has this user name already. Choose another one.")
    account = User(
        username=username,
        first_name=first_name,
        last_name=last_name,
        email=email,
        is_staff=True,
    )
    account.set_unusable_password()
    account.save()
    give(account, refuse_editor(account, roles, by))
    note(account, Kind.INVITED, by, words(roles))
    return account


@transaction.atomic
def link(account: User, *, by: User) -> str:
    """The path of a page where a password is chosen, once, without an older one.

    For somebody who never came, earlier links stop working.
    """
    account = managed(account, by)
    if not account.is_active:
        raise AccountRefused("This account is deactivated: reactivate it first.")
    if not account.has_usable_password():
        account.set_unusable_password()
        account.save(update_fields=["password"])
    note(account, Kind.LINK, by)
    uid = urlsafe_base64_encode(force_bytes(account.pk))
    return f"{uid}/{default_token_generator.make_token(account)}"


@transaction.atomic
def joined(account: User, *, first: bool) -> None:
    """Somebody came by a link and chose a password; `first`: there was none before."""
    end_all(account)
    note(account, Kind.JOINED, account)
    if not first:
        rest(account, account, "The password was replaced by a link.")


@transaction.atomic
def password_changed(account: User) -> None:
    note(account, Kind.PASSWORD, account)


@transaction.atomic
def set_roles(account: User, roles: Iterable[str], *, by: User) -> bool:
    """Give exactly these roles; the editor's can be taken here, and is given by appoint()."""
    account = managed(account, by)
    before, roles = roles_of(account), refuse_editor(account, roles, by)
    if before == roles:
        return False
    give(account, roles)
    note(account, Kind.ROLES, by, f"{words(before)} → {words(roles)}")
    return True


@transaction.atomic
def appoint(account: User, *, by: User) -> None:
    account = User.objects.select_for_update(no_key=True).get(pk=account.pk)
    if why := why_not_appoint(account, by):
        raise AccountRefused(why)
    account.groups.add(Group.objects.get(name=EDITOR))
    note(account, Kind.APPOINTED, by)


@transaction.atomic
def rename(account: User, *, first_name: str, last_name: str, email: str, by: User) -> bool:
    account = managed(account, by)
    before = account.get_full_name(), account.email
    account.first_name, account.last_name, account.email = first_name, last_name, email
    after = account.get_full_name(), account.email
    if before == after:
        return False
    account.save(update_fields=["first_name", "last_name", "email"])
    changes = [f"{old or '—'} → {new or '—'}" for old, new in zip(before, after, strict=True)
               if old != new]  # fmt: skip
    note(account, Kind.RENAMED, by, "; ".join(changes))
    return True


@transaction.atomic
def deactivate(account: User, *, by: User, reason: str) -> None:
    """Nobody comes in by this account any more, at once; what it did stays its own."""
    account = managed(account, by)
    if not account.is_active:
        raise AccountRefused("This account is deactivated already.")
    if not reason.strip():
        raise AccountRefused("Say why: the history keeps it.")
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_all(account)
    note(account, Kind.DEACTIVATED, by, reason)


@transaction.atomic
def reactivate(account: User, *, by: User) -> None:
    account = managed(account, by)
    if account.is_active:
        raise AccountRefused("This account is active already.")
    account.is_active = True
    account.save(update_fields=["is_active"])
    note(account, Kind.REACTIVATED, by)


@transaction.atomic
def unlock(account: User, *, by: User) -> None:
    """Let somebody who mistyped the password try again now."""
    account = managed(account, by)
    reset(username=account.username)
    note(account, Kind.UNLOCKED, by)


@transaction.atomic
def end_sessions(account: User, *, by: User) -> int:
    """An administrator ends all sessions of somebody."""
    ended = end_all(managed(account, by))
    if ended:
        note(account, Kind.SESSIONS, by, f"{ended} ended")
    return ended


def end_own(account: User, *, key: str | None = None, but: str | None = None) -> int:
    """End one of one's own sessions, or all `but` the one in use."""
    sessions = account.desk_sessions.all()
    sessions = sessions.filter(pk=key) if key else sessions.exclude(pk=but)
    return int(sessions.delete()[0])


def sessions_of(account: User) -> list[DeskSession]:
    """Those that are still good, the latest first."""
    return list(account.desk_sessions.filter(expire_date__gt=timezone.now()).order_by("-seen_at"))


def rest(account: User, by: User, why: str) -> None:
    """An editor whose access was replaced is one again when another editor knows who it is."""
    if EDITOR in roles_of(account) and not account.is_superuser:
        account.groups.remove(Group.objects.get(name=EDITOR))
        account.groups.add(Group.objects.get(name="reviewer"))
        note(account, Kind.RESTED, by, why)


def note(account: User, kind: AccountEvent.Kind, by: User, reason: str = "") -> None:
    AccountEvent.objects.create(account=account, kind=kind, by=by, reason=reason)


def managed(account: User, by: User) -> User:
    """The account as it is now, locked, if this person may look after it."""
    if why := why_not_manage(account, by):
        raise AccountRefused(why)
    return User.objects.select_for_update(no_key=True).get(pk=account.pk)


def refuse_editor(account: User, roles: Iterable[str], by: User) -> list[str]:
    """The roles in the desk's order, if this person may give each of them."""
    wanted = set(roles)
    if unknown := wanted - set(GROUPS):
        raise AccountRefused(f"There is no role {', '.join(sorted(unknown))}.")
    held = account.pk and EDITOR in roles_of(account)
    if EDITOR in wanted and not held and not by.is_superuser:
        raise AccountRefused(
            "An editor makes somebody an editor, on the page of the account. Give another role."
        )
    return [name for name in GROUPS if name in wanted]


def give(account: User, roles: Sequence[str]) -> None:
    account.groups.set(Group.objects.filter(name__in=roles))


def end_all(account: User) -> int:
    return int(account.desk_sessions.all().delete()[0])


def words(roles: Iterable[str]) -> str:
    return ", ".join(roles) or "no role"
