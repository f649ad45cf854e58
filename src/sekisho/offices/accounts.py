"""Sign-in accounts: a staff number and a password. An account is a key, not evidence.

Accounts are the one thing here that changes in place: a password is replaced and a
language chosen. What a person may do never hangs on the account, only on their posts.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.models import Line


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts for persons who stand in the ledger."""

    def create_account(self, staff_number: str, person: Line, password: str | None) -> Account:
        """An account for that person; None makes one that no password opens."""
        account = self.model(staff_number=staff_number, person=person)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """The sign-in of one person."""

    staff_number = models.CharField(_("職員番号"), max_length=16, unique=True)
    person = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("言語"), max_length=2, blank=True)
    is_active = models.BooleanField(default=True)

    objects = AccountManager()

    USERNAME_FIELD = "staff_number"
    REQUIRED_FIELDS: ClassVar[list[Any]] = []  # Any: Django leaves the element type open

    class Meta:
        verbose_name = _("利用者")
