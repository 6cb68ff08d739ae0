"""People, the users they sign in as, the roles they hold at places, and the terminals they sit at."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.crypto import EncryptedTextField
from lms.core.enums import EMPLOYER_ROLES, Role
from lms.core.ids import new_uuid

username_validator = RegexValidator(
    r"^[A-Za-z0-9._@+-]{2,60}$", _("Use 2 to 60 letters, digits, dots and hyphens.")
)


# In one order, as migrations compare it.
EMPLOYERS = sorted(EMPLOYER_ROLES)


class Sex(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")


class Person(models.Model):
    """One row is one natural person in training. PERSONAL. Registrars of the person's site may change it.

    The resident identity number is encrypted, found by its keyed hash, shown masked; each reveal is audited.
    Kept ten years after the last record, then crypto-shredded.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    full_name = models.CharField(pgettext_lazy("person", "name"), max_length=100)
    sort_name = models.CharField(_("pinyin for sorting"), max_length=400, blank=True, db_index=True)
    # Each on a line, the latest last: the name, a tab, its pinyin. Whoever looks for a name finds the former ones too.
    former_names = models.TextField(blank=True, default="", editable=False)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    resident_id = EncryptedTextField(_("resident identity number"), blank=True, default="")
    # NULL, not empty: many have no number yet, and those must not meet in the unique constraint.
    resident_id_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001
    resident_id_last4 = models.CharField(max_length=4, blank=True, editable=False)
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="people")

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_name", "pk"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def masked_resident_id(self) -> str:
        """Return what lists may show: the last four characters."""
        return masked(self.resident_id_last4)

    @property
    def names(self) -> list[str]:
        """Return the name of now and those that the records had before."""
        return [self.full_name, *self.names_before]

    @property
    def names_before(self) -> list[str]:
        """Return the names that the records had before, the latest first."""
        return [line.partition("\t")[0] for line in reversed(self.former_names.splitlines())]


