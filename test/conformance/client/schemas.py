"""The client's own schemas, walked: every field of every class that a file of a job, an endpoint or a deployment can reach."""

from collections.abc import Iterator

from azure.ai.ml._schema._deployment.online.online_deployment import (
    KubernetesOnlineDeploymentSchema,
    ManagedOnlineDeploymentSchema,
)
from azure.ai.ml._schema._endpoint import KubernetesOnlineEndpointSchema, ManagedOnlineEndpointSchema
from azure.ai.ml._schema._sweep.sweep_job import SweepJobSchema
from azure.ai.ml._schema.component import (
    AnonymousCommandComponentSchema,
    AnonymousDataTransferCopyComponentSchema,
    AnonymousImportComponentSchema,
    AnonymousParallelComponentSchema,
    AnonymousSparkComponentSchema,
)
from azure.ai.ml._schema.core.fields import DataBindingStr, ExperimentalField, UnionField
from azure.ai.ml._schema.job import CommandJobSchema
from azure.ai.ml._schema.pipeline.pipeline_component import _AnonymousPipelineComponentSchema
from azure.ai.ml._schema.pipeline.pipeline_job import PipelineJobSchema
from azure.ai.ml._schema.pipeline.pipeline_job_io import OutputBindingStr
from marshmallow import Schema, fields

ROOTS = (
    CommandJobSchema,
    SweepJobSchema,
    PipelineJobSchema,
    KubernetesOnlineEndpointSchema,
    ManagedOnlineEndpointSchema,
    KubernetesOnlineDeploymentSchema,
    ManagedOnlineDeploymentSchema,
)

# A reference to a component's file loads the schema of its component inside a function, where no walk sees it.
# The trace of the corpus would show a class that is missing here.
BEHIND_FILES = {
    "ComponentFileRefField": AnonymousCommandComponentSchema,
    "ParallelComponentFileRefField": AnonymousParallelComponentSchema,
    "SparkComponentFileRefField": AnonymousSparkComponentSchema,
    "ImportComponentFileRefField": AnonymousImportComponentSchema,
    "DataTransferCopyComponentFileRefField": AnonymousDataTransferCopyComponentSchema,
    "PipelineComponentFileRefField": _AnonymousPipelineComponentSchema,
}


def walk() -> dict[str, list[str]]:
    """Class -> its fields and their alternatives: `code`, `code = GitStr`, and so on. A class once."""
    found: dict[str, list[str]] = {}
    waiting: list[type[Schema]] = list(ROOTS)
    while waiting:
        schema = waiting.pop(0)
        if schema.__name__ in found:
            continue
        found[schema.__name__] = []
        for name, field in schema._declared_fields.items():
            if not _is_read_only(field) and name not in schema.opts.exclude:
                _take(field, field.data_key or name, found[schema.__name__], waiting)
    return {name: found[name] for name in sorted(found)}


def _take(field: fields.Field, key: str, keys: list[str], waiting: list[type[Schema]]) -> None:
    """Notes a field, then each alternative of its unions, and the classes behind them."""
    if key not in keys:
        keys.append(key)
    for alternative in alternatives(field):
        _take(alternative, f"{key} = {signature(alternative)}", keys, waiting)
    nested = nested_class(field)
    if nested is not None:
        waiting.append(nested)


def _is_read_only(field: fields.Field) -> bool:
    """Said so, or of alternatives that are all read-only: what the client drops from a file before it looks at it."""
    if field.dump_only:
        return True
    inner = _inner(field)
    return bool(inner) and all(_is_read_only(alternative) for alternative in inner)


def alternatives(field: fields.Field) -> Iterator[fields.Field]:
    """Lists, mappings and unions in unions are looked through; a read-only alternative is none."""
    inner = _inner(field)
    if inner is None:
        return
    for alternative in inner:
        if isinstance(alternative, UnionField):
            yield from alternatives(alternative)
        elif not alternative.dump_only:
            yield alternative


def _inner(field: fields.Field) -> list[fields.Field] | None:
    if isinstance(field, ExperimentalField):
        return _inner(field.experimental_field)
    if isinstance(field, UnionField):
        return list(field._union_fields)
    content = content_of(field)
    return _inner(content) if content is not None else None


def content_of(field: fields.Field) -> fields.Field | None:
    """What a list or a mapping holds."""
    if isinstance(field, fields.List):
        return field.inner
    return field.value_field if isinstance(field, fields.Dict) else None


def nested_class(field: fields.Field) -> type[Schema] | None:
    """The schema that a field leads to, through lists and mappings but not through unions."""
    if isinstance(field, ExperimentalField):
        return nested_class(field.experimental_field)
    content = content_of(field)
    if content is not None:
        return nested_class(content)
    if isinstance(field, fields.Nested):
        return _class_of(field.nested)
    return BEHIND_FILES.get(type(field).__name__)


def _class_of(nested: object) -> type[Schema]:
    if isinstance(nested, str):
        return next(known for known in _subclasses(Schema) if known.__name__ == nested)
    if isinstance(nested, type):
        return nested
    return type(nested if isinstance(nested, Schema) else nested())


def _subclasses(schema: type[Schema]) -> Iterator[type[Schema]]:
    for known in schema.__subclasses__():
        yield known
        yield from _subclasses(known)


def signature(field: fields.Field) -> str:
    """The name of an alternative, the same in the class and in a schema at work."""
    if isinstance(field, ExperimentalField):
        return signature(field.experimental_field)
    if isinstance(field, fields.Nested):
        return _class_of(field.nested).__name__
    if isinstance(field, (DataBindingStr, OutputBindingStr)):
        return "binding"
    pattern = field.metadata.get("pattern") or getattr(field, "_pattern", None)
    return type(field).__name__ + (f" {pattern}" if pattern else "")
