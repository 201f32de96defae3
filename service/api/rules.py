"""The rules as they are in use: where a card's source leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from service.errors import NotFound

if TYPE_CHECKING:
    from service.live import Live
    from service.rulebook.book import RuleBook

Json = dict[str, Any]


def rule_json(book: RuleBook, identity: str) -> Json:
    """One rule as its sheet says it, with the citations in full; raises NotFound."""
    rule = book.rules.get(identity)
    if rule is None:
        raise NotFound
    told: Json = _filled(rule.model_dump(mode="json", exclude={"when", "examples"}))
    told["evidence"] = [{**one, "citation": book.citations[one["cite"]]} for one in told["evidence"]]
    told["reads"] = {name: book.findings[name].says for name in sorted(book.reads(rule))}
    return told | {"ruleBookVersion": book.version}


def _filled(value: Any) -> Any:  # noqa: ANN401 - JSON
    """JSON without members that are null or empty."""
    if isinstance(value, dict):
        return {name: _filled(member) for name, member in value.items() if member not in (None, "", [], {})}
    return [_filled(one) for one in value] if isinstance(value, list) else value


def routes(live: Live) -> APIRouter:
    """The routes of the rules."""
    router = APIRouter(prefix="/rules", tags=["Rules"])

    @router.get("", summary="All rules")
    async def rules() -> Json:
        """Lists every rule with its title, status and version."""
        book = live.pipeline.book
        listed = [
            {"id": rule.id, "title": rule.title, "status": rule.status, "version": rule.version}
            for rule in book.rules.values()
        ]
        return {"version": book.version, "sha256": book.sha256, "rules": listed}

    @router.get("/{identity}", summary="One rule")
    async def rule(identity: str) -> Json:
        """Shows one rule: its card, its evidence, what it reads and what it misses."""
        return rule_json(live.pipeline.book, identity)

    return router
