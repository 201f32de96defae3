"""What the third value is for: the stories told again with every unknown taken for absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.domain import Case, Finding, Presence
from service.evaluate import Call
from service.record.bundles import bundle_contents
from service.record.chart import Subject
from tests.charts import AS_OF
from tests.stories.test_fixtures import BUNDLES, Json, named, read

if TYPE_CHECKING:
    from service.domain import Verdict
    from service.evaluate import Pipeline

HOOK = "patient-view"


def verdicts(chart: Json, pipeline: Pipeline) -> tuple[Verdict, ...]:
    contents = bundle_contents(chart, 1000)
    (person,) = contents.people
    source = person.source(frozenset(pipeline.book.kinds(HOOK)), contents.answer)
    return pipeline.evaluate(
        Call(HOOK, Subject(person.resource, person.full_url), [source], AS_OF, explain=True)
    ).verdicts


def taken_for_absent(case: Case) -> Case:
    absent = {
        name: Finding(name, Presence.ABSENT) if finding.presence is Presence.UNKNOWN else finding
        for name, finding in case.findings.items()
    }
    return case._replace(findings=absent)


def shown(several: tuple[Verdict, ...]) -> set[str]:
    return {conclusion.rule for verdict in several for conclusion in verdict.shown()}


def test_unknown_taken_for_absent_would_change_these_stories(pipeline: Pipeline) -> None:
    changed = {}
    for path in BUNDLES:
        three = verdicts(read(path), pipeline)
        two = pipeline.reasoner.conclude([taken_for_absent(verdict.case) for verdict in three], HOOK)
        if shown(two) != shown(three):
            changed[named(path).removesuffix(".bundle.json")] = sorted(shown(two))

    assert changed == {
        "decisive-facts-missing/man-of-45-limps-injury-not-asked-for": ["midlife-man-hip-pain"],
        "earlier-pregnancy-hip-pain+decisive-facts-missing/due-date-and-gestational-age-five-weeks-apart": [],
        "earlier-pregnancy-hip-pain+decisive-facts-missing/pregnant-gestational-age-not-recorded": [],
    }
