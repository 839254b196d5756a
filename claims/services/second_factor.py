"""The second step at login: a code that an app makes (RFC 6238), or one of the backup codes."""

import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from .accounts import AccountRefused, Kind, end_all, managed, note, rest, roles_of
from .users import User

NAME = "app"
BACKUP_CODES = 10
# Without those that are mistaken for others: 0 o, 1 l i.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def is_on(account: User) -> bool:
    return bool(TOTPDevice.objects.devices_for_user(account, confirmed=True).exists())


def is_required(account: User) -> bool:
    return bool(settings.SECOND_FACTOR_FOR) and not set(settings.SECOND_FACTOR_FOR).isdisjoint(
        roles_of(account)
    )


def codes_left(account: User) -> int:
    return sum(d.token_set.count() for d in StaticDevice.objects.devices_for_user(account))


def started(account: User) -> TOTPDevice | None:
    """The device that waits for its first code."""
    return TOTPDevice.objects.devices_for_user(account, confirmed=False).first()


@transaction.atomic
def start(account: User) -> None:
    """Make a secret; it counts from the first right code on."""
    if is_on(account):
        raise AccountRefused("The second step is on already.")
    TOTPDevice.objects.devices_for_user(account, confirmed=False).delete()
    TOTPDevice.objects.create(user=account, name=NAME, confirmed=False)


def confirm(account: User, code: str) -> list[str]:
    """Switch it on with the first code; the backup codes, which no later page shows."""
    device = started(account)
    if device is None:
        raise AccountRefused("Start again: there is no code to confirm.")
    if not verified(device, code):
        raise AccountRefused(
            "This is not the code of this moment. Check that the clock of your phone is right, "
            "and type the code the app shows now."
        )
    with transaction.atomic():
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        note(account, Kind.FACTOR_ON, account)
        return fresh_codes(account)


@transaction.atomic
def new_codes(account: User) -> list[str]:
    """Ten new backup codes; the old ones stop working."""
    if not is_on(account):
        raise AccountRefused("Switch the second step on first.")
    note(account, Kind.CODES, account)
    return fresh_codes(account)


@transaction.atomic
def switch_off(account: User) -> None:
    if is_required(account):
        raise AccountRefused("Your role needs the second step: it cannot be switched off.")
    remove(account)
    note(account, Kind.FACTOR_OFF, account)


@transaction.atomic
def reset(account: User, *, by: User, reason: str) -> None:
    """For somebody who lost the phone and the backup codes: an administrator takes it away."""
    account = managed(account, by)
    if not is_on(account):
        raise AccountRefused("The second step of this account is off.")
    if not reason.strip():
        raise AccountRefused("Say how you know that it is them: the history keeps it.")
    remove(account)
    end_all(account)
    note(account, Kind.FACTOR_RESET, by, reason)
    rest(account, by, "The second step was reset.")


def check(account: User, code: str) -> None:
    """Let a right code pass, once. Raises AccountRefused; a wrong one makes the next one wait."""
    code = "".join(code.split()).replace("-", "").lower()
    kind = TOTPDevice if code.isdecimal() and len(code) == 6 else StaticDevice
    device = kind.objects.devices_for_user(account, confirmed=True).first()
    if device is None or not verified(device, code):
        raise AccountRefused(
            "This code is not right, or was used before. Type the one the app shows now, or "
            "another backup code."
        )


def verified(device: TOTPDevice | StaticDevice, code: str) -> bool:
    """In a transaction of its own, so that a wrong code is counted whatever follows; locked, so
    that the same code does not pass twice. Raises AccountRefused while one must wait."""
    with transaction.atomic():
        device = type(device).objects.select_for_update().get(pk=device.pk)
        allowed, why = device.verify_is_allowed()
        if not allowed:
            until = timezone.localtime(why["locked_until"])
            raise AccountRefused(
                f"Too many wrong codes. Wait until {until:%H:%M:%S}, then type the newest one."
            )
        return bool(device.verify_token("".join(code.split())))


def fresh_codes(account: User) -> list[str]:
    StaticDevice.objects.devices_for_user(account).delete()
    device = StaticDevice.objects.create(user=account, name="backup")
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(BACKUP_CODES)]
    for code in codes:
        device.token_set.create(token=code)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def remove(account: User) -> None:
    TOTPDevice.objects.devices_for_user(account).delete()
    StaticDevice.objects.devices_for_user(account).delete()
