"""Sentences for the codes of `domain.report_rules`, in the person's language."""


def get_message(env, code, values):
    """Return the sentence for `code`: what is wrong and what to do.

    :param env: its language is that of the answer
    :param str code: a finding's code
    :param dict values: the finding's values, all strings
    """
    kinds = (
        _state_messages,
        _document_messages,
        _report_messages,
        _component_messages,
        _correction_messages,
    )
    found = (messages(env).get(code) for messages in kinds)
    sentence = next((text for text in found if text), code)
    return sentence.format_map(_Values(values))


class _Values(dict):
    """A missing value shows as its name instead of breaking the answer."""

    def __missing__(self, key):
        return f"<{key}>"


def _document_messages(env):
    return {
        "document_unread": env._(
            "A new revision came while card {card} was under way: {documents}. "
            "{person}, read it and confirm it first."
        ),
        "document_withdrawn": env._(
            "Withdrawn, and no other revision counts: {documents}. Stop card {card} "
            "and ask the process engineer."
        ),
    }


def _state_messages(env):
    return {
        "card_unknown": env._("Card {card} does not exist here. Scan its code again."),
        "card_cancelled": env._("Card {card} is cancelled. Ask your team leader."),
        "card_done": env._(
            "Card {card} is finished. Ask your team leader for a correction."
        ),
        "order_closed": env._("The order of card {card} is closed already."),
        "card_not_released": env._(
            "Card {card} is not released yet. Ask your team leader."
        ),
        "card_held": env._("Card {card} is on hold: {reason}. Wait for its release."),
        "card_not_running": env._("Card {card} does not run, so it cannot be paused."),
        "card_not_paused": env._("Card {card} is not paused. Start it instead."),
        "previous_missing": env._(
            "The step before ({previous}) has reported no good piece yet."
        ),
        "team_wrong": env._(
            "{person} is not in the team {team} of card {card}. "
            "Ask the team leader to lend you."
        ),
        "machine_team_wrong": env._("{person} is in no team of {machine}."),
        "backorder_right": env._(
            "Only a team leader may order the missing pieces anew."
        ),
        "skill_missing": env._("{person} lacks the skill for this step: {skills}."),
        "skill_expired": env._("A skill of {person} has expired: {skills}."),
        "station_wrong": env._(
            "Card {card} is planned on {machine}. Bring it there or ask for a new plan."
        ),
        "machine_blocked": env._("{machine} is blocked. Ask maintenance."),
        "tool_missing": env._("No tool is ready for this step: {tools}."),
        "tool_worn": env._("{tools} is worn out. Change or maintain it first."),
        "tool_due": env._("{tools} needs maintenance soon."),
        "identity_revoked": env._(
            "This person or tablet was withdrawn. A team leader must book this."
        ),
        "identity_expired": env._(
            "The identification was too old for this. A team leader must book it."
        ),
        "offline_forbidden": env._(
            "This needs the server: do it again on the network."
        ),
        "malformed": env._("It cannot be booked as it was told: {reason}"),
        "settle_right": env._("Only a team leader settles this."),
        "conflict_unknown": env._("There is no such refused report."),
        "paper_double": env._(
            "The same was entered from paper already ({date}). Settle it: discard it "
            "if it is the same, book it if it is another one."
        ),
        "uuid_conflict": env._(
            "Another report was sent with the same number. Send this one anew."
        ),
    }


def _report_messages(env):
    return {
        "workcenter_unknown": env._(
            "There is no machine {told} here: booked on {machine}."
        ),
        "people_unknown": env._("Nobody here has these numbers, left out: {people}."),
        "time_wrong": env._(
            "Nobody can have worked at {time} UTC. Correct the time; send it in UTC "
            "or with its zone."
        ),
        "quantity_negative": env._("A quantity cannot be negative."),
        "quantity_too_fine": env._("This unit is counted in steps of {step}."),
        "nothing_reported": env._("Enter a quantity or a time."),
        "quantity_over": env._(
            "{quantity} are too many: {open} are open on card {card}, "
            "{limit} is the most. Ask your team leader."
        ),
        "previous_short": env._(
            "Only {available} pieces have come from the step before ({previous}). "
            "It must be reported first."
        ),
        "quantity_under": env._("Finished with {open} pieces less than asked."),
        "reason_missing": env._("Choose a reason for the bad pieces."),
        "lot_missing": env._("No lot given: the order's lot is used."),
        "serial_count": env._(
            "{count} serial numbers for {quantity} good pieces. Scan one per piece."
        ),
        "serial_twice": env._("A serial number was scanned twice."),
        "serial_used": env._("Serial number {serials} is used already."),
        "parameter_missing": env._("Enter the value of {parameter}."),
        "photo_missing": env._("Take the photo: {parameter}."),
        "signature_missing": env._("Sign first: {parameter}."),
        "signature_offline": env._(
            "{parameter}: who signs must be identified with the network. Sign when it "
            "is back."
        ),
        "parameter_limit": env._(
            "{parameter}: {value} is outside of {minimum} to {maximum}."
        ),
    }


def _component_messages(env):
    return {
        "component_wrong": env._(
            "{component} {lot} does not belong to this card. Take the right material."
        ),
        "component_quantity": env._("Enter how much of {component} was used."),
        "component_lot_missing": env._("Scan the lot of {component}."),
        "component_lot_unknown": env._("Lot {lot} of {component} does not exist."),
        "component_held": env._("Lot {lot} of {component} is on hold. Take another."),
        "component_reserved_held": env._(
            "{component} {lot} is on hold. Take other material and scan it."
        ),
        "component_short": env._(
            "Only {on_hand} of {component} lot {lot} are there, {quantity} were told."
        ),
        "component_unscanned": env._(
            "The lot of {component} was not scanned: the reserved one is used."
        ),
    }


def _correction_messages(env):
    return {
        "ok": "",
        "report_unknown": env._("This report does not exist or was refused."),
        "correction_empty": env._("The correction changes nothing."),
        "correction_below": env._(
            "{quantity} good pieces would be left, but the next step has used "
            "{used}. Correct the next step first."
        ),
        "correction_right": env._("Only a team leader may correct this."),
        "correction_right_quality": env._(
            "Quality has let these pieces go on: a quality inspector must agree."
        ),
        "correction_right_planner": env._(
            "Another system was told of it: a planner must agree."
        ),
        "correction_right_manager": env._("A plant manager must agree to this."),
        "correction_shipped": env._(
            "{quantity} pieces are not in stock any more. "
            "Take them back by a return first."
        ),
        "correction_raise_done": env._(
            "The order is closed: more pieces need an order of their own."
        ),
        "correction_tracked": env._(
            "Name the serial numbers or the lot that are taken back."
        ),
        "correction_over": env._(
            "{quantity} more are too many: {open} are open on this card."
        ),
        "correction_previous": env._(
            "Only {available} more pieces have come from the step before."
        ),
        "correction_serial_open": env._(
            "More pieces with serial numbers are told by a report of their own."
        ),
        "correction_components_alone": env._(
            "The order is closed: correct pieces and material one after the other."
        ),
        "order_cancelled": env._("The order is cancelled."),
    }
