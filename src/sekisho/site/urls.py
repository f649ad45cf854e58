"""Every page of Sekisho. `tests/site/test_every_page.py` walks this list as every post and as a stranger."""

from __future__ import annotations

from django.urls import path

from sekisho.archiving import imports, profile_page, receiving
from sekisho.archiving import views as archiving
from sekisho.backups import views as backups
from sekisho.council import audit_views, methods, order_views, tasks
from sekisho.council import views as council
from sekisho.crosschecks import views as crosschecks
from sekisho.duties import views as duties
from sekisho.incidents import binder, drilling
from sekisho.incidents import views as incidents
from sekisho.kernel.screens import documents, entries, journal, labels, listing, statements
from sekisho.offices import organisation
from sekisho.offices import views as offices
from sekisho.site.views import healthy
from sekisho.transfers import views as transfers

urlpatterns = [
    path("", duties.board_page, name="board"),
    path("clauses/<str:clause>/", duties.clause_page, name="clause"),
    path("today/", duties.today_page, name="today"),
    path("today/in-order/", duties.daily_check_in_order, name="daily_check_in_order"),
    path("duties/<slug:duty>/<str:opens_on>/discharge/", duties.discharge_page, name="discharge"),
    path("duties/<slug:duty>/<str:opens_on>/report/", duties.report_page, name="report"),
    path("duties/<slug:duty>/<str:opens_on>/excuse/", duties.excuse_page, name="excuse"),
    path("organisation/", organisation.organisation_page, name="organisation"),
    path("review/<slug:role>/", organisation.review_page, name="review"),
    path("ledgers/", listing.ledgers_page, name="ledgers"),
    path("ledgers/<slug:slug>/", listing.list_page, name="ledger"),
    path("ledgers/<slug:slug>/labels/", labels.labels_page, name="labels"),
    path("ledgers/<slug:slug>/enter/", entries.enter_page, name="enter"),
    path("ledgers/<slug:slug>/<int:number>/", entries.entry_page, name="entry"),
    path("ledgers/<slug:slug>/<int:number>/amend/", entries.amend_page, name="amend"),
    path("ledgers/<slug:slug>/<int:number>/retire/", entries.retire_page, name="retire"),
    path("ledgers/<slug:slug>/<int:number>/attach/", documents.attach_page, name="attach"),
    path("documents/<int:number>/", documents.document_page, name="document"),
    path("find/", labels.find_page, name="find"),
    path("lines/<int:line>/", entries.entry_by_line, name="entry_by_line"),
    path("reports/", statements.reports_page, name="reports"),
    path("reports/<int:number>/acknowledge/", statements.acknowledge_page, name="acknowledge"),
    path("decisions/", statements.decisions_page, name="decisions"),
    path("decisions/new/", statements.decide_page, name="decide"),
    path("decisions/<int:number>/instruct/", order_views.issue_page, name="instruct"),
    path("council/", council.council_page, name="council"),
    path("council/meetings/<int:number>/", council.meeting_page, name="meeting"),
    path("council/meetings/<int:number>/agenda/", council.agenda_page, name="meeting_agenda"),
    path("council/meetings/<int:number>/convene/", council.convene_page, name="convene"),
    path("council/meetings/<int:number>/hold/", council.hold_page, name="hold"),
    path("council/meetings/<int:number>/resolve/", council.resolve_page, name="resolve"),
    path("council/meetings/<int:number>/minutes/", council.minutes_page, name="take_minutes"),
    path("council/meetings/<int:number>/confirm/", council.confirm_page, name="confirm_minutes"),
    path("council/instructions/", order_views.instructions_page, name="instructions"),
    path("council/instructions/<int:number>/", order_views.carry_page, name="carry"),
    path("council/mine/", tasks.mine_page, name="my_council"),
    path("audits/", audit_views.audits_page, name="audits"),
    path("audits/<int:number>/", audit_views.audit_page, name="audit"),
    path("crosschecks/", crosschecks.crosschecks_page, name="crosschecks"),
    path("crosschecks/mine/", crosschecks.mine_page, name="my_crosschecks"),
    path("methods/", methods.methods_page, name="methods"),
    path("incidents/", incidents.incidents_page, name="incidents"),
    path("incidents/report/", incidents.report_page, name="report_incident"),
    path("incidents/binder/", binder.binder_page, name="binder"),
    path("incidents/<int:number>/", incidents.case_page, name="incident"),
    path("incidents/<int:number>/decide/", incidents.decide_page, name="incident_decide"),
    path("incidents/<int:number>/print/", incidents.sheet_page, name="incident_sheet"),
    path("incidents/<int:number>/keep-drill/", drilling.keep_drill_page, name="keep_drill"),
    path("incidents/<int:number>/<slug:step>/", incidents.step_page, name="incident_step"),
    path("transfers/", transfers.transfers_page, name="transfers"),
    path("transfers/<int:number>/", transfers.plan_page, name="transfer_plan"),
    path("transfers/<int:number>/day/", transfers.day_page, name="transfer_day"),
    path("transfers/<int:number>/expire/", transfers.expire_page, name="transfer_expire"),
    path("journal/", journal.journal_page, name="journal"),
    path("journal/<int:number>/", journal.event_page, name="event"),
    path("journal/<int:number>/proof/", archiving.proof_page, name="proof"),
    path("receiving/", receiving.receiving_page, name="receiving"),
    path("receiving/keep/", receiving.keep_page, name="keep_received"),
    path("backups/", backups.backups_page, name="backups"),
    path("backups/keep/", backups.keep_page, name="keep_backups"),
    path("imports/", imports.imports_page, name="imports"),
    path("imports/enter/", imports.enter_page, name="enter_imports"),
    path("imports/profile/", profile_page.profile_page, name="import_profile"),
    path("imports/<str:digest>/", imports.look_page, name="import_look"),
    path("imports/<str:digest>/take/", imports.take_page, name="import_take"),
    path("sign-in/", offices.sign_in, name="sign_in"),
    path("sign-out/", offices.sign_out, name="sign_out"),
    path("post/", offices.choose_post, name="choose_post"),
    path("language/", offices.choose_language, name="choose_language"),
    path("healthy/", healthy, name="healthy"),
]
