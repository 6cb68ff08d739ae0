"""The words that are consented to, as data: once a version was used, it never changes, a later one is added.

No Django: the digest of a version stands in a test, so that nobody mends a word unseen.
"""

import hashlib
from dataclasses import dataclass

REFERRAL = "referral"
# From this version on the words say that certificates go along.
WITH_FILES = 2
FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Words:
    """One version in both languages."""

    purpose: str
    version: int
    zh: str
    en: str

    @property
    def sha256(self) -> str:
        """Return the digest of the exact words in both languages."""
        return hashlib.sha256(f"{self.zh}\0{self.en}".encode()).hexdigest()


VERSIONS = (
    Words(
        REFERRAL,
        1,
        zh=(
            "学校想向上面写的这家单位推荐您去工作。\n"
            "只有您在下面打勾的内容，才会告诉这家单位，用来决定是否请您面试和录用。\n"
            "不会告诉别的单位，也不会告诉打勾以外的内容。\n"
            "同意不同意由您自己决定。不同意，学习、考试、证书都不受影响。\n"
            "同意以后，您随时可以按一下按钮收回。收回以后，这家单位马上看不到了，我们会通知它删除已经收到的内容。\n"
            "到期以后自动失效。"
        ),
        en=(
            "The school would like to recommend you for work to the employer named above.\n"
            "Only what you tick below is told to this employer, to decide about an interview and about taking you on.\n"
            "No other employer is told, and nothing that you did not tick.\n"
            "You decide. If you say no, nothing changes in your training, your examinations or your certificates.\n"
            "After a yes you can take it back at any time with one button. From then on the employer sees nothing any "
            "more, and we tell it to delete what it has received.\n"
            "It ends by itself on the day shown."
        ),
    ),
    Words(
        REFERRAL,
        2,
        zh=(
            "学校想向上面写的这家单位推荐您去工作。\n"
            "只有您在下面打勾的内容，才会告诉这家单位，用来决定是否请您面试和录用。\n"
            "姓名和证书都打勾的，也告诉证书编号和公开查验的网址；证书上没有打勾以外内容的，证书文件一起给这家单位。\n"
            "不会告诉别的单位，也不会告诉打勾以外的内容。\n"
            "同意不同意由您自己决定。不同意，学习、考试、证书都不受影响。\n"
            "同意以后，您随时可以按一下按钮收回。收回以后，这家单位马上看不到了，我们会通知它删除已经收到的内容。\n"
            "到期以后自动失效。"
        ),
        en=(
            "The school would like to recommend you for work to the employer named above.\n"
            "Only what you tick below is told to this employer, to decide about an interview and about taking you on.\n"
            "If you tick both your name and your certificates, it is also told their numbers and where anybody checks "
            "them. A certificate that says nothing but what you ticked goes along as a file.\n"
            "No other employer is told, and nothing that you did not tick.\n"
            "You decide. If you say no, nothing changes in your training, your examinations or your certificates.\n"
            "After a yes you can take it back at any time with one button. From then on the employer sees nothing any "
            "more, and we tell it to delete what it has received.\n"
            "It ends by itself on the day shown."
        ),
    ),
    Words(
        FOLLOW_UP,
        1,
        zh=(
            "离开以后的三年里，就业指导员或社区工作站的人想给您打几次电话，或上门看看您。\n"
            "只问工作和学习的情况，问您需要什么帮助。不问别的。\n"
            "打电话的人只报自己的名字和“就业服务”，不告诉别人为什么找您。\n"
            "您的电话只有负责您的人和安排工作的人看得到，不告诉用人单位。\n"
            "同意不同意由您自己决定。不同意，学习、考试、证书、离开的日子都不受影响。\n"
            "同意以后，您随时可以说“不要再打了”。说了以后马上停止，电话号码也删掉。"
        ),
        en=(
            "In the three years after you leave, somebody of the job service or of a community station would like to "
            "call you some times, or visit you.\n"
            "They ask about work and study, and which help you need. Nothing else.\n"
            "Whoever calls says a name and “job service”, and tells nobody else why.\n"
            "Only who is responsible for you, and who arranges the work, see your number. No employer gets it.\n"
            "You decide. If you say no, nothing changes in your training, your examinations, your certificates or the "
            "day on which you leave.\n"
            "After a yes you can say “no more” at any time. It ends at once, and the number is deleted."
        ),
    ),
)


def newest(purpose: str) -> Words:
    """Return the version that is asked with now."""
    return max((words for words in VERSIONS if words.purpose == purpose), key=lambda words: words.version)
