"""`evaluate`: files in, answers on standard output."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import orjson

from service.api.bundles import DEFAULT_HOOK, day_of, hook_of
from service.api.cds_hooks import respond
from service.app import local_today
from service.cli.files import content_of, has_lines, shown
from service.cli.manual import examples, exit_codes, variables
from service.cli.start import FAULTY, open_or_stop, read_settings, stop, write_out
from service.errors import InvalidParameter, ServiceError, WrongShape
from service.record.body import parse_json, parse_lines
from service.record.bundles import bundle_contents, ndjson_contents
from service.record.elements import json_kind
from service.whole_charts import evaluate_contents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from service.evaluate import Pipeline
    from service.settings import Settings

Json = dict[str, Any]
T = TypeVar("T")

_CLEAR_LINE = "\r\x1b[2K"


@dataclass(frozen=True, slots=True)
class FileEvaluation:
    """Evaluates files for one hook and day."""

    pipeline: Pipeline
    settings: Settings
    hook: str
    as_of: date

    def answers(self, path: Path) -> Iterator[tuple[Json, bool]]:
        """Each answer to a file, and whether it is the only one; raises ServiceError when it cannot be read."""
        body = content_of(path)
        if has_lines(path, body):
            yield from ((answer, False) for answer in self._lines(body))
        else:
            yield self._document(parse_json(body, self.settings.max_json_depth)), True

    def _document(self, value: Any) -> Json:  # noqa: ANN401 - JSON
        if not isinstance(value, dict):
            raise WrongShape(where="file", expected="a Bundle or a CDS Hooks request", found=json_kind(value))
        if "hook" in value:
            return self._request(value)
        contents = bundle_contents(value, self.settings.max_entries)
        return evaluate_contents(contents, self.pipeline, self.hook, self.as_of)

    def _request(self, request: Json) -> Json:
        """A CDS Hooks request is answered by the service of its own hook."""
        services = {service.hook: service.id for service in self.pipeline.book.sheet.services}
        identity = next((services[hook] for hook in services if hook == request["hook"]), None)
        if identity is None:
            raise WrongShape(where="hook", expected=f"one of {', '.join(sorted(services))}", found="another")
        answer: Json = orjson.loads(
            respond(self.pipeline, identity, orjson.dumps(request), self.as_of, self.settings),
        )
        return answer

    def _lines(self, body: bytes) -> Iterator[Json]:
        """Lines that are Bundles or requests are charts of their own; resources make one chart together."""
        resources = []
        for number, value in parse_lines(body, self.settings.max_entries, self.settings.max_json_depth):
            if value.get("resourceType") == "Bundle" or "hook" in value:
                yield self._document(value)
            else:
                resources.append((number, value))
        if resources:
            contents = ndjson_contents(resources, self.settings.max_entries)
            yield evaluate_contents(contents, self.pipeline, self.hook, self.as_of)


def _option(name: str, read: Callable[[], T]) -> T:
    """What an option means; one that cannot be used ends the process."""
    try:
        return read()
    except InvalidParameter as error:
        _, _, problem = str(error).partition(": ")
        stop(f"{name}: {problem}")


@click.command(
    epilog=exit_codes(
        "every file was read and answered",
        "a file could not be read, or the rule book has a fault; standard error names each",
        "an option or a setting cannot be used",
    )
    + variables("rules_dir", "public_base_url", "max_json_depth", "max_entries", "report_gaps")
    + examples(
        "python -m service evaluate chart.json",
        "python -m service evaluate --cards-only --as-of 2026-11-22 charts/*.json",
        "zcat export.ndjson.gz | python -m service evaluate -",
    )
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True), metavar="FILE...")
@click.option("--as-of", metavar="DAY", help="Day of evaluation, such as 2026-11-22.  [default: today]")
@click.option("--hook", help=f"Hook to evaluate Bundles for.  [default: {DEFAULT_HOOK}]")
@click.option("--cards-only", is_flag=True, help="Print the cards without the explanation.")
def evaluate(files: Sequence[Path], as_of: str | None, hook: str | None, *, cards_only: bool) -> None:
    """Evaluate FHIR Bundles, NDJSON or CDS Hooks requests from files.

    Prints one JSON answer per chart: indented for one document, else one per line, with the name
    of its file when there are several files. A FILE of - is standard input; gzip is
    decompressed. A CDS Hooks request is answered for its own hook. A file that cannot be read is
    named on standard error, and the others are evaluated all the same.
    """
    settings = read_settings()
    pipeline = open_or_stop(settings).pipeline
    hooks = frozenset(service.hook for service in pipeline.book.sheet.services)
    day = _option("--as-of", lambda: day_of(as_of, local_today()))
    evaluation = FileEvaluation(pipeline, settings, _option("--hook", lambda: hook_of(hook, hooks)), day)
    several = len(files) > 1
    quiet = not several or sys.stdout.isatty() or not sys.stderr.isatty()
    unread = 0
    with click.progressbar(files, file=sys.stderr, label="evaluating", show_pos=True, hidden=quiet) as bar:
        for path in bar:
            try:
                for answer, alone in evaluation.answers(path):
                    told = {"cards": answer["cards"]} if cards_only else answer
                    named = {"file": shown(path), **told} if several else told
                    layout = orjson.OPT_INDENT_2 if alone and not several else 0
                    write_out(orjson.dumps(named, option=layout | orjson.OPT_APPEND_NEWLINE))
            except ServiceError as error:
                unread += 1
                sys.stderr.write(f"{'' if quiet else _CLEAR_LINE}{shown(path)}: {error}\n")
    raise SystemExit(FAULTY if unread else 0)
