"""What a command that answers with values prints for people."""

from lms.core.management.json_command import lines_of


def test_people_read_a_list_line_by_line() -> None:
    left_out = [
        {"item": "LVE-005", "reason": "kind_not_held", "remarks": [{"code": "long"}]},
        {"item": "LVE-030", "reason": "", "remarks": []},
    ]
    assert lines_of("left_out", left_out) == ["left_out: 2", "  LVE-005; kind_not_held", "  LVE-030"]
    assert lines_of("left_out", []) == ["left_out: []"]
    assert lines_of("items", 470) == ["items: 470"]
