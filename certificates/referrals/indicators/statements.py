"""The one question behind all indicators, put together from queries of the ORM: how each person stands by each.

It is SQL, since a row of facts has to be seen beside the next one (a window) before it can be counted, and an aggregate
over that is nothing the ORM can say. `outcomes.rules.state_on` decides the same for one person; a test compares both.
No value of a reader is ever part of the text: they go in as parameters of the ORM's queries.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, ExtractYear, TruncDate

from certificates.issuing.models import Credential
from certificates.issuing.studies.rules import SUPPLEMENTS
from certificates.referrals.indicators.rules import STABLE, Definition
from certificates.referrals.outcomes.models import Outcome
from certificates.referrals.outcomes.rules import FRESH, ORDER, STATE_OF, UNTIL_THEN, Kind, State
from certificates.referrals.sheets.models import ReferralSheet, ReplyWay, SheetReply
from lms.core.clock import start_of_day
from lms.enrolments.api import Enrolment, EnrolmentState

# The civil time of the platform (ADR 0194).
ZONE = ZoneInfo("Asia/Shanghai")
AT_WORK = [
    kind.value for kind, state in STATE_OF.items() if state is State.EMPLOYED and kind is not Kind.EXIT
]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whose completions, as of which day, of what was written before an instant, by which definition, of which year.

    No year says all.
    """

    sites: QuerySet
    but: int | None
    day: date
    known_before: datetime
    definition: Definition
    year: int | None = None


@dataclass(slots=True)
class Statement:
    """SQL with its parameters."""

    text: str = ""
    params: list[Any] = field(default_factory=list)

    def add(self, text: str, *params: Any) -> "Statement":
        """Add text and its parameters."""
        self.text += text
        self.params += params
        return self

    def add_query(self, head: str, rows: QuerySet, tail: str = "") -> "Statement":
        """Add a query of the ORM between two texts."""
        text, params = rows.query.sql_with_params()
        return self.add(f"{head}{text}{tail}", *params)


def people_statement(asked: Asked) -> Statement:
    """Return the tables down to `people`: one row for a person and year, with the standing by each indicator."""
    statement = done_statement(asked)
    statement.add_query(", sheets(id, person, day) AS (", _sheets(asked), ")")
    statement.add_query(", replies(person, day) AS (", _replies(asked), ")")
    statement.add(_REFERRED)
    statement.add_query(", told_of(person, day, place, id, kind, employer, trade) AS (", _facts(asked), ")")
    statement.add(_STARTS.format(at_work=_listed(AT_WORK)))
    statement.add(_SPANS.format(**_words()))
    statement.add(*_held(asked))
    return statement.add(_people())


def done_statement(asked: Asked) -> Statement:
    """Return the tables down to `done`: who completed, when, where and with which certificate.

    Of the completions of a person and year the last one counts, wherever it was. PostgreSQL cannot know how many these
    are: `<= 1` lets it expect a third, `= 1` hardly any, for which it would look up every paper by itself.
    """
    columns = "enrolment, person, site, programme, trade, year, at, day"
    statement = Statement("WITH ").add_query(f"completions({columns}) AS (", _completions(asked), ")")
    statement.add_query(", papers(enrolment, kind) AS (", _papers(asked), ")").add(_IN_TURN)
    return statement.add_query("(", asked.sites, "))")


_IN_TURN = """
, in_turn AS (
  SELECT completions.*, ROW_NUMBER() OVER (PARTITION BY person, year ORDER BY at DESC, enrolment DESC) AS place
  FROM completions
)
, done AS (
  SELECT in_turn.enrolment, person, site, programme, trade, papers.kind, year, day
  FROM in_turn LEFT JOIN papers ON papers.enrolment = in_turn.enrolment
  WHERE place <= 1 AND site IN """


