"""What --help says beyond the options: environment variables with their defaults, exit codes, examples."""

from __future__ import annotations

from typing import Any

from service.settings import Settings

_AS_IT_STANDS = "\b\n"  # click fills paragraphs unless they start with this


def variables(*names: str) -> str:
    """The environment variables of some settings, or of all, each with its default."""
    shown = names or tuple(Settings.model_fields)
    width = max(len(name) for name in shown)
    lines = [f"  {name.upper():<{width}}  {_described(name)}" for name in shown]
    return _section("Environment:", lines)


def variable(name: str) -> str:
    """The help of an option that overrides a setting."""
    field = Settings.model_fields[name]
    described = field.description or ""
    return f"{described[:1].upper()}{described[1:]}.  [environment {name.upper()}; default {_default(name)}]"


def exit_codes(done: str, faulty: str, cannot: str | None = None) -> str:
    """What the exit codes of a command say."""
    told = {0: done, 1: faulty, 2: cannot}
    return _section("Exit codes:", [f"  {code}  {meaning}" for code, meaning in told.items() if meaning])


def examples(*commands: str) -> str:
    """Commands to copy."""
    return _section("Examples:", [f"  {command}" for command in commands])


def _section(title: str, lines: list[str]) -> str:
    return _AS_IT_STANDS + "\n".join((title, *lines)) + "\n\n"


def _described(name: str) -> str:
    return f"{Settings.model_fields[name].description}; default {_default(name)}"


def _default(name: str) -> str:
    default: Any = Settings.model_fields[name].get_default()
    match default:
        case bool():
            return str(default).lower()
        case tuple():
            return ",".join(default) or "none"
        case _:
            return str(default)
