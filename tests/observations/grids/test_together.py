"""Twenty people fill one grid at once, through its real pages: no word is lost, and each sees who writes where."""
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from html import unescape

import pytest
from django.core.cache import cache
from django.db import close_old_connections, connection

from observations.grids import actions
from observations.grids.library import actions as library
from observations.grids.library import nodes
from observations.grids.models import Cell
from tests import make as people
from tests.observations import make

ROWS, COLUMNS, PEOPLE = 40, 8, 20


@pytest.fixture
def grid(claire):
    """A grid of forty silences, each asked eight open questions."""
    questions = [nodes.node(id=f"q{n}", label={"fr": f"Question {n}", "en": f"Question {n}"}, order=n) for n in range(COLUMNS)]
    template = library.make_template(by=claire, slug="large", title={"fr": "Grande", "en": "Large"}, draft=questions)
    version = library.publish(by=claire, template=template, notes="Première")
    found = actions.open_grid(by=claire, journey=make.journey(claire.space))
    actions.choose_template(by=claire, grid=found, version=version)
    for n in range(ROWS):
        actions.add_row(by=claire, grid=found, silence=make.silence(found.journey, f"Silence {n}"))
    found.refresh_from_db()
    return found


def fields(page):
    """(base revision, text) of a cell's form."""
    base = re.search(r'name="base" value="(\d+)"', page)
    assert base, page
    return int(base.group(1)), unescape(re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.DOTALL).group(1))


def asked(ask, *given):
    """(status, page) of one request, sent again while the server says that it cannot take it now.

    Its connection is kept, or goes back to the pool, as a server does after each request.
    """
    for _try in range(PEOPLE):
        try:
            answer = ask(*given, headers={"HX-Request": "true"})
        finally:
            close_old_connections()
        if answer.status_code != 503:
            break
        time.sleep(0.5)
    return answer.status_code, answer.content.decode()


def say(client, path, words):
    """Add words to one cell as people do: read, write, join both texts when told of a conflict. Returns the conflicts met."""
    base, text = fields(asked(client.get, path)[1])
    for conflicts in range(PEOPLE):
        mine = f"{text} {words}".strip()
        status, page = asked(client.post, path, {"text": mine, "base": base})
        if status == 200:
            return conflicts
        assert status == 409, (status, page)
        base, shown = fields(page)
        theirs = unescape(re.search(r'<p class="difference">(.*?)</p>', page, re.DOTALL).group(1)).strip()
        assert shown == mine and theirs and theirs != mine  # the second writer has both texts before their eyes
        text = theirs
    raise AssertionError(f"{words} was never written")


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(900)
def test_twenty_people_in_forty_rows_of_eight_columns_lose_no_word(grid, client_of):
    members = [people.member(f"Personne{n}", of=grid.space) for n in range(PEOPLE)]
    rows = list(grid.rows.kept())
    cells = [f"/telecom/grids/{grid.uuid}/rows/{row.uuid}/cells/q{n}/" for row in rows for n in range(COLUMNS)]
    clients = [client_of(member) for member in members]

    def work(person):
        """Two people come to each cell, at the same moment; each writes in her own words."""
        mine = [n for n in range(len(cells)) if person in (n % PEOPLE, (n + 1) % PEOPLE)]
        with closing(connection):
            return sum(say(clients[person], cells[n], f"mot-{person}-{n}.") for n in mine)

    with ThreadPoolExecutor(PEOPLE) as pool:
        conflicts = sum(pool.map(work, range(PEOPLE)))

    written = {(cell.row_id, cell.column): cell for cell in Cell.objects.filter(row__grid=grid)}
    assert len(written) == ROWS * COLUMNS
    for n in range(len(cells)):
        cell = written[rows[n // COLUMNS].pk, f"q{n % COLUMNS}"]
        for person in (n % PEOPLE, (n + 1) % PEOPLE):
            assert f"mot-{person}-{n}." in cell.text.split()
        assert cell.revision == 2
    edits = grid.edits
    grid.refresh_from_db()
    assert grid.edits == edits + 2 * ROWS * COLUMNS
    print(f"{2 * ROWS * COLUMNS} writings, {conflicts} conflicts")


@pytest.mark.django_db
def test_others_hear_who_writes_in_which_cell_and_never_what(grid, claire, mehdi, victor, client_of):
    row, base = grid.rows.kept().first(), f"/telecom/grids/{grid.uuid}/"
    news = f"{base}news/?seen={grid.edits}"
    assert client_of(claire).get(news).status_code == 204
    sign = {"row": row.uuid, "column": "q3", "text": "un-canari"}
    assert client_of(mehdi).post(f"{base}writing/", sign).status_code == 204
    heard = client_of(claire).get(news).content.decode()
    assert "Mehdi" in heard and f'data-cell="{row.uuid}-q3"' in heard and "canari" not in heard
    assert client_of(mehdi).get(news).status_code == 204  # nobody hears herself
    assert client_of(victor).post(f"{base}writing/", sign).status_code == 404

    for nowhere in ({}, {"row": row.uuid, "column": "x"}, {"row": grid.uuid, "column": "q3"}, {"row": "\x00", "column": "q3"}):
        client_of(mehdi).post(f"{base}writing/", sign)
        assert client_of(mehdi).post(f"{base}writing/", nowhere).status_code == 204
        gone = client_of(claire).get(f"{news}&marked=1")
        assert gone.status_code == 200 and "Mehdi" not in gone.content.decode()
    client_of(mehdi).post(f"{base}writing/", sign)
    cache.clear()  # a hint that is lost, or fades, breaks nothing
    assert client_of(claire).get(news).status_code == 204
