"""What makes a text Chinese where nobody says its language."""

import re

HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
