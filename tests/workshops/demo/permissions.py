"""Who may load the example (see tests/permissions.py). It is there already, so that loading it again says so."""
ROWS = {"demo-load": {"GET": "facilitator", "POST": "facilitator"}}