def _completions(asked: Asked) -> QuerySet:
    """Return all completions, of every site."""
    rows = Enrolment.objects.filter(state=EnrolmentState.COMPLETED, completed_at__lt=asked.known_before)
    if asked.year is not None:
        first, last = (start_of_day(date(year, 1, 1)) for year in (asked.year, asked.year + 1))
        rows = rows.filter(completed_at__gte=first, completed_at__lt=last)
    if asked.but is not None:
        rows = rows.exclude(person=asked.but)
    rows = rows.annotate(
        programme=F("version__programme"),
        trade=F("version__programme__occupation"),
        year=ExtractYear("completed_at", tzinfo=ZONE),
        day=TruncDate("completed_at", tzinfo=ZONE),
    ).order_by()
    return rows.values_list("pk", "person", "site", "programme", "trade", "year", "completed_at", "day")


def _papers(asked: Asked) -> QuerySet:
    """Return of each enrolment the certificate that was in force then: the one awarded last."""
    papers = Credential.objects.filter(issued_at__lt=asked.known_before).exclude(kind__in=SUPPLEMENTS)
    papers = papers.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=asked.known_before)).order_by()
    is_later = Q(awarded_date__gt=OuterRef("awarded_date")) | Q(
        awarded_date=OuterRef("awarded_date"), pk__gt=OuterRef("pk")
    )
    later = papers.filter(is_later, enrolment=OuterRef("enrolment"))
    return papers.filter(~Exists(later)).values_list("enrolment", "kind")


def _facts(asked: Asked) -> QuerySet:
    """Return facts that nobody had corrected or taken back by then."""
    corrected = Outcome.objects.filter(corrects=OuterRef("pk"), at__lt=asked.known_before)
    rows = Outcome.objects.filter(~Exists(corrected), is_void=False, at__lt=asked.known_before).order_by()
    places = [When(kind=kind.value, then=Value(place)) for place, kind in enumerate(ORDER)]
    employer = Case(
        When(employer__isnull=False, then=Concat(Value("#"), Cast("employer", CharField()))),
        default=F("employer_name"),
        output_field=CharField(),
    )
    rows = rows.annotate(place=Case(*places, output_field=IntegerField()), at_employer=employer)
    return rows.values_list("person", "day", "place", "pk", "kind", "at_employer", "occupation")


def _sheets(asked: Asked) -> QuerySet:
    rows = ReferralSheet.objects.filter(made_at__lt=asked.known_before).order_by()
    day = TruncDate("made_at", tzinfo=ZONE)
    return rows.annotate(day=day).values_list("pk", "consent__person", "day")


def _replies(asked: Asked) -> QuerySet:
    """Return replies of employers: who typed one by the code on the sheet nobody knows (ADR 0207)."""
    rows = SheetReply.objects.filter(at__lt=asked.known_before).exclude(way=ReplyWay.LINK).order_by()
    day = TruncDate("sheet__made_at", tzinfo=ZONE)
    return rows.annotate(of=day).values_list("sheet__consent__person", "of")


_REFERRED = """
, referred AS (
  SELECT done.enrolment, done.person, done.trade, MIN(sheets.day) AS day
  FROM done JOIN sheets ON sheets.person = done.person AND sheets.day >= done.day
  GROUP BY done.enrolment, done.person, done.trade
)"""

_STARTS = """
, facts AS (SELECT * FROM told_of WHERE person IN (SELECT person FROM referred))
, since AS (
  SELECT referred.enrolment, referred.person, referred.day AS referred,
    MIN(CASE WHEN facts.kind IN ({at_work}) THEN facts.day END) AS started,
    MIN(CASE WHEN facts.kind = 'start' THEN facts.day END) AS told_start,
    MAX(CASE WHEN facts.kind NOT IN ({at_work}) OR facts.trade IS NULL OR referred.trade IS NULL THEN NULL
      WHEN facts.trade = referred.trade THEN 1 ELSE 0 END) AS is_trade,
    COUNT(facts.id) AS known
  FROM referred LEFT JOIN facts ON facts.person = referred.person AND facts.day >= referred.day
  GROUP BY referred.enrolment, referred.person, referred.day
)
, answered AS (
  SELECT DISTINCT referred.enrolment
  FROM referred JOIN replies ON replies.person = referred.person AND replies.day >= referred.day
)"""

