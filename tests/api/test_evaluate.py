"""POST /evaluate: a Bundle or NDJSON as the whole chart, and the explanation beside the cards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from service.domain import Outcome, Presence
from tests.api.answers import answer_of, cards_of, refusal_of
from tests.charts import (
    HYPERTENSION,
    LEFT_HIP,
    MARROW_OEDEMA,
    MRI_LEFT,
    Json,
    bundle,
    condition,
    days_ago,
    due_date,
    hip_pain,
    man,
    order,
    patient,
    report,
    request,
    verification,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.rulebook.book import RuleBook
    from tests.client import Client

BUNDLE_TYPES = ["application/fhir+json", "application/json"]
NDJSON_TYPES = ["application/fhir+ndjson", "application/x-ndjson", "application/ndjson"]
LATE_PREGNANCY = (patient(), hip_pain(), due_date(31))
BOB = man() | {"id": "bob"}


def post(client: Client, body: bytes, media_type: str | None = "application/fhir+json", query: str = "") -> Any:
    headers = {} if media_type is None else {"content-type": media_type}
    return client.post(f"/evaluate{query}", content=body, headers=headers)


def evaluated(client: Client, *resources: Json, query: str = "", **more: Any) -> Json:
    return answer_of(client.post(f"/evaluate{query}", bundle(*resources, **more)))


def ndjson(*resources: Json) -> bytes:
    return "\n".join(json.dumps(one) for one in resources).encode()


def of_bob(resource: Json) -> Json:
    return resource | {"subject": {"reference": "Patient/bob"}}


@pytest.mark.parametrize("suffix", ["", "; charset=utf-8", ";charset=UTF-8", "; fhirVersion=4.0"])
@pytest.mark.parametrize("media_type", [*BUNDLE_TYPES, "Application/FHIR+JSON"])
def test_a_bundle_is_taken_as_every_json_type(media_type: str, suffix: str, client: Client) -> None:
    body = json.dumps(bundle(*LATE_PREGNANCY)).encode()

    answer = answer_of(post(client, body, media_type + suffix))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


@pytest.mark.parametrize("suffix", ["", "; charset=utf-8"])
@pytest.mark.parametrize("media_type", NDJSON_TYPES)
def test_ndjson_is_taken_as_every_ndjson_type(media_type: str, suffix: str, client: Client) -> None:
    answer = answer_of(post(client, ndjson(*LATE_PREGNANCY), media_type + suffix))

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


@pytest.mark.parametrize(
    "media_type", [None, "", "text/plain", "application/xml", "application/jsonx", "multipart/form-data; boundary=x"]
)
def test_another_type_of_body_is_refused_with_those_that_are_read(media_type: str | None, client: Client) -> None:
    issue = refusal_of(post(client, json.dumps(bundle(*LATE_PREGNANCY)).encode(), media_type), 415)

    assert issue["code"] == "not-supported"
    assert all(one in issue["diagnostics"] for one in (*BUNDLE_TYPES, *NDJSON_TYPES))


@pytest.mark.parametrize("kind", ["collection", "searchset", "transaction", "document"])
def test_a_bundle_of_any_type_is_the_whole_chart(kind: str, client: Client) -> None:
    answer = evaluated(client, *LATE_PREGNANCY, kind=kind)

    (person,) = answer["patients"]
    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}
    assert "partlyEvaluated" not in person
    assert "issues" not in answer


def test_a_batch_response_is_opened(client: Client) -> None:
    answers = (bundle(one, kind="searchset", id="searchset") for one in LATE_PREGNANCY)

    answer = evaluated(client, *answers, kind="batch-response")

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


def test_an_answer_is_a_cds_hooks_response_with_the_explanation_beside_it(client: Client, book: RuleBook) -> None:
    answer = evaluated(client, *LATE_PREGNANCY)

    (person,) = answer["patients"]
    assert person["reference"] == "Patient/anna"
    assert person["cards"] == answer["cards"]
    assert answer["ruleBook"] == {"id": "toh", "version": book.version, "sha256": book.sha256}


def test_each_hip_says_every_finding_and_every_rule(client: Client, book: RuleBook) -> None:
    (person,) = evaluated(client, *LATE_PREGNANCY)["patients"]

    assert [hip["side"] for hip in person["hips"]] == ["left", "right"]
    for hip in person["hips"]:
        assert {one["value"] for one in hip["findings"]} <= set(Presence)
        assert [one["rule"] for one in hip["rules"]] == [rule.id for rule in book.speaking("patient-view")]
        assert {one["outcome"] for one in hip["rules"]} <= set(Outcome)


def finding(hip: Json, name: str) -> Json:
    found: Json = next(one for one in hip["findings"] if one["finding"] == name)
    return found


def test_a_finding_names_resource_element_date_and_side(client: Client) -> None:
    pain = hip_pain(LEFT_HIP, onset=days_ago(10))

    (person,) = evaluated(client, patient(), pain, due_date(31))["patients"]

    left, right = person["hips"]
    assert finding(left, "hip_pain") == {
        "finding": "hip_pain",
        "value": "present",
        "evidence": [
            {
                "reference": f"Condition/{pain['id']}",
                "element": "Condition.code",
                "certainty": "coded",
                "date": days_ago(10),
                "side": "left",
            }
        ],
    }
    assert finding(right, "hip_pain") == {"finding": "hip_pain", "value": "absent"}
    assert finding(left, "significant_trauma")["reason"] == "not recorded"


def test_pain_of_both_hips_is_told_as_both(client: Client) -> None:
    pain = hip_pain((("http://snomed.info/sct", "24136001"), ("http://snomed.info/sct", "51440002")))

    (person,) = evaluated(client, patient(), pain, due_date(31))["patients"]

    assert [finding(hip, "hip_pain")["evidence"][0]["side"] for hip in person["hips"]] == ["both", "both"]


def test_an_assumed_side_is_noted(client: Client) -> None:
    (person,) = evaluated(client, patient(), hip_pain(()), due_date(31))["patients"]

    assert finding(person["hips"][0], "hip_pain")["note"] == "the side is not recorded"


def rule(hip: Json, name: str) -> Json:
    found: Json = next(one for one in hip["rules"] if one["rule"] == name)
    return found


def test_a_rule_that_fired_says_what_it_rests_on(client: Client) -> None:
    (person,) = evaluated(client, *LATE_PREGNANCY)["patients"]

    fired = rule(person["hips"][0], "late-pregnancy-hip-pain")

    assert (fired["outcome"], fired["indicator"]) == ("fired", "warning")
    assert {"hip_pain", "late_pregnancy"} <= set(fired["restsOn"])
    assert "because" not in fired


def test_a_silent_rule_says_which_condition_decided(client: Client) -> None:
    (person,) = evaluated(client, patient(), due_date(31))["patients"]

    silent = rule(person["hips"][0], "late-pregnancy-hip-pain")

    assert silent["outcome"] == "silent"
    assert "indicator" not in silent
    assert silent["because"] == [{"finding": "hip_region_pain", "is": "absent", "needed": "present"}]


def test_a_chart_without_a_hip_problem_is_explained_as_well(client: Client) -> None:
    answer = evaluated(client, patient(), condition(HYPERTENSION))

    assert answer["cards"] == []
    assert len(answer["patients"][0]["hips"]) == 2


def test_several_patients_are_evaluated_each_for_themselves(client: Client) -> None:
    answer = evaluated(client, BOB, of_bob(hip_pain()), *LATE_PREGNANCY)

    bob, anna = answer["patients"]
    assert (bob["reference"], anna["reference"]) == ("Patient/bob", "Patient/anna")
    assert (bob["cards"], answer["cards"]) == ([], anna["cards"])
    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


def test_pain_of_one_patient_and_pregnancy_of_another_are_no_card(client: Client) -> None:
    answer = evaluated(client, BOB, of_bob(hip_pain()), patient(), due_date(31))

    assert answer["cards"] == []


def test_a_page_of_a_chart_is_partly_evaluated(client: Client) -> None:
    answer = evaluated(client, patient(), due_date(31), kind="searchset", total=9)

    (person,) = answer["patients"]
    assert "Condition" in person["partlyEvaluated"]["late-pregnancy-hip-pain"]


def test_what_belongs_to_nobody_is_told_once_for_the_whole_body(client: Client) -> None:
    answer = evaluated(client, BOB, *LATE_PREGNANCY, hip_pain(subject=None))

    assert answer["issues"] == [
        {
            "severity": "warning",
            "code": "required",
            "location": "Bundle.entry[4].resource.subject",
            "message": "names no patient of the request, not used",
        }
    ]


def test_what_cannot_be_read_is_told_with_the_patient(client: Client) -> None:
    (person,) = evaluated(client, *LATE_PREGNANCY, order(MRI_LEFT) | {"status": 5})["patients"]

    assert person["issues"] == [
        {
            "severity": "warning",
            "code": "structure",
            "location": "Bundle.entry[3].resource.status",
            "message": "expected a status code, found a number",
        }
    ]


def test_all_that_could_not_be_read_is_told(client: Client) -> None:
    wrong = [hip_pain() | {"code": 5} for _ in range(60)]

    (person,) = evaluated(client, patient(), *wrong)["patients"]

    assert len(person["issues"]) == 60


def test_evidence_that_is_no_valid_fhir_is_told_and_silences_nobody(client: Client) -> None:
    answer = evaluated(client, patient(), hip_pain(category="CANARY"), due_date(31))

    (issue,) = answer["patients"][0]["issues"]
    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}
    assert issue == {
        "severity": "warning",
        "code": "invalid",
        "location": "Bundle.entry[1].resource.category",
        "message": "not valid FHIR R4: Input should be a valid list",
    }


def test_what_gives_no_evidence_is_not_checked(client: Client) -> None:
    answer = evaluated(client, *LATE_PREGNANCY, condition(HYPERTENSION, category="CANARY"))

    assert "issues" not in answer["patients"][0]


@pytest.mark.parametrize(
    ("as_of", "cards"),
    [
        pytest.param(days_ago(0), 1, id="the day of the story"),
        pytest.param(days_ago(30), 0, id="before the pain began"),
        pytest.param(days_ago(-300), 0, id="long after the delivery"),
    ],
)
def test_the_chart_is_read_as_of_a_day(as_of: str, cards: int, client: Client) -> None:
    assert len(evaluated(client, *LATE_PREGNANCY, query=f"?as_of={as_of}")["cards"]) == cards


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_any_day_of_three_centuries_is_taken(day: str, client: Client) -> None:
    assert evaluated(client, *LATE_PREGNANCY, query=f"?as_of={day}")["cards"] == []


@pytest.mark.parametrize(
    "day",
    ["", "2026", "2026-11", "2026-11-22T08:00:00Z", "2026-02-30", "today", "1899-12-31", "2200-01-01", "9999-12-31"],
)
def test_what_is_no_day_is_refused(day: str, client: Client) -> None:
    issue = refusal_of(client.post(f"/evaluate?as_of={day}", bundle(*LATE_PREGNANCY)), 400)

    assert issue["diagnostics"] == (
        "query parameter 'as_of': expected a day of the years 1900 to 2199 such as 2026-11-22"
    )


@pytest.mark.parametrize("query", ["", "?hook=", "?hook=patient-view", "?hook=encounter-start"])
def test_a_bundle_is_evaluated_for_a_hook(query: str, client: Client) -> None:
    answer = evaluated(client, *LATE_PREGNANCY, query=query)

    assert cards_of(answer) == {"late-pregnancy-hip-pain": "warning"}


def test_a_hook_that_no_service_answers_is_refused_with_those_that_are(client: Client, book: RuleBook) -> None:
    response = client.post("/evaluate?hook=CANARY", bundle(*LATE_PREGNANCY))

    hooks = sorted({service.hook for service in book.sheet.services})
    assert f"expected one of {', '.join(hooks)}" in refusal_of(response, 400)["diagnostics"]
    assert "CANARY" not in response.text


@pytest.mark.parametrize("query", ["?asof=CANARY", "?as_of=2026-11-22&patient=CANARY", "?AS_OF=CANARY"])
def test_a_parameter_that_is_not_known_is_refused(query: str, client: Client) -> None:
    """A misspelled as_of would answer for another day than was asked for."""
    response = client.post(f"/evaluate{query}", bundle(*LATE_PREGNANCY))

    assert "is not known; expected as_of and hook" in refusal_of(response, 400)["diagnostics"]
    assert "CANARY" not in response.text


@pytest.mark.parametrize(
    ("body", "where"),
    [
        pytest.param(patient(), "Bundle.resourceType: expected 'Bundle', found another type", id="a Patient"),
        pytest.param({}, "Bundle.resourceType: expected 'Bundle', found another type", id="no type"),
        pytest.param(request(), "Bundle.resourceType: expected 'Bundle', found another type", id="a CDS request"),
        pytest.param(
            {"resourceType": "Bundle", "entry": "CANARY"}, "Bundle.entry: expected an array, found a string", id="text"
        ),
        pytest.param(bundle(), "Bundle: expected a Patient resource, found none", id="nobody"),
        pytest.param(bundle(hip_pain()), "Bundle: expected a Patient resource, found none", id="no Patient"),
    ],
)
def test_what_is_no_chart_is_refused_with_its_place(body: Json, where: str, client: Client) -> None:
    response = client.post("/evaluate", body)

    assert refusal_of(response, 400)["diagnostics"] == where
    assert "CANARY" not in response.text


@pytest.mark.parametrize(
    ("body", "where"),
    [
        pytest.param(b"", "body: expected a Patient resource, found none", id="empty"),
        pytest.param(b"\n \r\n", "body: expected a Patient resource, found none", id="blank lines"),
        pytest.param(ndjson(hip_pain()), "body: expected a Patient resource, found none", id="no Patient"),
        pytest.param(ndjson(patient()) + b"\n[1]", "line 2: expected a JSON object, found an array", id="no object"),
        pytest.param(ndjson(patient()) + b"\n{CANARY", "line 2: not valid JSON: ", id="no JSON"),
        pytest.param(
            json.dumps(bundle(patient()), indent=1).encode(), "line 1: not valid JSON: ", id="JSON over lines"
        ),
    ],
)
def test_lines_that_are_no_chart_are_refused_with_their_number(body: bytes, where: str, client: Client) -> None:
    response = post(client, body, "application/fhir+ndjson")

    assert refusal_of(response, 400)["diagnostics"].startswith(where)
    assert "CANARY" not in response.text


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        pytest.param(json.dumps(bundle(*LATE_PREGNANCY)).encode(), "application/fhir+json", id="a Bundle"),
        pytest.param(ndjson(*LATE_PREGNANCY), "application/fhir+ndjson", id="NDJSON"),
    ],
)
def test_more_resources_than_the_setting_allows_are_refused(
    body: bytes, media_type: str, serving: Callable[..., Client]
) -> None:
    taken = post(serving(max_entries=3), body, media_type)
    refused = post(serving(max_entries=2), body, media_type)

    assert len(answer_of(taken)["cards"]) == 1
    issue = refusal_of(refused, 413)
    assert issue["code"] == "too-costly"
    assert issue["diagnostics"] == "the request holds more than 2 resources (setting MAX_ENTRIES)"


def test_the_issues_of_ndjson_name_lines(client: Client) -> None:
    answer = answer_of(post(client, ndjson(patient(), hip_pain() | {"code": 5}), "application/x-ndjson"))

    assert answer["patients"][0]["issues"][0]["location"] == "line 2.code"


@pytest.mark.parametrize(("count", "status"), [(2, 200), (3, 413)])
def test_no_more_patients_than_the_setting_allows(count: int, status: int, serving: Callable[..., Client]) -> None:
    people = [patient() | {"id": f"patient-{number}"} for number in range(count)]

    response = serving(max_patients=2).post("/evaluate", bundle(*people))

    assert response.status_code == status


@pytest.mark.parametrize(
    ("records", "element", "message"),
    [
        pytest.param(
            (hip_pain(id="pain", verificationStatus=verification("provisional")),),
            "Condition/pain.code",
            "recorded as unconfirmed",
            id="unconfirmed",
        ),
        pytest.param(
            (
                hip_pain(),
                report(MRI_LEFT, MARROW_OEDEMA, id="mri", conclusion="No marrow oedema."),
            ),
            "DiagnosticReport/mri.conclusionCode[0]",
            "records contradict each other",
            id="code and words contradict each other",
        ),
        pytest.param(
            (hip_pain(), report(MRI_LEFT, id="mri", conclusion="Marrow oedema cannot be excluded.")),
            "DiagnosticReport/mri.conclusion",
            "the text leaves it open",
            id="hedged words",
        ),
    ],
)
def test_what_was_recorded_and_left_open_is_an_issue_with_its_reason(
    records: tuple[Json, ...], element: str, message: str, client: Client
) -> None:
    answer = client.post("/evaluate?as_of=2026-11-22", bundle(patient(), *records)).json()

    issues = answer["patients"][0]["issues"]
    assert {"severity": "information", "code": "informational", "location": element, "message": message} in issues
