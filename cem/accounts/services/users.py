"""Opens accounts of persons whose address is known to be theirs."""

from allauth.account.models import EmailAddress
from django.db import transaction

from cem.accounts.models import User


@transaction.atomic
def open_account(*, email: str, name: str, password: str | None) -> User:
    """An account with a verified address, without which nobody can sign in or confirm a password.

    Without a password nobody can sign in before it was set by mail. The caller vouches for the address: it was proved
    by a mailed link, or a person on the server asks for it.
    """
    user = User.objects.create_user(email, password, name=name.strip())
    confirm_address(user)
    return user


def confirm_address(user: User) -> None:
    """Note that the address of the user is proved; does nothing where it was before."""
    EmailAddress.objects.update_or_create(
        user=user,
        email=user.email,
        defaults={"verified": True},
        create_defaults={"verified": True, "primary": True},
    )
