"""`python -m service`: serve, evaluate, rules."""

from __future__ import annotations

import click

from service.app import VERSION
from service.cli.authoring import graph, new, schema
from service.cli.evaluate import evaluate
from service.cli.manual import examples, variables
from service.cli.rules import rules
from service.cli.serve import serve
from service.cli.trials import diff, test


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
    epilog=variables() + examples("make run", "python -m service evaluate --help"),
)
@click.version_option(VERSION, prog_name="toh-service")
def main() -> None:
    """CDS Hooks service for transient osteoporosis of the hip.

    Advice for clinicians; not reviewed by a clinician, not a medical device.
    """


for command in (new, test, diff, graph, schema):
    rules.add_command(command)
for command in (serve, evaluate, rules):
    main.add_command(command)
