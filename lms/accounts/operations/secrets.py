"""Writes of what people sign in with: PINs, passwords, cards. The plain secret is returned once and kept nowhere."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts import rules
from lms.accounts.audit_actions import AuditAction
from lms.accounts.errors import CardsIssuedMeanwhile, PinKnown, UnusablePin, UserNotFound
from lms.accounts.models import Person, SignInCard, User
from lms.accounts.queries import hash_of_secret, live_cards_of
from lms.core import audit
from lms.core.actor import Actor
from lms.core.ids import new_public_token


def reset_pin(*, user: User, actor: Actor, now: datetime) -> str:
    """Give a trainee a new PIN and return it; sessions under the old one end by themselves."""
    pin = rules.new_pin()
    with transaction.atomic(durable=True):
        row = _locked(user)
        row.set_password(pin)
        row.save(update_fields=["password"])
        audit.record(actor=actor, action=AuditAction.RESET_PIN, target=row, now=now)
    return pin


def choose_pin(*, user: User, pin: str, actor: Actor, now: datetime) -> None:
    """Keep the first PIN that a trainee chooses; the caller's row gets it too, so that the sign-in can go on.

    :raises UnusablePin: no six digits, or easy to guess.
    :raises PinKnown: there is a PIN meanwhile, from another seat or from staff at the desk.
    """
    with transaction.atomic(durable=True):
        row = _locked(user)
        if row.has_usable_password():
            raise PinKnown(_("A PIN has been set meanwhile. Sign in with your number and that PIN."))
        _refuse_pin(pin, row)
        row.set_password(pin)
        row.save(update_fields=["password"])
        audit.record(actor=actor, action=AuditAction.CHOOSE_PIN, target=row, now=now)
    user.password = row.password


def _refuse_pin(pin: str, user: User) -> None:
    words = {
        "wrong_form": _("A PIN has six digits."),
        "easy": _("This PIN is easy to guess: its digits repeat, or count up or down. Choose another one."),
        "known": _(
            "Others know these digits: they stand on your card or in your papers. Choose another one."
        ),
    }
    born = user.person.birth_date if user.person else None
    for reason in rules.reasons_against_pin(pin, number=user.username, born=born):
        raise UnusablePin(words[reason], field="pin")


def set_password(*, user: User, password: str, actor: Actor, now: datetime) -> None:
    """Give a user of the office a new password; the caller's row gets it too, so that the session can go on."""
    with transaction.atomic(durable=True):
        user.set_password(password)
        user.save(update_fields=["password"])
        audit.record(actor=actor, action=AuditAction.SET_PASSWORD, target=user, now=now)


def issue_card(*, user: User, actor: Actor, now: datetime) -> str:
    """Revoke the trainee's card, if any, issue a new one and return what its QR code holds."""
    secret = new_public_token()
    with transaction.atomic(durable=True):
        row = _locked(user)
        _revoke_live_card(row, now=now)
        card = SignInCard(user=row, secret_hash=hash_of_secret(secret), issued_at=now)
        card.save(force_insert=True)
        audit.record(actor=actor, action=AuditAction.ISSUE_CARD, target=card, now=now)
    return rules.card_payload(row.username, secret)


def issue_cards(*, users: Sequence[User], known: int, actor: Actor, now: datetime) -> dict[int, str]:
    """Issue a card to each of these trainees and return what the QR codes hold, by the user's key.

    Cards issued before stop at once; `known` is the newest of them that whoever asks has been told of
    (`live_cards_of`). The queries do not grow with trainees.

    :raises CardsIssuedMeanwhile: somebody got a newer one since.
    """
    secrets = {user.pk: new_public_token() for user in users}
    with transaction.atomic(durable=True):
        # In one order, so that two sheets at once do not wait in a ring.
        rows = list(User.objects.select_for_update().filter(pk__in=secrets).order_by("pk"))
        if live_cards_of(secrets).newest > known:
            raise CardsIssuedMeanwhile(
                _(
                    "Nothing was done: since you opened this page cards were issued to some of these people, by you or "
                    "by a colleague. Look whether you have their file. If you need new cards, ask once more; those "
                    "then stop."
                )
            )
        SignInCard.objects.filter(user__in=rows, revoked_at__isnull=True).update(revoked_at=now)
        cards = SignInCard.objects.bulk_create(
            SignInCard(user=row, secret_hash=hash_of_secret(secrets[row.pk]), issued_at=now) for row in rows
        )
        changes = list(map(audit.Change, cards))
        audit.record_all(actor=actor, action=AuditAction.ISSUE_CARD, changes=changes, now=now)
    return {row.pk: rules.card_payload(row.username, secrets[row.pk]) for row in rows}


def revoke_card(*, user: User, actor: Actor, now: datetime) -> None:
    """Make the trainee's card useless; without a live card nothing changes."""
    with transaction.atomic(durable=True):
        row = _locked(user)
        for card in _revoke_live_card(row, now=now):
            audit.record(actor=actor, action=AuditAction.REVOKE_CARD, target=card, now=now)


def revoke_cards_of(*, person: Person, actor: Actor, now: datetime) -> None:
    """Make a person's cards useless, inside the caller's transaction; without a live card nothing changes."""
    with transaction.atomic(savepoint=False):
        for user in User.objects.select_for_update().filter(person=person):
            for card in _revoke_live_card(user, now=now):
                audit.record(actor=actor, action=AuditAction.REVOKE_CARD, target=card, now=now)


def _locked(user: User) -> User:
    row = User.objects.select_for_update().filter(pk=user.pk).first()
    if row is None:
        raise UserNotFound
    return row


def _revoke_live_card(user: User, *, now: datetime) -> list[SignInCard]:
    live = list(SignInCard.objects.filter(user=user, revoked_at__isnull=True))
    for card in live:
        card.revoked_at = now
        card.save(update_fields=["revoked_at"])
    return live
