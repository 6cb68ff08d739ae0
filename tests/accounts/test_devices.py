"""Two names say with what somebody signed in; nothing else of what a browser says of itself is shown."""

import pytest
from django.utils import translation

from lms.accounts.devices import device_text

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0"
SAID = {
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36": "Chrome on Windows",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/128.0": "Edge on Windows",
    f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} Safari/537.36": "Chrome on Linux",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0": "Firefox on Linux",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/17 Safari/605": "Safari on macOS",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17 Mobile Safari/604": "Safari on iPhone",
    f"Mozilla/5.0 (Linux; Android 14; K) {CHROME} Mobile Safari/537.36": "Chrome on Android",
    f"Mozilla/5.0 (Linux; Android 14) {CHROME} MicroMessenger/8.0 Safari/537": "WeChat on Android",
    f"Mozilla/5.0 (Phone; OpenHarmony 5.0) {CHROME} Safari/537.36": "Chrome on HarmonyOS",
    "curl/8.5": "Unknown browser",
    "": "Unknown browser",
}


@pytest.mark.parametrize(("user_agent", "words"), SAID.items())
def test_browser_and_system_are_named(user_agent, words) -> None:
    with translation.override("en"):
        assert device_text(user_agent) == words


def test_both_are_named_in_chinese_too() -> None:
    with translation.override("zh-hans"):
        assert device_text(next(iter(SAID))) == "Windows 上的 Chrome"
        assert device_text("") == "未知浏览器"
