"""Who may do what with journeys. Pure questions: everyone in the space reads, facilitators and above write."""


def can_create(who):
    return who.at_least("facilitator")


def can_edit(who, journey):
    return journey.space_id == who.space.pk and who.at_least("facilitator")


def can_publish(who, journey):
    return can_edit(who, journey)
