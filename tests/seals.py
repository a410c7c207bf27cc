"""What a person who may alter tables could do to sealed rows."""
from django.db import connection

from project.sealing import triggers


def tampered(sql):
    """Run SQL as someone who could drop the triggers: what the chain must tell."""
    connection.check_constraints()  # PostgreSQL alters no table while checks are still waiting
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    connection.check_constraints()
    triggers.create(connection)
