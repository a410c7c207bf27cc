"""SQL that is written once per process: in a live room, writing it takes longer than the database takes to answer.

The query is an ordinary queryset; only what changes from one use to the next is left open:

    note_by_uuid = Prepared(lambda uuid: Note.objects.filter(uuid=uuid), uuid=UUIDField())
    note_by_uuid.first(uuid=…)

What is found are whole models, or the tuples of `values_list`. Refused on purpose: values that change the SQL itself (None,
lists), prefetches, which are queries of their own, and names given to counts on models. `insert` and `update` keep one row.
"""
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression
from django.db.models.query import get_related_populators


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
        sql, parameters, converters, made = self.written[connection.vendor]
        filled = [one.filled(values) if isinstance(one, Given) else one for one in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            rows = cursor.fetchall()
        found = []
        for row in map(list, rows):
            for place, convert, expression in converters:
                row[place] = convert(row[place], expression, connection)
            found.append(made(row))
        return found

    def first(self, **values):
        """The first row, or None; where several may be found the queryset says its order, and `[:1]`, itself."""
        return next(iter(self.all(**values)), None)

    def write(self):
        """(SQL, parameters with a Given where a value goes, [(place in the row, converter, expression)], row to object)."""
        queryset = self.build(**{name: Given(name, field) for name, field in self.fields.items()})
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        selected = compiler.get_converters([expression for expression, _sql, _alias in compiler.select[: compiler.col_count]])
        converters = [(place, one, expression) for place, (those, expression) in selected.items() for one in those]
        return sql, parameters, converters, models(compiler) if queryset._fields is None else tuple


def models(compiler):
    """A function from a row to the model that the ORM makes of it, with the relations that were selected."""
    model, (first, *_others, last) = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    names = [column.target.attname for column, _sql, _alias in compiler.select[first : last + 1]]
    relations = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)

    def made(row):
        found = model.from_db(DEFAULT_DB_ALIAS, names, row[first : last + 1])
        for relation in relations:
            relation.populate(row, found)
        return found

    return made


_kept = {}  # (kind of database, model, names of what changes or nothing) -> (SQL, fields whose values it wants)


def insert(row):
    """Keep a new row, as its `save` would (there are no signals here), and give it its pk."""
    sql, fields = _written(row)
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields])
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row, *names):
    """Keep these fields of a row that is there, as `save(update_fields=names)` would."""
    sql, fields = _written(row, *names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields])


def _written(row, *names):
    asked = connection.vendor, type(row), names
    if asked not in _kept:
        meta, quoted = row._meta, connection.ops.quote_name
        fields = [meta.get_field(name) for name in names] or [field for field in meta.concrete_fields if not field.primary_key]
        columns, table, key = [quoted(field.column) for field in fields], quoted(meta.db_table), quoted(meta.pk.column)
        if names:
            sql = f"UPDATE {table} SET {', '.join(f'{column} = %s' for column in columns)} WHERE {key} = %s"
            fields = [*fields, meta.pk]
        else:
            sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) RETURNING {key}"
        _kept[asked] = sql, fields
    return _kept[asked]
