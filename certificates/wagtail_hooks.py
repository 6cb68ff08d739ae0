"""Staff see credentials in Wagtail's interface: a list to search and filter, without a way to edit."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from certificates.issuing.staff import CredentialPolicy, CredentialViewSet
from certificates.models import Credential

register_permission_policy(Credential, CredentialPolicy(Credential))


@hooks.register("register_admin_viewset")
def credentials_viewset() -> CredentialViewSet:
    return CredentialViewSet("credentials")
