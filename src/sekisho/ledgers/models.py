"""Where Django looks for the tables; each ledger's own stands in its module."""

from __future__ import annotations

from sekisho.ledgers.assets import Asset
from sekisho.ledgers.attendance import Attendance
from sekisho.ledgers.audit_findings import AuditFinding
from sekisho.ledgers.audits import Audit
from sekisho.ledgers.authority_checks import AuthorityCheck
from sekisho.ledgers.backups import Backup
from sekisho.ledgers.building import BuildingRound
from sekisho.ledgers.card_counts import CardCount
from sekisho.ledgers.cards import CardMovement
from sekisho.ledgers.contacts import Contact
from sekisho.ledgers.contractors import Contractor
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.daily_checks import DailyCheck
from sekisho.ledgers.data_centre_checks import DataCentreCheck
from sekisho.ledgers.data_centre_instructions import DataCentreInstruction
from sekisho.ledgers.disaster import DisasterResponse
from sekisho.ledgers.disaster_drills import DisasterDrill
from sekisho.ledgers.disaster_plans import DisasterPlan
from sekisho.ledgers.disconnection_orders import DisconnectionOrder
from sekisho.ledgers.disconnection_runs import DisconnectionRun
from sekisho.ledgers.disconnections import Disconnection
from sekisho.ledgers.emergency_binders import EmergencyBinder
from sekisho.ledgers.emergency_notices import EmergencyNotice
from sekisho.ledgers.entry_exit import RoomEntry
from sekisho.ledgers.environment import EnvironmentCheck
from sekisho.ledgers.firewall_logs import FirewallLog
from sekisho.ledgers.firewall_reviews import FirewallReview
from sekisho.ledgers.grants import Grant
from sekisho.ledgers.handlers import Handler
from sekisho.ledgers.hearings import Hearing
from sekisho.ledgers.incidents import Incident
from sekisho.ledgers.instructions import Order
from sekisho.ledgers.key_loans import KeyLoan
from sekisho.ledgers.keys import Key
from sekisho.ledgers.maintenance_reports import MaintenanceReport
from sekisho.ledgers.media import Medium
from sekisho.ledgers.meeting_notices import MeetingNotice
from sekisho.ledgers.meetings import Meeting
from sekisho.ledgers.methods import MethodVersion
from sekisho.ledgers.minutes import Minutes
from sekisho.ledgers.official_texts import OfficialText
from sekisho.ledgers.operation_histories import OperationHistory
from sekisho.ledgers.papers import Paper
from sekisho.ledgers.pledges import Pledge
from sekisho.ledgers.recovery_funds import RecoveryFund
from sekisho.ledgers.resolutions import Resolution
from sekisho.ledgers.restore_tests import RestoreTest
from sekisho.ledgers.server_room import ServerRoomCheck
from sekisho.ledgers.sheets import Sheet
from sekisho.ledgers.special_matters import SpecialMatter
from sekisho.ledgers.stock_takes import StockTake
from sekisho.ledgers.terminals import Terminal
from sekisho.ledgers.training import TrainingSession
from sekisho.ledgers.training_attendance import TrainingAttendance
from sekisho.ledgers.training_plans import TrainingPlan
from sekisho.ledgers.transfer_lists import TransferList

__all__ = [
    "Asset",
    "Attendance",
    "Audit",
    "AuditFinding",
    "AuthorityCheck",
    "Backup",
    "BuildingRound",
    "CardCount",
    "CardMovement",
    "Contact",
    "Contractor",
    "Credential",
    "DailyCheck",
    "DataCentreCheck",
    "DataCentreInstruction",
    "DisasterDrill",
    "DisasterPlan",
    "DisasterResponse",
    "Disconnection",
    "DisconnectionOrder",
    "DisconnectionRun",
    "EmergencyBinder",
    "EmergencyNotice",
    "EnvironmentCheck",
    "FirewallLog",
    "FirewallReview",
    "Grant",
    "Handler",
    "Hearing",
    "Incident",
    "Key",
    "KeyLoan",
    "MaintenanceReport",
    "Medium",
    "Meeting",
    "MeetingNotice",
    "MethodVersion",
    "Minutes",
    "OfficialText",
    "OperationHistory",
    "Order",
    "Paper",
    "Pledge",
    "RecoveryFund",
    "Resolution",
    "RestoreTest",
    "RoomEntry",
    "ServerRoomCheck",
    "Sheet",
    "SpecialMatter",
    "StockTake",
    "Terminal",
    "TrainingAttendance",
    "TrainingPlan",
    "TrainingSession",
    "TransferList",
]
