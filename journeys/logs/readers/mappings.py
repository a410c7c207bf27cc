"""Ready-made roles for the exports of analytics products, recognised by their column names; people may change them.

Times that these products write without an offset are UTC. What was not checked against a real file is marked so.
"""

# (product, columns that must all be there, roles); the first that fits wins
PRODUCTS = [
    ("Google Analytics 4 (BigQuery)", {"event_name", "event_timestamp", "user_pseudo_id"},
     {"case": "user_pseudo_id", "activity": ["event_name"], "time": "event_timestamp", "time_unit": "us"}),
    ("PostHog", {"event", "timestamp", "distinct_id", "person_id"},
     {"case": "person_id", "fallback": "distinct_id", "activity": ["event"], "time": "timestamp", "timezone": "UTC"}),
    ("PostHog", {"event", "timestamp", "distinct_id"},
     {"case": "distinct_id", "activity": ["event"], "time": "timestamp", "timezone": "UTC"}),
    ("Matomo", {"visitorId", "action.name", "action.timestamp"},  # action.timestamp: not checked on a real file
     {"case": "visitorId", "activity": ["action.name"], "time": "action.timestamp", "time_unit": "s"}),
    ("Snowplow", {"event_name", "derived_tstamp", "domain_userid"},
     {"case": "domain_userid", "activity": ["event_name"], "time": "derived_tstamp", "timezone": "UTC"}),
    ("Snowplow", {"event", "derived_tstamp", "domain_userid"},
     {"case": "domain_userid", "activity": ["event"], "time": "derived_tstamp", "timezone": "UTC"}),
    ("Mixpanel", {"event", "properties.time", "properties.distinct_id"},
     {"case": "properties.distinct_id", "activity": ["event"], "time": "properties.time", "time_unit": "s"}),
    ("Amplitude", {"event_type", "event_time", "amplitude_id", "user_id"},
     {"case": "user_id", "fallback": "amplitude_id", "activity": ["event_type"], "time": "event_time", "timezone": "UTC"}),
    ("RudderStack", {"event", "originalTimestamp", "anonymousId", "userId"},
     {"case": "userId", "fallback": "anonymousId", "activity": ["event"], "time": "originalTimestamp", "timezone": "UTC"}),
    ("RudderStack", {"event", "originalTimestamp", "anonymousId"},
     {"case": "anonymousId", "activity": ["event"], "time": "originalTimestamp", "timezone": "UTC"}),
    ("Segment / RudderStack (warehouse)", {"event", "timestamp", "anonymous_id", "user_id"},
     {"case": "user_id", "fallback": "anonymous_id", "activity": ["event"], "time": "timestamp", "timezone": "UTC"}),
    ("Segment / RudderStack (warehouse)", {"event", "original_timestamp", "anonymous_id", "user_id"},
     {"case": "user_id", "fallback": "anonymous_id", "activity": ["event"], "time": "original_timestamp", "timezone": "UTC"}),
]  # fmt: skip
EVENT_IDS = {  # what names an event that was sent twice, by the first word of the product
    "Google": (), "PostHog": ("uuid",), "Matomo": (), "Snowplow": ("event_id",), "Mixpanel": ("properties.$insert_id",),
    "Amplitude": ("$insert_id", "insert_id"), "RudderStack": ("messageId",), "Segment": ("id", "message_id"),
}


def recognised(columns):
    """{"product", "roles"} of the export these columns belong to, or {}."""
    names = set(columns)
    for product, needed, roles in PRODUCTS:
        if needed <= names:
            ids = [name for name in EVENT_IDS[product.split()[0]] if name in names]
            return {"product": product, "roles": roles | ({"event_id": ids[0]} if ids else {})}
    return {}


def matomo_action(action):
    """One action of a Matomo visit as flat values; `action.name` says what it was (fields of Live.getLastVisitsDetails)."""
    values = {f"action.{name}": "" if value is None else str(value) for name, value in action.items()
              if not isinstance(value, (dict, list))}
    kind = values.get("action.type", "")
    parts = {
        "event": ("eventCategory", "eventAction"), "goal": ("goalName",), "search": (), "download": (), "outlink": (),
    }.get(kind, ("pageTitle",))
    said = [values.get(f"action.{part}", "") for part in parts]
    if kind in ("", "action"):
        name = (said[0] if said else "") or values.get("action.url", "")
    else:
        name = ": ".join(filter(None, [kind, *said]))
    return values | {"action.name": name}
