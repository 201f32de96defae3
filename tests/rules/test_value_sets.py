"""The value sets: valid R4, complete, with the notices of their licences, and no code that nobody looked up.

The tables that they were made from lie beside the repository, in ../shared/clinical/valuesets.
"""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from fhir.resources.R4B.valueset import ValueSet

from tests.charts import ICD, SCT
from tests.conftest import ROOT
from tests.rules.sheets import BOOK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.charts import Json

PATHS = sorted((ROOT / "rules" / "value_sets").glob("*.json"))
TABLES = ROOT.parent / "shared" / "clinical" / "valuesets"
with_tables = pytest.mark.skipif(not TABLES.is_dir(), reason="the tables of codes in ../shared/clinical are not here")

NOTICES = {
    "CC-BY-4.0 (GPS)": "Contains SNOMED CT content of the Global Patient Set (GPS), used under CC BY 4.0",
    "SNOMED affiliate": "Use needs a SNOMED CT Affiliate licence",
    "SNOMED affiliate (or IPS terminology CC-BY-4.0, check)": "Use needs a SNOMED CT Affiliate licence",
    "LOINC": "Contains LOINC (http://loinc.org), copyright Regenstrief Institute",
    "public domain (CDC/CMS)": "Contains ICD-10-CM codes (CDC/NCHS and CMS), public domain in the United States",
    "WHO ICD-11 CC BY-ND 3.0 IGO (check)": "copyright World Health Organization, CC BY-ND 3.0 IGO",
    "DICOM (free)": "Contains DICOM codes, copyright National Electrical Manufacturers Association",
    "RxNorm (NLM)": "Contains RxNorm names and codes, courtesy of the U.S. National Library of Medicine (NLM)",
    "WHOCC terms (attribution, non-commercial copying)": "Contains ATC codes, copyright WHO Collaborating Centre",
    "WHOCC terms": "Contains ATC codes, copyright WHO Collaborating Centre",
    "CC0-1.0 (FHIR)": "Contains HL7 FHIR terminology, CC0",
}
"""What `copyright` says for each licence that the tables name."""

MADE_FROM = {
    "alternative-hip-diagnoses-site-not-named": {"alternative-hip-diagnoses"},
    "avascular-necrosis-site-not-named": {"avascular-necrosis-femoral-head"},
    "condition-severity-mild": {"condition-severity"},
    "estimated-delivery-date-observation": {"pregnancy-observation-codes"},
    "gestational-age-observation": {"pregnancy-observation-codes"},
    "last-menstrual-period-observation": {"pregnancy-observation-codes"},
    "pregnancy-possible": {"pregnant-unknown"},
    "pregnancy-status-observation": {"pregnancy-observation-codes"},
    "septic-arthritis-osteomyelitis-site-not-named": {"septic-arthritis-osteomyelitis-hip"},
    "toh-diagnosis-site-not-named": {"toh-diagnosis", "toh-diagnosis-nonspecific"},
}
"""Sets that hold a part of what their tables have."""


class Row(NamedTuple):
    """One code of a set or of a table; `match` is exact, prefix or exclude."""

    system: str
    code: str
    match: str
    display: str = ""


def every_row() -> dict[str, list[dict[str, str]]]:
    """All tables but the list of what was left out."""
    found = {}
    for path in sorted(TABLES.glob("[!_]*.csv")):
        with path.open(encoding="utf-8", newline="") as table:
            found[path.stem] = list(csv.DictReader(table))
    return found


def contents(resource: Json) -> Iterator[Row]:
    """What a ValueSet includes and excludes, prefixes as the code that they begin with."""
    for part, matches in (("include", ("exact", "prefix")), ("exclude", ("exclude", "exclude"))):
        for block in resource["compose"].get(part, []):
            for one in block.get("concept", []):
                yield Row(block["system"], one["code"], matches[0], one["display"])
            for one in block.get("filter", []):
                yield Row(block["system"], re.sub(r"\.\*$", "", one["value"]).replace("\\", ""), matches[1])


