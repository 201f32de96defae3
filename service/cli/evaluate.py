"""`evaluate`: files in, answers on standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from service.api.bundles import day_of, hook_of
from service.api.cds_hooks import respond
from service.app import local_today
from service.cli.start import CANNOT, FAULTY, open_or_stop, read_settings
from service.errors import ServiceError, UnknownService, WrongShape
from service.record.body import parse_json, parse_lines
from service.record.bundles import bundle_contents, ndjson_contents
from service.record.elements import json_kind
from service.whole_charts import evaluate_contents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from service.evaluate import Pipeline
    from service.settings import Settings

Json = dict[str, Any]


class FileEvaluation:
    """Evaluates files for one hook and day."""

    def __init__(self, pipeline: Pipeline, settings: Settings, hook: str, as_of: date) -> None:
        """Keep what all files share."""
        self._pipeline, self._settings = pipeline, settings
        self._hook, self._as_of = hook, as_of

    def answers(self, path: Path) -> Iterator[Json]:
        """Each answer to a file; raises ServiceError or OSError when it cannot be read."""
        body = path.read_bytes()
        if path.suffix.lower() in (".ndjson", ".jsonl"):
            yield from self._lines(body)
        else:
            yield self._document(parse_json(body, self._settings.max_json_depth))

    def _document(self, value: Any) -> Json:  # noqa: ANN401 - JSON
        if not isinstance(value, dict):
            raise WrongShape(where="file", expected="a Bundle or a CDS Hooks request", found=json_kind(value))
        if "hook" in value and "context" in value:
            return self._request(value)
        contents = bundle_contents(value, self._settings.max_entries)
        return evaluate_contents(contents, self._pipeline, self._hook, self._as_of)

    def _request(self, request: Json) -> Json:
        """A CDS Hooks request is answered by the service of its own hook."""
        services = self._pipeline.book.sheet.services
        service = next((one for one in services if one.hook == request["hook"]), None)
        if service is None:
            raise UnknownService
        answer: Json = orjson.loads(
            respond(self._pipeline, service.id, orjson.dumps(request), self._as_of, self._settings)
        )
        return answer

    def _lines(self, body: bytes) -> Iterator[Json]:
        """Lines that are Bundles or requests are charts of their own; resources make one chart together."""
        resources = []
        for number, value in parse_lines(body, self._settings.max_entries, self._settings.max_json_depth):
            if value.get("resourceType") == "Bundle" or "hook" in value:
                yield self._document(value)
            else:
                resources.append((number, value))
        if resources:
            contents = ndjson_contents(resources, self._settings.max_entries)
            yield evaluate_contents(contents, self._pipeline, self._hook, self._as_of)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--as-of", metavar="DAY", help="Day of evaluation, such as 2026-11-22.  [default: today]")
@click.option("--hook", help="Hook to evaluate Bundles for.  [default: patient-view]")
@click.option("--cards-only", is_flag=True, help="Print the cards without the explanation.")
def evaluate(files: Sequence[Path], as_of: str | None, hook: str | None, *, cards_only: bool) -> None:
    """Evaluate FHIR Bundles, NDJSON or CDS Hooks requests from files.

    Prints one JSON answer per chart, one per line when there are several. The exit code is 0
    when every file could be read, 1 when one could not; the reasons go to standard error.
    """
    settings = read_settings()
    pipeline = open_or_stop(settings).pipeline
    try:
        hooks = frozenset(service.hook for service in pipeline.book.sheet.services)
        evaluation = FileEvaluation(pipeline, settings, hook_of(hook, hooks), day_of(as_of, local_today()))
    except ServiceError as error:
        sys.stderr.write(f"{str(error).replace('query parameter', 'option')}\n")
        raise SystemExit(CANNOT) from None
    indent = orjson.OPT_INDENT_2 if len(files) == 1 and files[0].suffix.lower() not in (".ndjson", ".jsonl") else 0
    unread = 0
    with click.progressbar(files, file=sys.stderr, label="evaluating", hidden=len(files) == 1) as bar:
        for path in bar:
            try:
                for answer in evaluation.answers(path):
                    told = {"cards": answer["cards"]} if cards_only else answer
                    named = told if len(files) == 1 else {"file": str(path), **told}
                    sys.stdout.buffer.write(orjson.dumps(named, option=indent | orjson.OPT_APPEND_NEWLINE))
            except (ServiceError, OSError) as error:
                unread += 1
                reason = error.strerror if isinstance(error, OSError) else str(error)
                sys.stderr.write(f"{path}: {reason}\n")
    raise SystemExit(FAULTY if unread else 0)
