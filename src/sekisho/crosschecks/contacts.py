"""手順の見直しと連絡網: whoever reviewed the procedure has reached everybody in the net in the same year (第5条第4号ア).

The regulation does not say so: that a net is tried once a year is this program's own proposal (初期値).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, line_side
from sekisho.ledgers.contacts import CONTACTS, Contact, not_reached
from sekisho.ledgers.disaster_plans import DISASTER_PLANS, DisasterPlan
from sekisho.rules.fiscal import fiscal_year, fiscal_year_span


def net_reached(books: Books) -> Compared:
    """Everybody in the net, held against this fiscal year's review; before it is approved nothing is compared."""
    net = books.of(Contact)
    first, _until = fiscal_year_span(fiscal_year(books.on))
    since = max(first, books.kept_since)
    reviews = [
        one
        for one in books.of(DisasterPlan)
        if one.approved_on is not None
        and one.approved_on <= books.on
        and since <= one.reviewed_on <= books.on
    ]
    if not reviews:
        because = _("今年度の手順の見直しがまだ決裁されていないので、連絡網と突き合わせていません。")
        return Compared(len(net), (), len(net), because if net else "")
    review = max(reviews, key=lambda one: one.reviewed_on)
    sentence = _(
        "手順を見直したのに、連絡網に今年度つながっていない者がいます。連絡を試して結果を書くか、"
        "連絡網から外すなら抹消してください。"
    )
    found = [
        Contradiction(
            review.reviewed_on, sentence, (line_side(CONTACTS, one), line_side(DISASTER_PLANS, review))
        )
        for one in not_reached(net, books.on)
    ]
    return Compared(len(net), tuple(found))
