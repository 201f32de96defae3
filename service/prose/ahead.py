"""What stands before a word and reaches forward to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from service.prose.pieces import Mark
from service.prose.places import PLACES, begins_clause
from service.prose.scopes import STATES, Joint, Scope, View
from service.rulebook.language import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.prose.pieces import Piece

_LEADS = frozenset({Role.OPEN_FAR, Role.OPEN_AHEAD, Role.NOT_SAID, Role.SOMEONE_ELSE, Role.EARLIER_AHEAD, Role.HINTS})
"""What reaches over the colon behind it."""
_DENIES = frozenset({Role.DENIES_AHEAD, Role.DENIES_BACK})
_LINKS = frozenset({Mark.COMMA, Mark.DASH, Role.OR, Role.AND, Role.WITH, Role.HINTS, Role.MEANS})
"""What joins two words; without it a denial of the first may or may not be one of the second."""
_SOME = 2
_SEGMENT = frozenset({Mark.COMMA, Mark.DASH, Mark.STOP})


class Ahead:
    """The way from a word back to the beginning of its clause.

    `settled`: something nearer has decided. `far`: only what reaches over commas still counts. `apart`: a "with"
    stands between. `doubt`: it is not clear whether a denial reaches the word.
    """

    def __init__(self, view: View, place: int, scope: Scope, *, denial: bool) -> None:
        """Begin at a word; `denial`: it says that something is not there, and no denial before it goes on to it."""
        self.pieces, self.spots, self.joints = view
        self.scope = scope
        self.place, self.denial = place, denial
        self.bare = not denial and _bare(view.pieces, place) and _ends_so(view.pieces, place)
        self.ended = self.settled = self.opened = self.far = self.apart = self.doubt = self.hint = self.comma = (
            self.within
        ) = False

    def walk(self) -> None:
        """Go as far as the clause goes."""
        pieces, steps = self.pieces, self._steps
        linked = False
        for at in range(self.place - 1, -1, -1):
            role = pieces[at].role
            if at in self.spots:
                self.doubt, linked = self.doubt or not linked, False
            linked = linked or role in _LINKS
            step = steps.get(role)
            if step is not None and (not self.within or role is Mark.PAREN):
                step(self, at)
                if self.ended:
                    break
        if self.hint and not self.scope.denied:
            self.scope.open = True

    def _stop(self, _: int) -> None:
        self.ended = True

    def _relative(self, at: int) -> None:
        self.scope.not_said = self.scope.not_said or (not self.comma and _of_comparison(self.pieces, at))
        self.ended = True

    def _exception(self, _: int) -> None:
        self.scope.rest = self.ended = True

    def _colon(self, at: int) -> None:
        before = self.pieces[at - 1].role if at else Mark.STOP
        if before in _DENIES and not self.settled and self._leads(at - 1):
            self.scope.denied = not self.denial
        self.ended = before not in _LEADS

    def _parenthesis(self, at: int) -> None:
        """Pass over what stands in parentheses; from within them it is not clear what reaches the word."""
        closing = self.pieces[at].what in ")]"
        self.doubt = self.doubt or not (closing or self.within)
        self.within = closing

    def _comma(self, at: int) -> None:
        joint = self.joints.get(at, Joint.NONE)
        if joint is Joint.AND or (joint is Joint.NONE and self.bare and self.pieces[at].role is Mark.COMMA):
            self.doubt = True
        elif joint is Joint.NONE:
            self.far = True
        self.bare = self.bare and _bare(self.pieces, at)
        self.comma = True

    def _with(self, at: int) -> None:
        self.far = self.far or (at > 0 and self.pieces[at - 1].role is Mark.COMMA)
        self.apart = self.doubt = True

    def _and(self, at: int) -> None:
        self.far = self.far or self.denial or begins_clause(self.pieces, at)

    def _not_said(self, _: int) -> None:
        self.scope.not_said = True

    def _compares(self, _: int) -> None:
        self.scope.once = self.scope.once or not self.comma

    def _opens_far(self, _: int) -> None:
        self.scope.open = self.scope.open or not self.settled

    def _denies(self, _: int) -> None:
        if not (self.far or self.settled):
            self.scope.denied, self.scope.unclear, self.settled = not self.doubt, self.doubt, True

    def _opens(self, _: int) -> None:
        if not (self.far or self.settled or self.apart):
            self.scope.open = self.settled = self.opened = True

    def _hints(self, _: int) -> None:
        self.hint = self.hint or not (self.far or self.settled or self.apart)

    def _between(self, _: int) -> None:
        self.scope.open = self.scope.open or not (self.far or self.settled or self.apart)

    def _persists(self, _: int) -> None:
        if not (self.far or self.settled):
            self.scope.persists = self.settled = True

    def _resolves(self, _: int) -> None:
        self.scope.resolved = self.scope.resolved or not (self.far or self.settled or self.apart)

    def _leads(self, at: int) -> bool:
        """Whether there is nothing before it that it could speak of ("unlikely AVN")."""
        return all(spot > at for spot in self.spots)

    def _opens_back(self, at: int) -> None:
        self.scope.open = self.scope.open or (not (self.far or self.settled or self.apart) and self._leads(at))

    def _earlier_back(self, at: int) -> None:
        self.scope.once = self.scope.once or (not self.far and self._leads(at))

    def _earlier(self, _: int) -> None:
        self.scope.once = self.scope.once or not (self.far or self.apart or self.opened)

    _steps: ClassVar[dict[Role | Mark, Callable[[Ahead, int], None]]] = {
        Mark.STOP: _stop,
        Role.TURN: _stop,
        Role.AFTER: _stop,
        Role.RELATIVE: _relative,
        Role.EXCEPT: _exception,
        Mark.COLON: _colon,
        Mark.PAREN: _parenthesis,
        Mark.COMMA: _comma,
        Mark.DASH: _comma,
        Role.WITH: _with,
        Role.AND: _and,
        Role.NOT_SAID: _not_said,
        Role.COMPARES: _compares,
        Role.OPEN_FAR: _opens_far,
        Role.DENIES_AHEAD: _denies,
        Role.NOT: _denies,
        Role.OPEN_AHEAD: _opens,
        Role.HINTS: _hints,
        Role.OPEN_BETWEEN: _between,
        Role.PERSISTS_AHEAD: _persists,
        Role.RESOLVES_AHEAD: _resolves,
        Role.EARLIER_AHEAD: _earlier,
        Role.OPEN_BACK: _opens_back,
        Role.EARLIER_BACK: _earlier_back,
    }


def _bare(pieces: list[Piece], place: int) -> bool:
    """Whether there is a comma before a word and nothing between that says something: then a denial may reach it."""
    for at in range(place - 1, -1, -1):
        role = pieces[at].role
        if role in _SEGMENT:
            return True
        if role in STATES or role in PLACES:
            return False
    return False


def _ends_so(pieces: list[Piece], place: int) -> bool:
    """Whether a word is the last of its segment, but for a word or two."""
    for after, piece in enumerate(pieces[place + 1 :]):
        role = piece.role
        if role in _SEGMENT or role in (Role.OR, Role.AND):
            break
        if after == _SOME or role in STATES or role in PLACES or role in (Role.SINCE, Role.RECENTLY):
            return False
    return True


def _of_comparison(pieces: list[Piece], at: int) -> bool:
    """Whether a relative clause belongs to a comparison ("compared with 2023, when …")."""
    at -= 2
    while at >= 0 and pieces[at].role not in _SEGMENT:
        if pieces[at].role is Role.COMPARES:
            return True
        at -= 1
    return False
