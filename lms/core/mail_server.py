"""How letters reach the mail server: what the machine is called stands in none of their headers.

The library greets the server by the machine's own name, which servers copy into `Received`: it may name a place.
"""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp


def name_of_sender() -> str:
    """Return the domain that letters come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


class EmailBackend(smtp.EmailBackend):
    """Django's, greeting by the sender's domain."""

    @property
    def connection_class(self) -> Any:
        """Return what opens a connection."""
        connect = super().connection_class

        def greet(*server: Any, **more: Any) -> Any:
            return connect(*server, **{**more, "local_hostname": name_of_sender()})

        return greet
