"""The verdict on a sender, and what else is worth knowing of a mail, in sentences for staff."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_noop as _

SENTENCES = {
    "signed": _("Signed by {signer}, which is the domain of the sender."),
    "sent_by": _("Not signed by the sender’s domain, but {domain} lets the network that sent this mail send for it."),
    "no_sender": _("The mail names no sender."),
    "several_senders": _("The mail names several senders, so that different programs would show different ones."),
    "unclear_sender": _("The sender cannot be read in one way only."),
    "bad_head": _("What stands above the text is malformed, so that different programs would read different mails."),
    "doubled_field": _("“{field}” stands twice above the text, so that different programs would read different mails."),
    "other_address_shown": _("The sender’s name shows another address ({shown}) than the one the mail comes from."),
    "look_alike": _("The sender’s domain mixes or imitates letters, so that it looks like another: {domain}."),
    "not_to_us": _("The mail is not addressed to us: it may be a copy of a mail that was written to somebody else."),
    "too_old": _("The mail was written more than a week before it came: it may be a copy of an older mail."),
    "from_the_future": _("The mail bears a date that is still to come."),
    "not_signed": _("Not signed: anybody could have written this under the sender’s name."),
    "signed_by_another": _("Signed by {signer}, which is not the domain of the sender ({domain})."),
    "unreachable": _("The domain of the sender could not be asked whether it vouches for this mail."),
}
FAILURES = {
    "text_changed": _("The signature of {signer} does not fit: the text was changed on the way."),
    "head_changed": _("The signature of {signer} does not fit: sender, subject or date were changed on the way."),
    "no_key": _("The signature of {signer} cannot be checked: the domain publishes no key for it."),
    "partial": _("The signature of {signer} does not count: it covers only the beginning of the text."),
    "sender_not_covered": _("The signature of {signer} does not count: it does not cover the sender."),
    "subject_not_covered": _("The signature of {signer} does not count: it does not cover the subject."),
    "date_not_covered": _(
        "The signature of {signer} does not count: it does not cover the date, so that it may be a copy of an old mail."
    ),
    "form_not_covered": _(
        "The signature of {signer} does not count: it does not cover how the text is to be read, and it can be read "
        "in several ways."
    ),
    "recipient_not_covered": _(
        "The signature of {signer} does not cover to whom the mail was written: it may be a copy of a mail that was "
        "written to somebody else."
    ),
    "expired": _("The signature of {signer} had expired when the mail came."),
    "testing": _("The signature of {signer} does not count: the domain says that it is only testing."),
    "unknown_kind": _("The signature of {signer} is of a kind that cannot be checked."),
    "broken": _("The signature of {signer} is malformed."),
    "unreachable": _("The signature of {signer} could not be checked: the domain did not answer."),
}
POLICIES = {
    "reject": _("{domain} asks that mail it does not vouch for be refused."),
    "quarantine": _("{domain} asks that mail it does not vouch for be treated as suspicious."),
    "none": _("{domain} asks nothing about mail that it does not vouch for."),
}
NO_POLICY = _("{domain} does not say what is to be done with mail it does not vouch for.")
REPLY_TO = _("Answers are asked for at another address ({reply_to}); ours never go there.")
SPF = {
    "pass": _("Our mail server reports that {domain} lets the network that brought this mail send for it."),
    "fail": _("Our mail server reports that {domain} does not let the network that brought this mail send for it."),
}
SPF_OTHER = _("Our mail server could not say whether {domain} lets the network that brought this mail send for it.")
SPF_NOT_CHECKED = _("Whether the network that brought this mail may send for the sender’s domain was not checked.")
NOT_JUDGED = _("The sender of this mail was not judged.")


def sentence(verdict: Mapping[str, Any]) -> str:
    """Return the one sentence that matters."""
    code = str(verdict.get("code", ""))
    form = FAILURES.get(str(verdict.get("fit"))) if code in {"signature_fails", "not_to_us"} else None
    return _said(form or SENTENCES.get(code, NOT_JUDGED), verdict)


def sentences(verdict: Mapping[str, Any]) -> Sequence[str]:
    """Return the verdict and everything else that is known of the sender, the most important first."""
    if not verdict:
        return [_said(NOT_JUDGED, verdict)]
    found = [sentence(verdict)]
    if verdict.get("reply_to"):
        found.append(_said(REPLY_TO, verdict))
    if verdict.get("domain"):
        found += [_spf(verdict), _said(POLICIES.get(str(verdict.get("policy")), NO_POLICY), verdict)]
    return found


def _spf(verdict: Mapping[str, Any]) -> str:
    spf = verdict.get("spf")
    if not spf:
        return _said(SPF_NOT_CHECKED, verdict)
    return _said(SPF.get(spf["result"], SPF_OTHER), {"domain": spf["domain"] or verdict.get("domain", "")})


def _said(form: str, facts: Mapping[str, Any]) -> str:
    known = {name: facts.get(name) or "?" for name in ("domain", "signer", "shown", "field", "reply_to")}
    return translated(form).format(**known)
