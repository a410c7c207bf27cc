"""The generated customers of the example: two months of events with real structure in them, the same at every load.

Pure and seeded. Each month holds: a welcome e-mail that many leave closed, a step-by-step guide that older people never open
and others drop half-way (they call instead), an application that few over 65 use, parental controls that hardly anyone sets,
a speed test whose event never reaches the log (a broken instrument), withdrawals, and customers too recent to judge.
In November the guide asks less (its silence recedes), the welcome e-mail has a new subject (nothing changes), and parental
controls are mentioned on the first bill (too few households to tell).
"""
import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

CUSTOMERS = 3_000
PARIS = ZoneInfo("Europe/Paris")
HEADER = ("customer", "event", "time", "access", "age", "household")
AGES = ("18-34", "35-64", "65+")

# Probability of each act by age group, in October; November changes two of them.
OPENS_WELCOME = {"18-34": 0.58, "35-64": 0.64, "65+": 0.61}
CREATES_ACCOUNT = {"18-34": 0.96, "35-64": 0.93, "65+": 0.78}
TRACKS_DELIVERY = {"18-34": 0.52, "35-64": 0.40, "65+": 0.14}
OPENS_GUIDE = {"18-34": 0.80, "35-64": 0.66, "65+": 0.24}
FINISHES_GUIDE = {"18-34": 0.62, "35-64": 0.55, "65+": 0.40}
SETS_WIFI = {"18-34": 0.52, "35-64": 0.38, "65+": 0.10}
OPENS_BILL = {"18-34": 0.40, "35-64": 0.56, "65+": 0.62}


def events(year, month):
    """Rows (customer, event, local time text, access, age, household) of one month, in time order, header not included."""
    rng = random.Random(f"silences {year}-{month}")
    first = datetime(year, month, 1, tzinfo=PARIS)
    end = first + timedelta(days=31) if month == 10 else first + timedelta(days=30)
    later = month > 10
    rows = []
    for number in range(CUSTOMERS):
        rows += customer(rng, f"box-{month:02d}-{number:05d}", first, end, later)
    return sorted(rows, key=lambda row: (row[2], row[0]))


def customer(rng, name, first, end, later):
    """The events of one customer up to `end`."""
    access = rng.choices(("fibre", "adsl"), (66, 34))[0]
    age = rng.choices(AGES, (28, 47, 25))[0]
    household = rng.choices(("children", "no children"), (36, 64))[0]
    start = first + timedelta(days=rng.random() * (end - first).days, hours=0)
    rows = []

    def at(moment, event):
        rows.append((moment, event))
        return moment

    def chance(probability):
        return rng.random() < probability

    def after(moment, low, high):
        return moment + timedelta(hours=rng.uniform(low, high))

    at(start, "offer_chosen")
    if not chance(0.97):
        return written(name, rows, end, access, age, household)
    opened = at(after(start, 0.1, 20), "sign_opened")
    if not chance(0.975):
        return written(name, rows, end, access, age, household)
    signed = at(after(opened, 0.1, 10), "contract_signed")
    if chance(OPENS_WELCOME[age]):
        at(after(signed, 2, 90), "welcome_opened")
    if chance(CREATES_ACCOUNT[age]):
        started = at(after(signed, 1, 60), "account_started")
        if chance(0.96):
            at(after(started, 0.1, 30), "account_created")
            if chance(TRACKS_DELIVERY[age]):
                at(after(signed, 30, 110), "delivery_tracked")
    if chance(0.05 if access == "fibre" else 0.08):
        at(after(signed, 30, 400), "cancelled")
        return written(name, rows, end, access, age, household)
    received = after(signed, 60, 120)
    finished = install(rng, at, after, chance, received, age, later)
    if finished and chance(0.955):
        use(rng, at, after, chance, finished, age, access, household, later)
    return written(name, rows, end, access, age, household)


def install(rng, at, after, chance, received, age, later):
    """Plugging the box in: with the guide, with a call, or alone. Returns when it is in place."""
    if chance(OPENS_GUIDE[age]):
        opened = at(after(received, 1, 40), "guide_opened")
        finishes = FINISHES_GUIDE[age] + (0.22 if later else 0)
        if chance(finishes):
            return at(after(opened, 0.3, 5), "guide_finished")
        received = opened
    elif later and chance(0.30):  # the serial number is filled in: more people start at all
        opened = at(after(received, 1, 40), "guide_opened")
        return at(after(opened, 0.3, 4), "guide_finished")
    if chance(0.46 if age != "65+" else 0.62):
        received = at(after(received, 2, 60), rng.choice(("call_install", "call_install", "call_other")))
    return after(received, 2, 48)


def use(rng, at, after, chance, installed, age, access, household, later):
    """Using the line once it works: Wi-Fi, parental controls, first bill, the check-in by mail or by telephone."""
    valid = at(after(installed, 0.2, 12), "line_validated")
    if chance(SETS_WIFI[age] + 0.12):
        opened = at(after(valid, 0.5, 80), "wifi_opened")
        if chance(SETS_WIFI[age] / (SETS_WIFI[age] + 0.12)):
            at(after(opened, 0.1, 2), "wifi_set")
    if household == "children" and chance(0.155 if later else 0.135):
        at(after(valid, 5, 140), "parental_set")
    if chance(OPENS_BILL[age]):
        at(after(valid, 100, 230), "bill_opened")
    answered = chance(0.21 if access == "fibre" else 0.13)
    if answered:
        at(after(valid, 150, 230), "checkin_mail_answered")
    elif chance(0.17):
        at(after(valid, 170, 236), "checkin_call_taken")
    if chance(0.10 if access == "fibre" else 0.21):
        at(after(valid, 5, 300), rng.choice(("call_wifi", "call_other")))


def written(name, rows, end, access, age, household):
    """The rows as they stand in the exported file: nothing after the end of the month."""
    return [
        (name, event, moment.strftime("%Y-%m-%d %H:%M:%S"), access, age, household) for moment, event in rows if moment < end
    ]


def as_csv(year, month):
    """The month's file, bytes in UTF-8 with a header."""
    lines = [",".join(HEADER), *(",".join(row) for row in events(year, month))]
    return ("\n".join(lines) + "\n").encode()
