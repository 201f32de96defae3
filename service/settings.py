"""Every setting, from the environment, with its unit and default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_RULES = Path(__file__).resolve().parent.parent / "rules"

LEAST_DAYS = 730
"""Longer than every look-back of the rule book."""


class Settings(BaseSettings):
    """The settings of one process; environment variables have the same names in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="TCP port to listen on, 0 for a free one")
    public_base_url: str = Field(
        "http://127.0.0.1:8000", description="URL under which clients reach the service, without a slash at the end"
    )
    rules_dir: Path = Field(_RULES, description="directory of the rule book")
    enable_rules: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="ids of rules that count as active although their sheet is a draft or in shadow, with commas"
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*",), description="origins that browsers may call from, separated by commas; empty for none"
    )
    max_body_bytes: int = Field(5_000_000, gt=0, description="largest body, in bytes")
    max_json_depth: int = Field(
        1000,
        gt=0,
        le=1000,
        description="deepest nesting of JSON; 1000 leaves it to the parser (1024), less costs 7 microseconds per kB",
    )
    max_entries: int = Field(10_000, gt=0, description="most resources in one request")
    max_patients: int = Field(1000, gt=0, description="most patients in one request to /evaluate")
    report_gaps: bool = Field(
        default=True,
        description="say in the response's extension what was missing or could not be read; "
        "that the data are another patient's is always said",
    )
    cds_hooks_version: Literal["2.0", "3.0"] = Field(
        "2.0", description="2.0, or 3.0 to add `version` and `hookVersion` to discovery; some clients refuse them"
    )
    prefetch_observation_days: int = Field(
        0,
        description="ask for Observations of the last so many days only, at least 730, by a date token of "
        "CDS Hooks 3.0 that some clients cannot resolve; 0 asks for all, with or without a date",
    )
    validate_responses: bool = Field(
        default=False,
        description="check every answer against the invariants of CDS Hooks: each fault is logged, "
        "and an answer that could mislead is refused with 500",
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="least level that is logged")

    @field_validator("cors_origins", "enable_rules", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("prefetch_observation_days")
    @classmethod
    def _beyond_every_look_back(cls, value: int, info: ValidationInfo) -> int:
        if value and value < LEAST_DAYS:
            message = f"must be 0 or at least {LEAST_DAYS}: a pregnancy and what follows it has to be seen whole"
            raise ValueError(message)
        if value and info.data.get("cds_hooks_version") != "3.0":
            message = "date tokens belong to CDS Hooks 3.0: set CDS_HOOKS_VERSION=3.0 as well"
            raise ValueError(message)
        return value

    @field_validator("public_base_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")