def masked(last: str) -> str:
    """Return an identity number of which the last four characters are shown; a hyphen for who has none."""
    return f"{'*' * 14}{last}" if last else "-"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=(username or "").lower())

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """Make a user row; use cases call `accounts.operations.add_user`, which audits."""
        # Lower case throughout: a user name is found by equality, in any casing.
        user = self.model(
            username=username.lower(), **{**fields, "email": str(fields.get("email") or "").lower()}
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "User":
        """Make a user who may do everything in Wagtail (first administrator of an installation)."""
        return self.create_user(username, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One row is one sign-in. PERSONAL. A user name only: e-mail is for employers, optional for staff.

    A trainee's user name is the trainee number and the password is a PIN. Administrators add and close.
    Kept as long as the person's records; a user without a person ten years after closing.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True, validators=[username_validator])
    display_name = models.CharField(pgettext_lazy("person", "name"), max_length=100)
    email = models.EmailField(_("e-mail"), blank=True)
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="user"
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("added"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="user_once_per_email"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    @property
    def first_name(self) -> str:
        """Wagtail's menus ask for a first name; Chinese names are not split."""
        return self.display_name

    @property
    def is_staff(self) -> bool:
        return self.is_superuser

    def held_roles(self) -> frozenset[Role]:
        """Return the roles in force now; asked anew at each request, so that ending a role works at once."""
        from lms.accounts.queries import roles_in_force

        return roles_in_force(self)

    def holds_any_role(self, roles: frozenset[Role]) -> bool:
        """Return whether the user holds one of these roles anywhere."""
        return bool(self.held_roles() & roles)


class RoleAssignment(models.Model):
    """One row says that a user holds a role at exactly one place. Administrators grant and end.

    At an employer the owners among its people invite and remove colleagues; elsewhere nobody is one.

    PERSONAL by reference; kept as long as the user, as the answer to who could do what when.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_assignments")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, null=True, blank=True)
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, null=True, blank=True)
    employer = models.ForeignKey("organisations.Employer", on_delete=models.PROTECT, null=True, blank=True)
    administration = models.ForeignKey(
        "organisations.Administration", on_delete=models.PROTECT, null=True, blank=True
    )
    is_owner = models.BooleanField(_("may invite and remove colleagues"), default=False)
    valid_from = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["user", "role"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(
                        site__isnull=False,
                        school__isnull=True,
                        employer__isnull=True,
                        administration__isnull=True,
                    )
                    | Q(
                        site__isnull=True,
                        school__isnull=False,
                        employer__isnull=True,
                        administration__isnull=True,
                    )
                    | Q(
                        site__isnull=True,
                        school__isnull=True,
                        employer__isnull=False,
                        administration__isnull=True,
                    )
                    | Q(
                        site__isnull=True,
                        school__isnull=True,
                        employer__isnull=True,
                        administration__isnull=False,
                    )
                ),
                name="role_is_held_at_one_place",
            ),
            models.CheckConstraint(
                condition=Q(role__in=EMPLOYERS, employer__isnull=False)
                | (~Q(role__in=EMPLOYERS) & Q(employer__isnull=True)),
                name="role_at_an_employer_is_the_employer_role",
            ),
            models.CheckConstraint(
                condition=Q(is_owner=False) | Q(employer__isnull=False),
                name="role_of_an_owner_is_at_an_employer",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("valid_from")),
                name="role_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "site"],
                condition=Q(ended_at__isnull=True),
                name="role_once_per_user_and_site",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "school"],
                condition=Q(ended_at__isnull=True),
                name="role_once_per_user_and_school",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "employer"],
                condition=Q(ended_at__isnull=True),
                name="role_once_per_user_and_employer",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "administration"],
                condition=Q(ended_at__isnull=True),
                name="role_once_per_user_and_administration",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Terminal(models.Model):
    """One row is a classroom computer that may be signed in at. Administrators register and withdraw it.

    The device keeps a random token in a cookie; only its SHA-256 is here.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="terminals")
    room = models.ForeignKey(
        "organisations.Room", on_delete=models.PROTECT, null=True, related_name="terminals"
    )
    seat = models.CharField(_("seat"), max_length=20)
    token_hash = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("terminal")
        verbose_name_plural = _("terminals")
        ordering = ["site", "room", "seat"]
        constraints = [
            models.UniqueConstraint(
                fields=["room", "seat"], condition=Q(withdrawn_at__isnull=True), name="terminal_once_per_seat"
            ),
        ]

    def __str__(self) -> str:
        return self.seat


class TerminalCode(models.Model):
    """One row is a one-time code that makes a device the terminal of a seat. Administrators ask for it.

    Holds the SHA-256 only; valid half an hour; kept a year as the trace of who registered what. Not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    room = models.ForeignKey("organisations.Room", on_delete=models.PROTECT, related_name="terminal_codes")
    seat = models.CharField(_("seat"), max_length=20)
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("terminal code")
        verbose_name_plural = _("terminal codes")
        ordering = ["-expires_at"]

    def __str__(self) -> str:
        return self.seat


class SignInCard(models.Model):
    """One row is the QR card of a trainee: whoever holds it signs in at a registered terminal of the site.

    Holds the SHA-256 of a 128-bit secret. Registrars issue and revoke; a new card revokes the old. PERSONAL by
    reference; kept as long as the user.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_in_cards")
    secret_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sign-in card")
        verbose_name_plural = _("sign-in cards")
        ordering = ["user", "-issued_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="sign_in_card_once_per_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.issued_at:%Y-%m-%d}"


# Rows of the app's parts, for Django to find.
from lms.accounts.employers.models import EmployerInvitation, EmployerSignUp  # noqa: E402, F401
from lms.accounts.letters.models import Letter  # noqa: E402, F401
from lms.accounts.searches.models import SavedSearch  # noqa: E402, F401
