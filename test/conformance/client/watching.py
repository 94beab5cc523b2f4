"""Watches the client's schemas at work: which fields, and which alternatives of them, a file has really filled."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

from azure.ai.ml._schema.core.fields import ExperimentalField, UnionField
from marshmallow import Schema, fields, missing

from schemas import signature


@dataclasses.dataclass
class Step:
    """A schema or a field that took a value, and what it asked for its parts."""

    schema: type[Schema] | None = None
    field: fields.Field | None = None
    name: str = ""
    parts: list["Step"] = dataclasses.field(default_factory=list)


class Trace:
    """What failed is forgotten whole, as an alternative of a union that did not fit."""

    def __init__(self) -> None:
        self._open = [Step()]

    def watch(self) -> None:
        deserialize, load = fields.Field.deserialize, Schema._do_load

        def traced_field(field: fields.Field, value: Any, attr: str | None = None, *rest: Any, **options: Any) -> Any:
            call = lambda: deserialize(field, value, attr, *rest, **options)  # noqa: E731
            return call() if value is missing else self._run(Step(field=field, name=attr or ""), call)

        def traced_schema(schema: Schema, *arguments: Any, **options: Any) -> Any:
            return self._run(Step(schema=type(schema)), lambda: load(schema, *arguments, **options))

        fields.Field.deserialize, Schema._do_load = traced_field, traced_schema

    def filled(self) -> set[str]:
        """`Class.field` and `Class.field = alternative` of all that was loaded since the last time."""
        keys = set(_keys_of(self._open[0], ""))
        self._open = [Step()]
        return keys

    def _run(self, step: Step, call: Callable[[], Any]) -> Any:
        self._open.append(step)
        try:
            result = call()
        finally:
            self._open.pop()
        self._open[-1].parts.append(step)
        return result


def _keys_of(step: Step, key: str) -> Iterator[str]:
    for part in step.parts:
        if part.schema is not None:
            yield part.schema.__name__
            yield from _keys_of(part, part.schema.__name__)
        elif not _is_name_of_entry(step, part):
            inner = _key_of(step, part, key)
            yield inner
            yield from _keys_of(part, inner)


def _key_of(step: Step, part: Step, key: str) -> str:
    if step.schema is not None:
        return f"{key}.{part.name}"
    chosen = _is_union(step.field) and not isinstance(part.field, UnionField)
    return f"{key} = {signature(part.field)}" if chosen else key


def _is_union(field: fields.Field | None) -> bool:
    if isinstance(field, ExperimentalField):
        return _is_union(field.experimental_field)
    if isinstance(field, UnionField):
        return True
    return False


def _is_name_of_entry(step: Step, part: Step) -> bool:
    return isinstance(step.field, fields.Dict) and part.field is step.field.key_field
