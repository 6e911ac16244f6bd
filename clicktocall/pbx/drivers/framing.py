"""JSON objects out of a stream that says nowhere where one ends: by balanced braces, however the pieces arrive."""

from __future__ import annotations

import re

LONGEST_LINE = 1000
LONGEST_START = 64
"""Bytes kept to recognise the start of a message in what is thrown away."""

END_OF_TEXT = re.compile(rb"[{\r\n]")
IN_OBJECT = re.compile(rb'[{}":]')
IN_STRING = re.compile(rb'["\\:]')
BLANKS = b" \t\0,"


class Framer:
    """Bytes in, frames out: whole JSON objects, which begin with a brace, and the lines of text between them.

    It holds at most `largest` bytes and one piece. A larger object is thrown away. So is one that never ends: with
    `keys`, an object whose first key is one of them begins anew wherever it stands, because no message of such a
    protocol holds another. `dropped` counts both. What is in an object is not looked at: it may be faulty JSON.
    """

    def __init__(self, *, largest: int, keys: tuple[str, ...] = ()) -> None:
        names = "|".join(re.escape(key) for key in keys)
        self._start = re.compile(rf'\{{\s*"(?:{names})"\s*:\Z'.encode()) if keys else None
        self._largest = largest
        self._line = bytearray()
        self._object = bytearray()
        self._depth = 0
        self._in_string = False
        self._is_escaped = False
        self._is_lost = False
        self.dropped = 0

    def feed(self, piece: bytes) -> list[bytes]:
        """The frames that end with this piece."""
        frames: list[bytes] = []
        place = 0
        while place < len(piece):
            place = self._in_object(piece, place, frames) if self._depth else self._between(piece, place, frames)
        return frames

    def end(self) -> list[bytes]:
        """The last line, if the stream ends without a line break."""
        frames: list[bytes] = []
        if not self._depth:
            self._end_line(frames)
        return frames

    def _between(self, piece: bytes, place: int, frames: list[bytes]) -> int:
        found = END_OF_TEXT.search(piece, place)
        end = found.start() if found else len(piece)
        self._line += piece[place : min(end, place + LONGEST_LINE - len(self._line))]
        if found is None:
            return end
        self._end_line(frames)
        if found[0] == b"{":
            self._depth = 1
            self._object = bytearray(b"{")
        return found.end()

    def _end_line(self, frames: list[bytes]) -> None:
        line = bytes(self._line).strip(BLANKS)
        if line:
            frames.append(line)
        self._line.clear()

    def _in_object(self, piece: bytes, place: int, frames: list[bytes]) -> int:
        """Go on to the next byte that means something, and past it."""
        if self._is_escaped:
            self._is_escaped = False
            self._keep(piece[place : place + 1])
            return place + 1
        found = (IN_STRING if self._in_string else IN_OBJECT).search(piece, place)
        end = found.end() if found else len(piece)
        self._keep(piece[place:end])
        if found is not None:
            self._note(found[0], frames)
        return end

    def _note(self, byte: bytes, frames: list[bytes]) -> None:
        if byte == b'"':
            self._in_string = not self._in_string
        elif byte == b"\\":
            self._is_escaped = True
        elif byte == b":":
            self._begin_anew()
        elif byte == b"{":
            self._depth += 1
        else:
            self._depth -= 1
            if not self._depth:
                self._end_object(frames)

    def _keep(self, data: bytes) -> None:
        self._object += data
        if not self._is_lost and len(self._object) > self._largest:
            self._is_lost = True
            self.dropped += 1
        if self._is_lost:
            del self._object[:-LONGEST_START]

    def _end_object(self, frames: list[bytes]) -> None:
        if not self._is_lost:
            frames.append(bytes(self._object))
        self._object.clear()
        self._is_lost = False

    def _begin_anew(self) -> None:
        """If the start of a message stands here, inside of what was no message then."""
        found = self._start.search(self._object[-LONGEST_START:]) if self._start else None
        if found is None or len(found[0]) == len(self._object):
            return
        if not self._is_lost:
            self.dropped += 1
        self._object = bytearray(found[0])
        self._depth, self._in_string, self._is_lost = 1, False, False
