"""Who signs in how, and how long a session lasts: the same in every profile."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["lms.accounts.backends.PlatformBackend"]
PASSWORD_HASHERS = [
    "lms.accounts.hashers.ClassroomArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_ADAPTER = "lms.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "lms.accounts.adapter.MFAAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = (
    "none"  # no step of the sign-in: an employer begins with the confirmed address (ADR 0196)
)
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_TIMEOUT = 300
ACCOUNT_FORMS = {
    "login": "lms.accounts.forms.OfficeSignInForm",
    "signup": "lms.accounts.employers.forms.EmployerSignUpForm",
    "reset_password": "lms.accounts.employers.forms.NewPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
# Per account and seat in lms.accounts.limits; allauth's own count per address, which a whole classroom shares.
# "login_failed" is left for codes of the second factor, which are counted per user.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key",
    "signup": "20/h/ip",
    "confirm_email": "1/3m/key",
    # Anybody may have a letter sent to any address here.
    "reset_password": "20/m/ip,5/h/key",
    "invite": "1/3m/key,60/d/user",
}
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "display_name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_PRESERVE_USERNAME_CASING = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_REQUIRED = True
# Seconds without a sign of life after which a seat is signed out, and how long before that it warns.
IDLE_SECONDS_TERMINAL = 180
IDLE_SECONDS_OFFICE = 1800
IDLE_WARNING_SECONDS = 45
# Paths on which idleness alone ends no session: an examination saves by itself.
IDLE_EXEMPT_PREFIXES = ["/api/v1/exams/"]
SESSION_LONGEST_SECONDS = 12 * 3600
SESSION_ENGINE = "lms.accounts.sessions"
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
TRAINEE_SIGN_IN_ANYWHERE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "lms.core.error_pages.csrf_failure"
