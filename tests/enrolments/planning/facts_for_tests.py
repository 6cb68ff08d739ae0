"""A small site and its people, made up for the tests of planning."""

from datetime import date, timedelta

from hypothesis import strategies as st

from lms.enrolments.planning.facts import (
    Award,
    Band,
    Certainty,
    Days,
    Distinct,
    Earned,
    Entry,
    InClass,
    Outcome,
    Person,
    Programme,
    ReleaseForecast,
    Schooling,
    Site,
    TargetRule,
)

BEGIN = date(2026, 1, 5)  # a Monday
MORNING = Band("morning", (180, 180, 180, 180, 180, 0, 0))
AFTERNOON = Band("afternoon", (135, 135, 135, 135, 0, 0, 0))
MONTHS = tuple(date(2026 + n // 12, n % 12 + 1, 20) for n in range(18))
RULE = TargetRule()


def award(occupation: str, kind: str = "skill_level", level: int | None = 5) -> Award:
    return Award(Outcome.CERTIFICATE, kind, occupation, level)


def programme(code: str, hours: int = 60, **changes) -> Programme:
    given = {
        "award": award(code),
        "theory_minutes": hours * 20,
        "practice_minutes": hours * 25,
        "exams": MONTHS,
        "lead_days": 5,
        "result_days": 10,
    }
    return Programme(code=code, **(given | changes))


def person(code: str = "P1", release: date | None = date(2026, 12, 31), **changes) -> Person:
    given = {
        "born": date(1990, 6, 1),
        "ready_on": BEGIN,
        "release": release and ReleaseForecast(release, Certainty.ORDERED),
        "schooling": Schooling.JUNIOR,
        "is_fit": True,
    }
    return Person(code=code, **(given | changes))


def site(**changes) -> Site:
    given = {"begin": BEGIN, "end": date(2027, 6, 30), "bands": (MORNING,)}
    return Site(**(given | changes))


ELECTRICIAN = programme("electrician", 120, entry=Entry(schooling=Schooling.JUNIOR))
ADVANCED = programme(
    "advanced", 90, award=award("electrician", level=4), prerequisites=frozenset({"electrician"})
)
LICENCE = programme(
    "licence",
    70,
    award=award("electrician", "special_operation", None),
    entry=Entry(18, 60, needs_fitness=True),
)
PASTRY = programme("pastry", 100)
FARM = programme("farm", 40, award=award("farming", "single_skill", None), lead_days=0, result_days=3)
DIPLOMA = programme(
    "diploma", 900, award=Award(Outcome.DIPLOMA, "secondary", "electrician"), exams=MONTHS[5::6]
)
ALL = (ELECTRICIAN, ADVANCED, LICENCE, PASTRY, FARM, DIPLOMA)

# So short that every way through them can be tried.
_OFTEN = tuple(BEGIN + timedelta(days=4 * n) for n in range(1, 9))


def _short(code: str, hours: int, **changes) -> Programme:
    return programme(code, hours, **({"exams": _OFTEN, "lead_days": 1, "result_days": 2} | changes))


WIRING = _short("wiring", 12)
WIRING_4 = _short("wiring-4", 12, award=award("wiring", level=4), prerequisites=frozenset({"wiring"}))
TILING = _short("tiling", 16, entry=Entry(schooling=Schooling.JUNIOR))
PAINTING = _short("painting", 20, entry=Entry(18, 60, needs_fitness=True))
SHORT = (WIRING, WIRING_4, TILING, PAINTING)

days = st.integers(0, 500).map(lambda n: BEGIN + timedelta(days=n))
rules = st.builds(TargetRule, certificates=st.integers(1, 3), distinct=st.sampled_from(Distinct))
earnings = st.builds(
    Earned,
    programme=st.sampled_from([p.code for p in ALL]),
    theory_minutes=st.integers(0, 4000),
    practice_minutes=st.integers(0, 4000),
    credits=st.integers(0, 20),
)
people = st.builds(
    Person,
    code=st.just("P1"),
    born=st.integers(0, 18000).map(lambda n: date(1962, 1, 1) + timedelta(days=n)),
    ready_on=st.integers(-100, 200).map(lambda n: BEGIN + timedelta(days=n)),
    release=st.builds(ReleaseForecast, on=days, certainty=st.sampled_from(Certainty)),
    schooling=st.sampled_from(Schooling),
    is_fit=st.sampled_from([True, True, False, None]),
    earned=st.lists(earnings, max_size=2, unique_by=lambda e: e.programme).map(tuple),
    held=st.sets(st.sampled_from([p.award for p in ALL[:5]]), max_size=1).map(tuple),
    away=st.lists(
        st.tuples(days, st.integers(0, 30)).map(lambda d: Days(d[0], d[0] + timedelta(days=d[1]))), max_size=2
    ).map(tuple),
    in_class=st.lists(
        st.builds(
            InClass,
            st.sampled_from([p.code for p in ALL]),
            st.integers(0, 250).map(lambda n: BEGIN + timedelta(days=n)),
        ),
        max_size=1,
    ).map(tuple),
)
# People for whom there mostly is a plan: of `people` hardly one in fifty has a step to look at.
_early = st.integers(0, 200).map(lambda n: BEGIN + timedelta(days=n))
_able = st.sampled_from([True, True, True, True, True, None, False])
# Those who turn 18 or 60 during the site's window are at the edge of what they may take.
_born = st.one_of(
    st.just(date(1990, 6, 1)),
    st.integers(0, 200).map(lambda n: date(2008, 1, 5) + timedelta(days=n)),
    st.integers(0, 200).map(lambda n: date(1966, 1, 5) + timedelta(days=n)),
)
# Too much of the one kind does not stand for the other.
_lopsided = st.builds(
    lambda code, much, little, is_theory: Earned(code, *((much, little) if is_theory else (little, much))),
    st.sampled_from([p.code for p in ALL[:5]]),
    st.integers(2000, 4000),
    st.integers(0, 900),
    st.booleans(),
)
hopeful = st.builds(
    Person,
    code=st.just("P1"),
    born=_born,
    ready_on=st.integers(-20, 40).map(lambda n: BEGIN + timedelta(days=n)),
    release=st.builds(
        ReleaseForecast,
        on=st.integers(60, 300).map(lambda n: BEGIN + timedelta(days=n)),
        certainty=st.sampled_from(Certainty),
    ),
    schooling=st.sampled_from([Schooling.JUNIOR, Schooling.JUNIOR, Schooling.PRIMARY]),
    is_fit=_able,
    earned=st.lists(
        st.one_of(earnings, _lopsided, _lopsided), max_size=2, unique_by=lambda e: e.programme
    ).map(tuple),
    held=st.sampled_from([(), (), (), (ELECTRICIAN.award,)]),
    away=st.lists(
        st.tuples(_early, st.integers(0, 40)).map(lambda d: Days(d[0], d[0] + timedelta(days=d[1]))),
        max_size=2,
    ).map(tuple),
)
some_programmes = st.lists(st.sampled_from(ALL[:5]), min_size=2, max_size=5, unique_by=lambda p: p.code)
hopeful_rules = st.builds(
    TargetRule,
    certificates=st.sampled_from([1, 2, 2]),
    distinct=st.sampled_from([Distinct.EACH, Distinct.OCCUPATION_OR_KIND]),
)
sites = st.builds(
    Site,
    begin=st.just(BEGIN),
    end=st.just(date(2027, 6, 30)),
    bands=st.sampled_from([(MORNING,), (MORNING, AFTERNOON)]),
    holidays=st.frozensets(days, max_size=20),
    at_once=st.integers(1, 2),
)

busy_sites = st.builds(
    Site,
    begin=st.just(BEGIN),
    end=st.just(date(2027, 6, 30)),
    bands=st.sampled_from([(MORNING,), (MORNING, AFTERNOON)]),
    holidays=st.frozensets(_early, max_size=30),
    at_once=st.integers(1, 2),
)

_soon = st.integers(0, 34).map(lambda n: BEGIN + timedelta(days=n))
short_people = st.builds(
    Person,
    code=st.just("P1"),
    born=st.sampled_from([date(1990, 6, 1), date(2008, 1, 15)]),
    ready_on=st.integers(-3, 10).map(lambda n: BEGIN + timedelta(days=n)),
    release=st.integers(8, 40).map(lambda n: ReleaseForecast(BEGIN + timedelta(days=n), Certainty.ORDERED)),
    schooling=st.sampled_from([Schooling.JUNIOR, Schooling.PRIMARY]),
    is_fit=st.sampled_from([True, True, None]),
    earned=st.sampled_from([(), (Earned("wiring", 240, 300),), (Earned("tiling", 200, 0),)]),
    held=st.sets(st.sampled_from([p.award for p in SHORT]), max_size=1).map(tuple),
    away=st.lists(_soon.map(lambda day: Days(day, day + timedelta(days=2))), max_size=1).map(tuple),
)
short_sites = st.builds(
    Site,
    begin=st.just(BEGIN),
    end=st.just(BEGIN + timedelta(days=34)),
    bands=st.sampled_from([(MORNING,), (MORNING, AFTERNOON)]),
    holidays=st.frozensets(_soon, max_size=3),
    at_once=st.integers(1, 2),
)
short_rules = st.builds(
    TargetRule,
    certificates=st.sampled_from([2, 1]),
    distinct=st.sampled_from([Distinct.EACH, Distinct.OCCUPATION_OR_KIND]),
)
