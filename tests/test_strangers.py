"""What another space holds is as if it did not exist: in addresses, in what is sent, in what is asked of a page, in files."""
import re
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from tests import permissions
from tests.routes import NOUNS, arguments_of, every_route, first_of
from tests.worlds import ask, client_for

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
SUBJECTS = ["project", *settings.SUBJECTS]
GARBAGE = ["x", "-1", "9" * 30, "x" * 36, "' OR 1=1 --", "\x00", "é" * 300, "a=b"]
NAMED_IN_ADDRESSES = ("silences", "hypotheses", "decisions", "readings", "logs", "journeys")
BY_THE_FRAMEWORK = {"format"}  # the REST framework chooses its answer's form by it, before any view: tried once a subject
READ_ANEW = {"log-check": {"continues", "case"}}  # it reads the file in a process of its own each time
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def routes_of(subject):
    return [route for route in every_route() if route.subject == subject and route.in_a_space]


def plain(response, *identifiers):
    """An answer without what may differ: the tokens of its forms, and the identifiers that were asked for."""
    text = b"".join(response.streaming_content) if response.streaming else response.content
    text = text.decode(errors="replace") + response.headers.get("Location", "")
    for found in identifiers:
        text = text.replace(str(found), "…")
    text = re.sub(r"[A-Za-z0-9]{64}|\"now\": \d+", "token", text)
    return response.status_code, re.sub(rf"(?:op_id|uuid)\"[^>]*value=\"{IDENTIFIER.pattern}", "once", text)


def methods_of(route):
    return permissions.rows().get(route.name, {}).items()


