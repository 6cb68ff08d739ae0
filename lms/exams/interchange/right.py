"""What is right in an item, as people read it: beside its options, or in words without any language. No Django."""

from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Number


def right_names(item: DraftItem) -> set[str]:
    """Return the names of the options that are right, of a question with one or several answers."""
    if item.kind == Kind.SINGLE:
        return {item.key} if item.key else set()
    return set(item.key or ()) if item.kind == Kind.MULTIPLE else set()


def belongings_of(item: DraftItem) -> dict[str, str]:
    """Return for each option its place in the right order, or the number of its match."""
    if item.kind == Kind.ORDERING:
        return {name: str(place) for place, name in enumerate(item.key or (), start=1)}
    if item.kind != Kind.MATCHING:
        return {}
    numbers = {match.name: str(number) for number, match in enumerate(item.matches, start=1)}
    return {name: numbers.get(match, "") for name, match in (item.key or {}).items()}


def number_in_words(number: Number) -> str:
    """Return a right number with its unit and how far off it may be."""
    words = f"{number.value} {number.unit}".strip()
    if not number.tolerance:
        return words
    share = f"{number.tolerance * 100:f}".rstrip("0").rstrip(".") + " %"
    return f"{words} ± {share if number.is_relative else number.tolerance}"


def gap_in_words(gap: Gap) -> str:
    """Return what a gap accepts, each with its share where that is not the whole."""
    return " / ".join(
        word if share == 1 else f"{word} ({share * 100:f}".rstrip("0").rstrip(".") + " %)"
        for word, share in gap.accepted.items()
    )
