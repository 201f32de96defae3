"""What stands behind a word and reaches back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from service.prose.pieces import Mark
from service.prose.places import begins_clause
from service.prose.scopes import Joint, Scope, View
from service.rulebook.language import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.prose.pieces import Piece

_BACK = frozenset({Role.DENIES_BACK, Role.OPEN_BACK, Role.RESOLVES_BACK, Role.PERSISTS_BACK, Role.EARLIER_BACK})
_FILL = frozenset({Role.SMALL, Role.LINK, Role.RELATIVE, Mark.PAREN, Mark.DASH})
_SEGMENT = frozenset({Mark.COMMA, Mark.STOP, Role.TURN})


_ITEM = frozenset({Mark.WORD, Role.SMALL, Role.LINK})
_DENIED = frozenset({Role.DENIES_BACK, Role.OPEN_BACK})


def _segment_before(pieces: list[Piece], place: int) -> list[Piece]:
    """The pieces between a word and the stop before it."""
    first = place
    while first > 0 and pieces[first - 1].role not in _SEGMENT:
        first -= 1
    return pieces[first:place]


class Back:
    """The way from a word on to the end of its clause.

    `joined`: the next word that speaks belongs to the same list.
    """

    def __init__(self, view: View, place: int, scope: Scope) -> None:
        """Begin at a word."""
        self.pieces, self.spots, self.joints = view
        self.place, self.scope = place, scope
        self.ended = self.joined = False
        self.resume = 0

    def walk(self) -> None:
        """Go as far as the clause goes."""
        pieces, spots, steps = self.pieces, self.spots, self._steps
        for at in range(self.place + 1, len(pieces)):
            if at < self.resume:
                continue
            if at in spots:
                if not self.joined:
                    break
                self.joined = False
                continue
            step = steps.get(pieces[at].role)
            if step is not None:
                step(self, at)
                if self.ended:
                    break

    def _stop(self, _: int) -> None:
        self.ended = True

    def _exception(self, at: int) -> None:
        self.scope.excepted, self.ended = at, True

    def _or(self, _: int) -> None:
        self.joined = True

    def _between(self, _: int) -> None:
        self.joined = True
        self.scope.open = True

    def _and(self, at: int) -> None:
        self.joined = True
        self.ended = begins_clause(self.pieces, at)

    def _comma(self, at: int) -> None:
        if self.joints.get(at, Joint.NONE) is not Joint.NONE:
            self.joined = True
        else:
            self.resume = self._resumes(at)
            self.ended = not self.resume
            self.scope.unclear = self.scope.unclear or (self.ended and self._in_denied_list(at))

    def _in_denied_list(self, comma: int) -> bool:
        """Whether the next item is denied, and this one may be with it ("fracture, dislocation not seen")."""
        pieces, at = self.pieces, comma + 1
        while at < len(pieces) and pieces[at].role in _ITEM:
            at += 1
        if at == len(pieces) or pieces[at].role not in _DENIED:
            return False
        return all(one.role in _ITEM for one in (*_segment_before(pieces, self.place), *pieces[self.place + 1 : comma]))

    def _resumes(self, comma: int) -> int:
        """Where the sentence comes back to the word: behind the comma, or behind what stands between two; else 0."""
        if self._looks_back(comma + 1):
            return comma + 1
        for at in range(comma + 1, len(self.pieces)):
            if at in self.spots or self.pieces[at].role is Mark.STOP:
                break
            if self.pieces[at].role is Mark.COMMA:
                return at + 1 if self._looks_back(at + 1) else 0
        return 0

    def _looks_back(self, at: int) -> bool:
        """Whether a segment begins with something that reaches back over the comma before it, and is of one side."""
        pieces = self.pieces
        while at < len(pieces) and pieces[at].role in _FILL:
            at += 1
        if at == len(pieces) or pieces[at].role not in _BACK:
            return False
        while at < len(pieces) and pieces[at].role not in _SEGMENT:
            if at in self.spots or pieces[at].role is Mark.SIDE:
                return False
            at += 1
        return True

    def _not(self, at: int) -> None:
        self.scope.unclear = self.scope.unclear or all(spot < at for spot in self.spots)
        self.ended = True

    def _earlier(self, _: int) -> None:
        self.scope.earlier = True

    def _recently(self, _: int) -> None:
        self.scope.recent = True

    def _opens(self, _: int) -> None:
        self.scope.open = True

    def _denies(self, _: int) -> None:
        self.scope.denied = True

    def _resolves(self, _: int) -> None:
        self.scope.resolved = True

    def _persists(self, _: int) -> None:
        self.scope.persists, self.scope.earlier = True, False

    _steps: ClassVar[dict[Role | Mark, Callable[[Back, int], None]]] = {
        Mark.STOP: _stop,
        Role.TURN: _stop,
        Role.SINCE: _stop,
        Role.COMPARES: _stop,
        Role.DENIES_AHEAD: _stop,
        Role.OPEN_AHEAD: _stop,
        Role.OPEN_FAR: _stop,
        Role.RESOLVES_AHEAD: _stop,
        Role.PERSISTS_AHEAD: _stop,
        Role.NOT_SAID: _stop,
        Role.EXCEPT: _exception,
        Role.OR: _or,
        Role.OPEN_BETWEEN: _between,
        Role.AND: _and,
        Mark.COMMA: _comma,
        Mark.DASH: _comma,
        Role.NOT: _not,
        Role.EARLIER_BACK: _earlier,
        Role.RECENTLY: _recently,
        Role.OPEN_BACK: _opens,
        Role.DENIES_BACK: _denies,
        Role.RESOLVES_BACK: _resolves,
        Role.PERSISTS_BACK: _persists,
    }