def values(payload, world):
    return (payload(world) if callable(payload) else payload) or {}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_another_space_holds_answers_like_what_never_was(subject, world, elsewhere):
    claire, wrong = client_for("Claire", world), []
    for route in routes_of(subject):
        own, foreign = (arguments_of(route, one.space, one.arguments) for one in (world, elsewhere))
        names = [name for name, value in foreign.items() if isinstance(value, UUID)]
        for changed in [[name] for name in names] + ([names] if len(names) > 1 else []):
            theirs = own | {name: foreign[name] for name in changed}
            nothing = own | {name: uuid4() for name in changed}
            for method, (_least, payload) in methods_of(route):
                said = []
                for kwargs in (theirs, nothing):
                    answer, written = ask(
                        claire, method, reverse(route.name, kwargs=kwargs), values(payload, world), route
                    )
                    said.append((*plain(answer, *(kwargs[name] for name in changed)), written))
                if said[0] != said[1] or said[0][0] != 404 or said[0][2]:
                    wrong.append(f"{route.name} {method} {changed}: {said[0][0]} {said[1][0]} {said[0][2]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_stranger_cannot_tell_a_space_from_none(subject, world):
    victor, wrong = client_for("Victor", world), []
    for route in routes_of(subject):
        arguments = arguments_of(route, world.space, world.arguments)
        for method, _row in methods_of(route):
            real, none = (
                ask(victor, method, reverse(route.name, kwargs=arguments | {"space": slug}), {}, route)[0]
                for slug in (world.space.slug, "nowhere")
            )
            if plain(real, world.space.slug) != plain(none, "nowhere") or real.status_code != 404:
                wrong.append(f"{route.name} {method}: {real.status_code} {none.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_sent_may_name_nothing_of_another_space(subject, world, elsewhere):
    claire, wrong = client_for("Claire", world), []
    for route in routes_of(subject):
        path = reverse(route.name, kwargs=arguments_of(route, world.space, world.arguments))
        for method, (_least, payload) in methods_of(route):
            if not callable(payload):
                continue
            theirs = values(payload, elsewhere)
            for name, value in values(payload, world).items():
                if not names_something(value) or value == theirs[name]:
                    continue
                nobody = [str(uuid4())] if isinstance(value, list) else str(uuid4())
                said = []
                for named in (theirs[name], nobody):
                    answer, written = ask(claire, method, path, values(payload, world) | {name: named}, route)
                    said.append((*plain(answer, *(named if isinstance(named, list) else [named])), written))
                led_back = said[0][0] == 302
                if said[0] != said[1] or said[0][2] or not (400 <= said[0][0] < 500 or led_back):
                    wrong.append(f"{route.name} {method} {name}: {said[0][0]} {said[1][0]} {said[0][2]}")
    assert not wrong, "\n".join(wrong)


def names_something(value):
    return all(IDENTIFIER.fullmatch(str(one)) for one in (value if isinstance(value, list) else [value])) and bool(value)


TAKEN = {  # pages that take an identifier made by the browser -> what already bears one
    "hypothesis-new": "hypotheses.Hypothesis", "hypothesis-evidence": "hypotheses.Evidence",
    "hypothesis-dissents": "hypotheses.Dissent", "decision-new": "decisions.Decision", "decision-dissents": "decisions.Dissent",
    "action-new": "backlog.Action", "grid-dissents": "grids.RowDissent", "trace-new": "traces.Fragment",
    "api-traces": "traces.Fragment", "session-hypotheses": "hypotheses.Hypothesis", "journey-new": "maps.Journey",
    "session-hypothesis-evidence": "hypotheses.Evidence", "session-hypothesis-dissent": "hypotheses.Dissent",
    "touchpoint-new": "maps.DraftTouchpoint", "session-notes": "room.Note", "session-decisions": "decisions.Decision",
    "session-actions": "backlog.Action",
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_an_identifier_taken_in_another_space_opens_and_breaks_nothing(name, world, elsewhere):
    route = next(route for route in every_route() if route.name == name)
    path = reverse(name, kwargs=arguments_of(route, world.space, world.arguments))
    taken = first_of(TAKEN[name], elsewhere.space)
    sent = values(permissions.rows()[name]["POST"][1], world) | {"uuid": str(taken.uuid), "op_id": str(taken.uuid)}
    answer, _written = ask(client_for("Claire", world), "POST", path, sent, route)
    assert answer.status_code < 500
    assert answer.status_code >= 400 or str(taken.uuid) not in answer.headers.get("Location", "")
    assert "Ailleurs" not in answer.content.decode()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_asked_of_a_page_finds_nothing_of_another_space_and_breaks_nothing(subject, world, elsewhere):
    claire, wrong, tried = client_for("Claire", world), [], set()
    shown = {str(value) for value in elsewhere.arguments.values() if isinstance(value, UUID)} | {"Ailleurs"}
    theirs = [str(first_of(NOUNS[noun], elsewhere.space).uuid) for noun in NAMED_IN_ADDRESSES]
    theirs.append(str(elsewhere.session.reading.version.uuid))
    for route in routes_of(subject):
        if "GET" not in dict(methods_of(route)):
            continue
        path = reverse(route.name, kwargs=arguments_of(route, world.space, world.arguments))
        with reading_parameters() as asked:
            answer = ask(claire, "GET", path, {}, route)[0]
        if route.name in READ_ANEW:
            asked &= READ_ANEW[route.name]
        asked -= tried & BY_THE_FRAMEWORK
        tried |= asked
        text = plain(answer)[1]
        wrong += [f"{route.name} shows {found} of another space" for found in shown if found in text]
        for name in sorted(asked):
            nothing = plain(*asking(claire, path, name, str(uuid4()), route))
            for named in theirs:
                if plain(*asking(claire, path, name, named, route)) != nothing:
                    wrong.append(f"{route.name}?{name}= tells {named} from nothing")
            for named in GARBAGE:
                if (status := asking(claire, path, name, named, route)[0].status_code) >= 500:
                    wrong.append(f"{route.name}?{name}={named!r} answers {status}")
    assert not wrong, "\n".join(wrong)


def asking(client, path, name, value, route):
    return ask(client, "GET", path, {name: value}, route)[0], value


class reading_parameters:  # noqa: N801 - reads as a statement
    """Collects the names of the parameters that a page looks for in its address."""

    def __enter__(self):
        self.names, self.patches = set(), []
        for method in ("get", "getlist", "__getitem__", "__contains__"):
            self.patches.append(mock.patch.object(QueryDict, method, self.noting(getattr(QueryDict, method))))
            self.patches[-1].start()
        return self.names

    def noting(self, original):
        def noted(query, name, *rest):
            self.names.add(name)
            return original(query, name, *rest)

        return noted

    def __exit__(self, *_error):
        for patch in self.patches:
            patch.stop()
