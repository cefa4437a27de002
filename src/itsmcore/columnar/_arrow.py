"""Arrow: dictionary columns, read by the C data interface that every Arrow library offers.

Only codes and distinct texts are read; what holds anything else is left to numpy.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from itsmcore.columnar._columns import Ints

_INTEGERS = dict(zip("cCsSiIlL", ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"), strict=True))
_OFFSETS: dict[str, np.dtype[Any]] = {"u": np.dtype("i4"), "U": np.dtype("i8")}
_VIEWS = "vu"
_INLINE, _VIEW = 12, np.dtype([("size", "i4"), ("start", "V4"), ("buffer", "i4"), ("offset", "i4")])


class _Schema(ctypes.Structure):
    """What a column holds."""


class _Array(ctypes.Structure):
    """A stretch of a column."""


class _Stream(ctypes.Structure):
    """A column, stretch by stretch."""


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.POINTER(_Schema)),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))),
    ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.POINTER(_Array)),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))),
    ("private_data", ctypes.c_void_p),
]
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]


def stretches(column: Any) -> Iterator[tuple[Ints, list[str | None]]]:
    """Yield the codes and the texts of each stretch of a dictionary column; -1 codes nothing.

    A column that is no dictionary of texts yields nothing, and neither does what is no Arrow.
    """
    if hasattr(column, "__arrow_c_stream__"):
        yield from _of_stream(column)
    elif hasattr(column, "__arrow_c_array__"):
        yield from _of_array(column)


def _of_stream(column: Any) -> Iterator[tuple[Ints, list[str | None]]]:
    try:
        capsule = column.__arrow_c_stream__()
    except Exception:
        # pandas may lack pyarrow, and cannot give every column to Arrow.
        return
    stream = _Stream.from_address(_pointer(capsule, b"arrow_array_stream"))
    place, schema = ctypes.addressof(stream), _Schema()
    with _released(schema):
        if stream.get_schema(place, schema) == 0 and _is_of_texts(schema):
            is_over = False
            while not is_over:
                array = _Array()
                with _released(array):
                    is_over = stream.get_next(place, array) != 0 or not array.release
                    if not is_over:
                        yield _stretch(schema, array)


def _of_array(column: Any) -> Iterator[tuple[Ints, list[str | None]]]:
    capsules = column.__arrow_c_array__()
    schema = _Schema.from_address(_pointer(capsules[0], b"arrow_schema"))
    if _is_of_texts(schema):
        yield _stretch(schema, _Array.from_address(_pointer(capsules[1], b"arrow_array")))


@contextmanager
def _released(of: Any) -> Iterator[None]:
    """Give back what its owner lent."""
    try:
        yield
    finally:
        if of.release:
            of.release(of)


def _is_of_texts(schema: Any) -> bool:
    if not schema.dictionary:
        return False
    held = schema.dictionary.contents.format.decode()
    return held in _OFFSETS or held == _VIEWS


def _stretch(schema: Any, array: Any) -> tuple[Ints, list[str | None]]:
    kind = np.dtype(_INTEGERS[schema.format.decode()])
    codes = _numbers(array, 1, kind).astype(np.int64)
    codes[~_is_there(array)] = -1
    dictionary = array.dictionary.contents
    held = schema.dictionary.contents.format.decode()
    texts = _viewed(dictionary) if held == _VIEWS else _texts(dictionary, _OFFSETS[held])
    if dictionary.null_count:
        is_there = _is_there(dictionary).tolist()
        texts = [text if there else None for text, there in zip(texts, is_there, strict=True)]
    return codes, texts


def _numbers(array: Any, buffer: int, kind: np.dtype[Any], *, more: int = 0) -> npt.NDArray[Any]:
    """Look at a buffer as numbers, from where the array begins."""
    count = array.length + more
    place = array.buffers[buffer] or 0
    return _bytes(place + array.offset * kind.itemsize, count * kind.itemsize).view(kind)


def _bytes(place: int, size: int) -> npt.NDArray[np.uint8]:
    return np.ctypeslib.as_array((ctypes.c_uint8 * size).from_address(place))


def _is_there(array: Any) -> npt.NDArray[np.bool_]:
    """Tell which values are not null."""
    place, end = array.buffers[0], array.offset + array.length
    if not place or not array.null_count:
        return np.ones(array.length, bool)
    bits = np.unpackbits(_bytes(place, -(-end // 8)), count=end, bitorder="little")
    return bits[array.offset :].astype(bool)


def _texts(array: Any, kind: np.dtype[Any]) -> list[str | None]:
    ends = _numbers(array, 1, kind, more=1).tolist()
    data = ctypes.string_at(array.buffers[2] or 0, ends[-1]) if ends[-1] else b""
    text = data.decode() if data.isascii() else ""
    if text or not data:
        return [text[start:end] for start, end in pairwise(ends)]
    return [data[start:end].decode() for start, end in pairwise(ends)]


def _viewed(array: Any) -> list[str | None]:
    views = _numbers(array, 1, _VIEW)
    place = array.buffers[1] + array.offset * _VIEW.itemsize if len(views) else 0
    return [
        ctypes.string_at(
            place + row * _VIEW.itemsize + 4
            if size <= _INLINE
            else array.buffers[2 + buffer] + offset,
            size,
        ).decode()
        for row, (size, _, buffer, offset) in enumerate(views.tolist())
    ]
