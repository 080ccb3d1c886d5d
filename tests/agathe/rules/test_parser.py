"""Reading expressions: what is accepted, and errors that say where and what to write instead."""

import pytest

from agathe.kernel import Location
from agathe.rules.parser import MAX_LENGTH, ExpressionError, parse
from agathe.rules.syntax import BOOLEAN, DATE, NUMBER, Includes, Name, Not, OptionIn, Or, Type

CLASS = Type("choice", ("none", "I", "IIa", "IIb"), ordered=True)
STATUS = Type("choice", ("none", "obtained"))
USES = Type("multi", ("treat", "prevent", "none"))
VOCABULARY = {
    "device": BOOLEAN, "mdr_class": CLASS, "ce_status": STATUS, "purposes": USES, "cost": NUMBER, "launch": DATE,
    "today": DATE,
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mdr_class >= 'IIa'", 0b1100),
        ("mdr_class < 'IIa'", 0b0011),
        ("mdr_class in ('I', 'IIb')", 0b1010),
        ("mdr_class != 'none'", 0b1110),
        ("not mdr_class == 'none'", 0b1110),
        ("mdr_class not in ('I', 'IIb')", 0b0101),
    ],
)
def test_every_test_on_a_choice_is_a_set_of_options(text: str, expected: int) -> None:
    node = parse(text, VOCABULARY)
    assert isinstance(node, OptionIn)
    assert node.mask == expected


def test_tests_on_several_answers() -> None:
    assert parse("'treat' in purposes", VOCABULARY) == Includes(Name("purposes", USES), 0)
    assert isinstance(parse("any_of(purposes, 'treat', 'prevent')", VOCABULARY), Or)
    only = parse("only(purposes, 'treat', 'prevent')", VOCABULARY)
    assert only == Not(Includes(Name("purposes", USES), 2))


def test_equal_conditions_are_one_node_wherever_they_stand() -> None:
    first, second = parse("device and cost > 3", VOCABULARY), parse("device   and (cost > 3)", VOCABULARY)
    assert first == second
    assert hash(first) == hash(second)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("devise", 1, "did you mean “device”"),
        ("device and mdr_class == 'IIaa'", 25, "did you mean “IIa”"),
        ("purposes == 'treat'", 1, "'option' in question"),
        ("'treat' in mdr_class and device", 1, "no option “treat”"),
        ("ce_status > 'none'", 13, "no order"),
        ("cost", 1, "a boolean is expected"),
        ("device and", 11, "cannot read"),
        ("cost > 'three'", 8, "stands alone"),
        ("1 < cost < 3", 1, "joined by “and”"),
        ("launch < date('2026-02-30')", 10, "is not a date"),
        ("__import__('os').system('true')", 1, "unknown function"),
        ("device.real", 1, "not part of the language"),
        ("[device for device in purposes]", 1, "not part of the language"),
        ("any_of(cost, 'treat')", 8, "several answers"),
        ("done(3)", 1, "id of a duty"),
        ("launch + 3 > today", 1, "cannot compute"),
        ("lambda: device", 1, "not part of the language"),
    ],
)
def test_errors_name_file_entry_field_and_column(text: str, column: int, says: str) -> None:
    place = Location("duties/device.yaml", "a-duty", "when")
    with pytest.raises(ExpressionError) as caught:
        parse(text, VOCABULARY, location=place)
    message = str(caught.value)
    assert message.startswith(f"duties/device.yaml › a-duty › when › column {column}: ")
    assert says in message


def test_an_expression_of_absurd_size_is_refused() -> None:
    with pytest.raises(ExpressionError, match="longer than"):
        parse("device or " * MAX_LENGTH + "device", VOCABULARY)
    with pytest.raises(ExpressionError):
        parse("(" * 1900 + "device" + ")" * 1900, VOCABULARY)
