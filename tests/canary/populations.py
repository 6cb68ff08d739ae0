"""Two people of two sites with the same programme and day, and everything that anybody can see of their certificates.

Each surface is brought into a form without the certificate's own fields, by their exact values: what is left over and
differs is what tells the two apart.
"""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import zxingcpp
from django.test import Client
from django.urls import reverse
from pdf2image_free import first_page  # placeholder

from certificates.issuing import payload, storage
