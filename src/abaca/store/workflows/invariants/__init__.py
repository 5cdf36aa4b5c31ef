"""What must hold in the store at every instant: each a question whose answer is what is wrong, in sentences.

The tests ask after their stories, the simulation at its end, the bench before it names a speed. What a provider reports
is handed in as plain data, so that nothing here calls the outside.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from .books import (
    every_booking_sums_to_zero,
    every_paid_term_is_deferred_to_its_end,
    no_credit_balance_is_below_zero,
    nobody_owes_for_what_is_settled_or_over,
    the_books_hold_all_money_once,
    the_books_hold_every_paper_once,
    the_deferred_accounts_are_the_terms_that_run,
    the_tax_accounts_are_the_tax_of_the_papers,
    the_trial_balance_is_zero,
    what_is_deferred_is_the_unearned_part_of_paid_terms,
)
from .invoices import (
    a_lapsed_order_owes_nothing,
    a_paid_order_has_one_invoice_of_its_sum,
    an_issued_invoice_never_changes,
    invoice_dates_never_fall,
    invoice_numbers_have_no_gap,
)
from .money import (
    Capture,
    a_paid_order_has_one_payment_of_its_sum,
    a_payment_by_charge_has_a_successful_attempt,
    an_order_has_at_most_one_open_attempt,
    the_provider_agrees,
)
from .notices import (
    a_paid_order_has_one_delivery_letter,
    nobody_who_cancelled_is_told_that_it_renews,
    nothing_is_charged_without_the_letter_that_the_law_wants_before_it,
    the_boxed_notice_is_given_once_a_term,
)
from .prices import (
    a_code_is_used_within_its_limits,
    an_order_is_its_lines_less_its_reductions,
    an_order_with_a_code_has_used_it_once,
)
from .product_keys import (
    a_paid_order_has_one_product_key_per_seat,
    a_product_key_is_wanted_of_a_paid_order_until_it_is_there,
    a_product_key_taken_back_has_one_successor_in_its_seat,
    no_product_key_comes_before_the_money,
    the_feed_has_no_gap,
    the_feed_tells_of_every_product_key_once,
    what_came_later_has_its_letter,
)
from .refunds import (
    an_invoice_knows_what_its_credit_notes_took,
    every_refund_has_its_credit_note,
    no_more_goes_back_than_came,
    nothing_renews_after_its_money_went_back,
    what_was_charged_back_is_charged_no_more,
    what_was_given_back_can_no_longer_be_used,
)
from .telling import MOST
from .terms import (
    a_paid_order_has_one_paid_term,
    a_planned_term_awaits_the_money_of_its_order,
    a_subscription_knows_its_paid_terms,
    an_active_subscription_has_a_next_step,
    terms_touch_and_follow_the_anchor,
)
from .time import nothing_due_is_forgotten
from .upgrades import (
    an_open_upgrade_waits_for_money,
    an_upgrade_takes_off_at_most_what_was_unused,
    an_upgrade_takes_the_place_of_its_forerunner,
    no_upgrade_gives_more_than_was_unused,
)

__all__ = [
    "INVARIANTS",
    "MOST",
    "OF_THE_BOOKS",
    "Capture",
    "a_code_is_used_within_its_limits",
    "a_lapsed_order_owes_nothing",
    "a_paid_order_has_one_delivery_letter",
    "a_paid_order_has_one_invoice_of_its_sum",
    "a_paid_order_has_one_paid_term",
    "a_paid_order_has_one_payment_of_its_sum",
    "a_paid_order_has_one_product_key_per_seat",
    "a_payment_by_charge_has_a_successful_attempt",
    "a_planned_term_awaits_the_money_of_its_order",
    "a_product_key_is_wanted_of_a_paid_order_until_it_is_there",
    "a_product_key_taken_back_has_one_successor_in_its_seat",
    "a_subscription_knows_its_paid_terms",
    "an_active_subscription_has_a_next_step",
    "an_invoice_knows_what_its_credit_notes_took",
    "an_issued_invoice_never_changes",
    "an_open_upgrade_waits_for_money",
    "an_order_has_at_most_one_open_attempt",
    "an_order_is_its_lines_less_its_reductions",
    "an_order_with_a_code_has_used_it_once",
    "an_upgrade_takes_off_at_most_what_was_unused",
    "an_upgrade_takes_the_place_of_its_forerunner",
    "check_all",
    "every_booking_sums_to_zero",
    "every_paid_term_is_deferred_to_its_end",
    "every_refund_has_its_credit_note",
    "findings",
    "in_words",
    "invoice_dates_never_fall",
    "invoice_numbers_have_no_gap",
    "no_credit_balance_is_below_zero",
    "no_more_goes_back_than_came",
    "no_product_key_comes_before_the_money",
    "no_upgrade_gives_more_than_was_unused",
    "nobody_owes_for_what_is_settled_or_over",
    "nobody_who_cancelled_is_told_that_it_renews",
    "nothing_due_is_forgotten",
    "nothing_is_charged_without_the_letter_that_the_law_wants_before_it",
    "nothing_renews_after_its_money_went_back",
    "terms_touch_and_follow_the_anchor",
    "the_books_hold_all_money_once",
    "the_books_hold_every_paper_once",
    "the_boxed_notice_is_given_once_a_term",
    "the_deferred_accounts_are_the_terms_that_run",
    "the_feed_has_no_gap",
    "the_feed_tells_of_every_product_key_once",
    "the_provider_agrees",
    "the_tax_accounts_are_the_tax_of_the_papers",
    "the_trial_balance_is_zero",
    "what_came_later_has_its_letter",
    "what_is_deferred_is_the_unearned_part_of_paid_terms",
    "what_was_charged_back_is_charged_no_more",
    "what_was_given_back_can_no_longer_be_used",
]


def check_all(captures: Sequence[Capture] | None = None, *, at: datetime) -> list[str]:
    """Return everything that is wrong, in sentences; an empty list means that all is well."""
    return [sentence for found in findings(captures, at=at).values() for sentence in found]


def findings(captures: Sequence[Capture] | None = None, *, at: datetime) -> dict[str, list[str]]:
    """Return for every invariant, by its name in words, what is wrong; without a report the provider is left out."""
    found = {in_words(invariant): invariant() for invariant in INVARIANTS}
    found[in_words(nothing_due_is_forgotten)] = nothing_due_is_forgotten(at=at)
    if captures is not None:
        found[in_words(the_provider_agrees)] = the_provider_agrees(captures)
    return found


def in_words(invariant: Callable[..., list[str]]) -> str:
    return invariant.__name__.replace("_", " ")


OF_THE_BOOKS: tuple[Callable[[], list[str]], ...] = (
    every_booking_sums_to_zero,
    the_trial_balance_is_zero,
    the_books_hold_every_paper_once,
    the_books_hold_all_money_once,
    nobody_owes_for_what_is_settled_or_over,
    no_credit_balance_is_below_zero,
    the_tax_accounts_are_the_tax_of_the_papers,
    the_deferred_accounts_are_the_terms_that_run,
    every_paid_term_is_deferred_to_its_end,
    what_is_deferred_is_the_unearned_part_of_paid_terms,
)

INVARIANTS: tuple[Callable[[], list[str]], ...] = (
    a_paid_order_has_one_payment_of_its_sum,
    a_payment_by_charge_has_a_successful_attempt,
    an_order_has_at_most_one_open_attempt,
    a_paid_order_has_one_invoice_of_its_sum,
    a_lapsed_order_owes_nothing,
    invoice_numbers_have_no_gap,
    invoice_dates_never_fall,
    an_issued_invoice_never_changes,
    no_more_goes_back_than_came,
    every_refund_has_its_credit_note,
    an_invoice_knows_what_its_credit_notes_took,
    what_was_given_back_can_no_longer_be_used,
    what_was_charged_back_is_charged_no_more,
    nothing_renews_after_its_money_went_back,
    a_paid_order_has_one_paid_term,
    terms_touch_and_follow_the_anchor,
    a_subscription_knows_its_paid_terms,
    a_planned_term_awaits_the_money_of_its_order,
    an_active_subscription_has_a_next_step,
    a_paid_order_has_one_product_key_per_seat,
    a_product_key_taken_back_has_one_successor_in_its_seat,
    no_product_key_comes_before_the_money,
    a_product_key_is_wanted_of_a_paid_order_until_it_is_there,
    what_came_later_has_its_letter,
    the_feed_has_no_gap,
    the_feed_tells_of_every_product_key_once,
    a_paid_order_has_one_delivery_letter,
    the_boxed_notice_is_given_once_a_term,
    nothing_is_charged_without_the_letter_that_the_law_wants_before_it,
    nobody_who_cancelled_is_told_that_it_renews,
    an_open_upgrade_waits_for_money,
    an_upgrade_takes_off_at_most_what_was_unused,
    an_upgrade_takes_the_place_of_its_forerunner,
    no_upgrade_gives_more_than_was_unused,
    *OF_THE_BOOKS,
    an_order_is_its_lines_less_its_reductions,
    a_code_is_used_within_its_limits,
    an_order_with_a_code_has_used_it_once,
)