# Each fact says how somebody stands from its day to before the next fact, if that says that it was so until then, else
# for so many days. Only of those who began to work anybody asks.
_SPANS = """
, told AS (
  SELECT person, day, kind, employer,
    CASE {states} END AS state,
    LEAD(day) OVER following AS next_day,
    LEAD(kind) OVER following AS next_kind,
    LEAD(employer) OVER following AS next_employer
  FROM facts WHERE kind IN ({telling}) AND person IN (SELECT person FROM since WHERE started IS NOT NULL)
  WINDOW following AS (PARTITION BY person ORDER BY day, place, id)
)
, spans AS (
  SELECT person, state, day, next_day, {fresh} AS fresh_until,
    CASE WHEN ({reaches}) AND (employer = '' OR next_employer = '' OR employer = next_employer)
      THEN 1 ELSE 0 END AS lasts
  FROM told
)"""


def _held(asked: Asked) -> tuple[Any, ...]:
    """Return the table of standings by the indicators that ask about a day after the start, and its parameters.

    No two spans of a person meet, so at most one reaches a day.
    """
    standings, params = [], []
    for indicator in STABLE:
        due = _later("since.started", asked.definition.due_days[indicator])
        reached = (
            f"spans.day <= {due} AND (spans.next_day IS NULL OR spans.next_day > {due})"
            f" AND (spans.lasts = 1 OR spans.fresh_until >= {due})"
        )
        standings.append(
            f"CASE WHEN {due} > %s THEN 'not_due'"
            f" ELSE COALESCE(MIN(CASE WHEN {reached} THEN"
            " CASE spans.state WHEN 'employed' THEN 'yes' ELSE 'no' END END), 'unknown') END"
            f" AS {indicator.value}"
        )
        params.append(connection.ops.adapt_datefield_value(asked.day))
    text = f"""
, held AS (
  SELECT since.enrolment, {", ".join(standings)}
  FROM since LEFT JOIN spans ON spans.person = since.person
  WHERE since.started IS NOT NULL
  GROUP BY since.enrolment, since.started
)"""  # noqa: S608 - names and numbers of our own only
    return text, *params


def _people() -> str:
    """Return the table of standings."""
    days = _between("since.started", "since.referred")
    return f"""
, people AS (
  SELECT done.*, since.referred, since.started, {days} AS days,
    CASE WHEN since.referred IS NULL THEN 'no' ELSE 'yes' END AS referral,
    CASE WHEN since.referred IS NULL THEN NULL WHEN since.started IS NOT NULL THEN 'yes'
      WHEN since.known = 0 AND answered.enrolment IS NULL THEN 'unknown'
      ELSE 'no' END AS success,
    {", ".join(f"held.{indicator.value}" for indicator in STABLE)},
    CASE WHEN since.started IS NULL THEN NULL WHEN since.is_trade IS NULL THEN 'unknown'
      WHEN since.is_trade = 1 THEN 'yes' ELSE 'no' END AS "match",
    CASE WHEN since.started IS NULL THEN NULL WHEN since.told_start = since.started THEN 'yes'
      ELSE 'unknown' END AS days_known
  FROM done LEFT JOIN since ON since.enrolment = done.enrolment
    LEFT JOIN answered ON answered.enrolment = done.enrolment
    LEFT JOIN held ON held.enrolment = done.enrolment
)
"""  # noqa: S608 - names of our own only


def _words() -> dict[str, str]:
    """Return the rules of `outcomes.rules` as conditions."""
    states = " ".join(f"WHEN kind = '{kind.value}' THEN '{state.value}'" for kind, state in STATE_OF.items())
    reaches = " OR ".join(
        f"(state = '{state.value}' AND next_kind IN ({_listed([kind.value for kind in kinds])}))"
        for state, kinds in UNTIL_THEN.items()
    )
    telling = _listed([kind.value for kind in STATE_OF])
    return {"states": states, "telling": telling, "reaches": reaches, "fresh": _later("day", FRESH)}


def _listed(values: list[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _later(day: str, days: int) -> str:
    """Return a day so many days later, as the database says it."""
    return f"date({day}, '+{days} days')" if connection.vendor == "sqlite" else f"({day} + {days})"


def _between(last: str, first: str) -> str:
    """Return how many days lie between two days, as the database says it."""
    if connection.vendor == "sqlite":
        return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"
    return f"({last} - {first})"
