"""Who may take words out of what is sealed: two different people, both guardians or owners. Pure questions."""


def can_redact(who, space):
    return who.space == space and who.at_least("guardian")


def is_another_person(alias, proposed_by):
    return alias != proposed_by