@pytest.fixture(scope="module")
def resources() -> dict[str, Json]:
    """Every ValueSet of the rule book, by name."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in PATHS}


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, str]]]:
    """Every table, by name."""
    return every_row()


@pytest.mark.parametrize("name", sorted(BOOK.value_sets))
def test_a_value_set_is_valid_fhir(name: str, resources: dict[str, Json]) -> None:
    resource = ValueSet.model_validate(resources[name])

    assert (resource.id, resource.url) == (name, f"{BOOK.sheet.canonical}/ValueSet/{name}")


@with_tables
@pytest.mark.parametrize("name", sorted(BOOK.value_sets))
def test_every_code_stands_in_a_table_with_this_display(
    name: str, resources: dict[str, Json], tables: dict[str, list[dict[str, str]]]
) -> None:
    rows = [Row(one["system"], one["code"], one["match"], one["display"]) for each in tables.values() for one in each]
    exact = {row[:2]: row.display for row in rows if row.match == "exact"}
    prefixes = {row[:2] for row in rows if row.match == "prefix"}

    for row in contents(resources[name]):
        below = any(row.system == system and row.code.startswith(code) for system, code in prefixes)
        assert row[:2] in exact or below, row
        if row.match == "exact":
            assert row.display == exact[row[:2]], row


@with_tables
@pytest.mark.parametrize("name", sorted(BOOK.value_sets))
def test_a_value_set_holds_all_of_its_table_or_a_named_part_of_it(
    name: str, resources: dict[str, Json], tables: dict[str, list[dict[str, str]]]
) -> None:
    own = set(contents(resources[name]))
    if name in tables:
        table = {Row(one["system"], one["code"], one["match"]) for one in tables[name]}
        included = {Row(*row[:3]) for row in own if row.match != "exclude"}
        excluded = {Row(*row[:3]) for row in own if row.match == "exclude"}
        assert included == {row for row in table if row.match != "exclude"}
        assert {row for row in table if row.match == "exclude"} <= excluded
    elif name in MADE_FROM:
        whole = {(one["system"], one["code"]) for table in MADE_FROM[name] for one in tables[table]}
        assert {row[:2] for row in own} <= whole


@with_tables
@pytest.mark.parametrize("side", ["left", "right", "both"])
def test_a_code_names_the_side_that_its_words_name(
    side: str, resources: dict[str, Json], tables: dict[str, list[dict[str, str]]]
) -> None:
    """Wrong side is worse than no card: the words of every code agree with the set that it stands in."""
    others = {"left": {"right"}, "right": {"left"}, "both": set()}[side]
    words = {(one["system"], one["code"]): one["display"].lower() for table in tables.values() for one in table}

    for row in contents(resources[f"side-{side}"]):
        display = row.display.lower() or words.get(row[:2], "")
        assert not others & set(re.findall(r"[a-z]+", display)), row
        if side == "both" and display and row.system == SCT:
            assert re.search(r"bilateral|both|right and left", display), row


@with_tables
@pytest.mark.parametrize("side", ["left", "right"])
def test_every_code_that_names_a_side_stands_in_its_set(side: str, tables: dict[str, list[dict[str, str]]]) -> None:
    other = {"left": "right", "right": "left"}[side]
    used = {name for name in tables if name in BOOK.value_sets} | {"laterality"}
    side_set = BOOK.value_sets[f"side-{side}"]

    for name in sorted(used):
        for one in tables[name]:
            words = set(re.findall(r"[a-z]+", one["display"].lower()))
            if one["match"] == "exact" and side in words and other not in words:
                assert side_set.holds(one["system"], one["code"]), (name, one["code"], one["display"])


@with_tables
@pytest.mark.parametrize("name", sorted(BOOK.value_sets))
def test_the_copyright_of_a_value_set_names_the_licences_of_its_codes_and_no_others(
    name: str, resources: dict[str, Json], tables: dict[str, list[dict[str, str]]]
) -> None:
    licences = set()
    for row in contents(resources[name]):
        for table in tables.values():
            for one in table:
                whole = (one["system"], one["code"]) == row[:2]
                below = one["match"] == "prefix" and row.system == one["system"] and row.code.startswith(one["code"])
                licences |= {one["licence"]} if whole or below else set()

    copyright_ = resources[name]["copyright"]

    assert {notice for notice in NOTICES.values() if notice in copyright_} == {NOTICES[one] for one in licences}


def test_the_notices_of_all_licences_stand_in_notice() -> None:
    text = " ".join((ROOT / "NOTICE").read_text(encoding="utf-8").split())

    for words in (
        "Global Patient Set",
        "Affiliate",
        "Regenstrief Institute",
        "public domain",
        "CC BY-ND 3.0 IGO",
        "RxNorm",
        "WHO Collaborating Centre",
    ):
        assert words in text


def test_codes_without_a_verified_source_are_in_no_value_set() -> None:
    """The three that the tables warn of: an inactive crutch, a wrong hip necrosis, a wrong surgical dressing."""
    every = {code for value_set in BOOK.value_sets.values() for _, code in value_set.codes}

    assert every.isdisjoint({"363753007", "52857007"})


def test_icd_codes_stand_for_all_codes_below_them_where_their_table_says_so() -> None:
    fracture = BOOK.value_sets["hip-fracture-acute"]

    assert fracture.holds(ICD, "S72.011A")
    assert not fracture.holds(ICD, "S72.3")
