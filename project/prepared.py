"""Queries whose SQL is written once per process: in a live room, writing it takes longer than the database takes to answer.

The query is an ordinary queryset; only what changes from one use to the next is left open:

    note_by_uuid = Prepared(lambda uuid: Note.objects.filter(uuid=uuid), uuid=UUIDField())
    note_by_uuid.first(uuid=…)

Refused on purpose: values that change the SQL itself (None, lists), and prefetches, which are queries of their own.
"""
import copy

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Expression, QuerySet


class Given(Expression):
    """Stands in a queryset for a value that is given at each use."""

    def __init__(self, name, field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, _compiler, _connection):
        return "%s", [self]

    def filled(self, values):
        value = values[self.name]
        if value is None:
            raise ValueError(f"{self.name} is None: it would need other SQL")
        return self.output_field.get_db_prep_value(value, connection)


class Prepared:
    """A queryset with open values.

    build: called once per kind of database with a Given for each of `fields` (name -> model field that says how the value is
    written in the database); returns the queryset, whose rows are whatever its iteration gives.
    """

    def __init__(self, build, **fields):
        self.build, self.fields, self.written = build, fields, {}

    def all(self, **values):
        """The rows, as a list. Raises ValueError for a value that is None, KeyError for one that is missing."""
        if connection.vendor not in self.written:
            self.written[connection.vendor] = self.write()
        queryset, compiler, sql, parameters, converters = self.written[connection.vendor]
        filled = tuple(one.filled(values) if isinstance(one, Given) else one for one in parameters)
        compiler = copy.copy(compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_arguments, **_named: (sql, filled)
        compiler.get_converters = lambda _expressions: converters
        query = copy.copy(queryset.query)
        query.get_compiler = lambda *_arguments, **_named: compiler
        used = QuerySet(queryset.model, query, DEFAULT_DB_ALIAS)
        used._fields = queryset._fields
        return list(queryset._iterable_class(used))

    def first(self, **values):
        """The first row, or None; where several may be found the queryset says its order, and `[:1]`, itself."""
        return next(iter(self.all(**values)), None)

    def write(self):
        queryset = self.build(**{name: Given(name, field) for name, field in self.fields.items()})
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        selected = [expression for expression, _sql, _alias in compiler.select[: compiler.col_count]]
        return queryset, compiler, sql, parameters, compiler.get_converters(selected)
