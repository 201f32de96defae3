"""Value sets as files and as an index: which codes they hold, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from service.rulebook.screen import Screens
from service.rulebook.value_sets import Terminology, ValueSet, read_value_set
from tests.charts import ICD, LOINC, SCT, Json
from tests.unit.rulebook.small_book import value_set

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from service.errors import Fault

FRACTURE = r"S72\.0.*"


def concepts(*codes: str, system: str = ICD) -> Json:
    return {"system": system, "concept": [{"code": code, "display": f"Display of {code}"} for code in codes]}


def below(prefix: str, system: str = ICD) -> Json:
    return {"system": system, "filter": [{"property": "code", "op": "regex", "value": prefix}]}


def composed(*include: Json, exclude: tuple[Json, ...] = ()) -> Json:
    compose: Json = {"include": list(include)} | ({"exclude": list(exclude)} if exclude else {})
    return {**value_set("hip-pain"), "compose": compose}


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Any], tuple[ValueSet | None, list[str]]]:
    """Reads a value set from its file; a string is the text of the file."""

    def run(content: Any) -> tuple[ValueSet | None, list[str]]:
        path = tmp_path / "hip-pain.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
        faults: list[Fault] = []
        found = read_value_set(path, "value_sets/hip-pain.json", faults)
        return found, [str(fault) for fault in faults]

    return run


Read = "Callable[[Any], tuple[ValueSet | None, list[str]]]"


@pytest.mark.parametrize(
    ("system", "code", "expected"),
    [
        pytest.param(ICD, "M25.551", True, id="enumerated"),
        pytest.param(SCT, "M25.551", False, id="the same code of another system"),
        pytest.param(ICD, "S72.0", True, id="the prefix itself"),
        pytest.param(ICD, "S72.011A", True, id="below the prefix"),
        pytest.param(ICD, "S72.1", False, id="beside the prefix"),
        pytest.param(ICD, "S7220", False, id="the dot is a dot"),
        pytest.param(ICD, "S72.09", False, id="excluded"),
        pytest.param(ICD, "S72.09XA", True, id="below an excluded code"),
        pytest.param(ICD, "S72.02", False, id="an excluded prefix"),
        pytest.param(ICD, "S72.025A", False, id="below an excluded prefix"),
        pytest.param(LOINC, "S72.0", False, id="a prefix of another system"),
    ],
)
def test_a_value_set_holds_its_codes_and_prefixes_without_what_it_excludes(
    read: Callable[[Any], tuple[ValueSet, list[str]]], system: str, code: str, *, expected: bool
) -> None:
    content = composed(concepts("M25.551"), below(FRACTURE), exclude=(concepts("S72.09"), below(r"S72\.02.*")))

    found, faults = read(content)

    assert (found.holds(system, code), faults) == (expected, [])


def test_a_value_set_keeps_what_licences_ask_for(read: Callable[[Any], tuple[ValueSet, list[str]]]) -> None:
    found, _ = read(value_set("hip-pain") | {"copyright": "Contains LOINC."})

    assert (found.name, found.title, found.version, found.copyright) == (
        "hip-pain",
        "hip-pain",
        "1.0.0",
        "Contains LOINC.",
    )


MISSING = [
    pytest.param(key, id=key) for key in ("resourceType", "id", "url", "version", "title", "copyright", "compose")
]


@pytest.mark.parametrize("key", MISSING)
def test_a_value_set_without_one_of_its_elements_is_refused(
    read: Callable[[Any], tuple[ValueSet | None, list[str]]], key: str
) -> None:
    content = value_set("hip-pain")
    del content[key]

    found, faults = read(content)

    assert found is None
    assert faults == [f"value_sets/hip-pain.json:1: {key}: Field required"]


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        pytest.param("{", 1, "not valid JSON", id="cut off"),
        pytest.param('{\n "id": "x"\n "name": "y"}', 3, "not valid JSON: ", id="a comma too few"),
        pytest.param('{\n "id": "x",\n "id": "hip-pain"}', 3, "'id' stands here twice", id="a key that stands twice"),
        pytest.param("[]", 1, "valid dictionary", id="a list"),
        pytest.param("3", 1, "valid dictionary", id="a number"),
        pytest.param("[" * 100_000, 1, "nested too deeply", id="nested beyond reason"),
        pytest.param(
            value_set("hip-pain") | {"resourceType": "CodeSystem"}, 2, "resourceType: Input", id="code system"
        ),
        pytest.param(value_set("hip-pain") | {"id": "knee-pain"}, 3, "the id differs from the file name", id="id"),
        pytest.param(value_set("hip-pain") | {"version": "2026"}, 5, "version: String should match", id="version"),
        pytest.param(value_set("hip-pain") | {"copyright": " "}, 8, "copyright: String should have", id="copyright"),
        pytest.param(composed(), 10, "compose.include: Tuple should have at least 1 item", id="nothing included"),
        pytest.param(composed({"system": ICD}), 11, "expected either concepts or one filter", id="a whole code system"),
        pytest.param(
            composed({**concepts("M25.551"), **below(FRACTURE)}), 11, "expected either", id="concepts and a filter"
        ),
        pytest.param(
            composed({"valueSet": ["https://x.example/ValueSet/y"]}), 12, "valueSet: Extra inputs", id="another set"
        ),
        pytest.param(
            composed({"system": ICD, "filter": below(FRACTURE)["filter"] * 2}), 13, "at most 1 item", id="two filters"
        ),
        pytest.param(
            composed({"system": ICD, "concept": [{"code": "M25.551"}]}), 14, "display: Field required", id="no display"
        ),
        pytest.param(
            composed({"system": ICD, "concept": [{"code": 12, "display": "x"}]}), 15, "code: Input", id="code a number"
        ),
        pytest.param(
            composed({"system": ICD, "filter": [{"property": "concept", "op": "is-a", "value": "1"}]}),
            15,
            "filter.0.property: Input should be 'code'",
            id="a filter on something else",
        ),
        pytest.param(
            composed({"system": ICD, "filter": [{"property": "code", "op": "=", "value": FRACTURE}]}),
            16,
            "filter.0.op: Input should be 'regex'",
            id="another operator",
        ),
        pytest.param(composed(below("S72")), 17, "expected a literal of at least 3", id="no prefix, one code"),
        pytest.param(composed(below("S7.*")), 17, "expected a literal of at least 3", id="a prefix of two characters"),
        pytest.param(
            composed(below("S72.0.*")), 17, "expected a literal of at least 3", id="a dot that is any character"
        ),
        pytest.param(composed(below("S72|S73.*")), 17, "expected a literal of at least 3", id="alternatives"),
        pytest.param(composed(below("S7[23].*")), 17, "expected a literal of at least 3", id="a class of characters"),
        pytest.param(
            composed(concepts("M25.551"), concepts("M25.552", "M25.551")),
            27,
            "code 'M25.551' of http://hl7.org/fhir/sid/icd-10-cm stands in the set twice",
            id="a code that stands twice",
        ),
        pytest.param(
            composed(concepts("M25.551"), exclude=(concepts("M25.551"),)),
            14,
            "code 'M25.551' of http://hl7.org/fhir/sid/icd-10-cm is both included and excluded",
            id="a code in and out",
        ),
        pytest.param(
            composed(concepts("M25.551"), exclude=(below(r"M25\..*"),)), 14, "is both included and excluded", id="below"
        ),
    ],
)
def test_what_other_servers_would_read_differently_is_refused_at_its_line(
    read: Callable[[Any], tuple[ValueSet | None, list[str]]], content: Any, line: int, told: str
) -> None:
    found, faults = read(content)

    assert found is None
    assert [fault for fault in faults if fault.startswith(f"value_sets/hip-pain.json:{line}: ") and told in fault], (
        faults
    )


def test_every_fault_of_a_value_set_is_told(read: Callable[[Any], tuple[ValueSet | None, list[str]]]) -> None:
    content = composed(below("S72"), {"system": ICD}, {"system": ICD, "concept": [{"code": "M25.551"}]})

    _, faults = read(content | {"version": "1"})

    assert len(faults) == 4


def test_the_same_code_of_two_systems_stands_in_a_set_once_each(
    read: Callable[[Any], tuple[ValueSet, list[str]]],
) -> None:
    found, faults = read(composed(concepts("123456", system=ICD), concepts("123456", system=SCT)))

    assert faults == []
    assert len(found.codes) == 2


@pytest.fixture(scope="module")
def terminology() -> Terminology:
    """Three sets: pain, pain of the right hip as well, fractures but for one kind."""
    pain = ValueSet("pain", "", "", "", {(SCT, "49218002"): "", (ICD, "M25.551"): ""})
    right = ValueSet("right", "", "", "", {(ICD, "M25.551"): ""}, prefixes=((ICD, "S72.01"), (ICD, "S72.03")))
    left_out = frozenset({(ICD, "S72.09")})
    fracture = ValueSet("fracture", "", "", "", {}, prefixes=((ICD, "S72.0"),), excluded=left_out)
    sets = {one.name: one for one in (pain, right, fracture)}
    return Terminology(sets, {"urn:oid:2.16.840.1.113883.6.90": ICD}, Screens(str.isalpha, str.isalpha))


@pytest.mark.parametrize(
    ("system", "code", "expected"),
    [
        pytest.param(SCT, "49218002", {"pain"}, id="one set"),
        pytest.param(ICD, "M25.551", {"pain", "right"}, id="two sets"),
        pytest.param("urn:oid:2.16.840.1.113883.6.90", "M25.551", {"pain", "right"}, id="another name of the system"),
        pytest.param(SCT, "M25.551", set(), id="a code of another system"),
        pytest.param("http://snomed.info/SCT", "49218002", set(), id="systems are compared exactly"),
        pytest.param(ICD, "S72.011A", {"right", "fracture"}, id="below two prefixes"),
        pytest.param(ICD, "S72.031A", {"right", "fracture"}, id="a second prefix of the same head"),
        pytest.param(ICD, "S72.02", {"fracture"}, id="below one prefix"),
        pytest.param(ICD, "S72.09", set(), id="left out"),
        pytest.param(ICD, "S72", set(), id="above every prefix"),
        pytest.param(ICD, "S7", set(), id="too short"),
        pytest.param(ICD, "", set(), id="no code"),
        pytest.param(SCT, "S72.011A", set(), id="a prefix of another system"),
    ],
)
def test_a_code_is_found_in_every_set_that_holds_it(
    terminology: Terminology, system: str, code: str, expected: set[str]
) -> None:
    assert terminology.sets_of(system, code) == expected


def test_what_may_be_in_a_set_is_known_without_asking_each(terminology: Terminology) -> None:
    assert terminology.codes == {"49218002", "M25.551"}
    assert terminology.heads == {"S72"}
    assert terminology.systems == {SCT, ICD, "urn:oid:2.16.840.1.113883.6.90"}
