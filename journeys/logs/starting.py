"""A first map proposed from a log's own events. Reads the columnar file in memory; writes nothing and judges nothing."""
from tempfile import TemporaryDirectory

from journeys.maps.starter import propose, read_activities

MEMORY_MB = 512


def proposed_map(log):
    """A ready log → MapFile of a proposed draft, named after the log (see `journeys.maps.starter`)."""
    from .engine import connect  # loaded when first asked for: DuckDB weighs on the start of every process
    from .readers.staging import sql_text

    with TemporaryDirectory() as scratch:
        connection = connect(scratch, memory_mb=MEMORY_MB, allowed=[log.folder])
        try:
            activities, customers = read_activities(connection, f"read_parquet({sql_text(log.events_path)})")
        finally:
            connection.close()
    return propose(activities, customers, name=log.title)
