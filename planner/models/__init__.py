"""Tables: columns, constraints, relationships; no verbs. Importing this loads them all into one metadata."""

from planner.models import append_only as append_only  # its triggers come with the tables
from planner.models.administration import CompanyChange, Invitation, RolesProposal
from planner.models.audit import AuditEvent
from planner.models.base import Base
from planner.models.conversion import Conversion
from planner.models.delegation import Delegation
from planner.models.identity import Confirmation, Identity
from planner.models.institution import Institution
from planner.models.issue import Authority, Certificate, IssuedFile, SignatureRow
from planner.models.job import Job, JobPart
from planner.models.library import LibraryChange, Material, Phrase
from planner.models.notice import Mail, MailSetting, Notice
from planner.models.person import Attempt, Person, RoleGrant, SignInSession
from planner.models.plan import FieldHistory, NumberCounter, Plan, Revision, StepAnswers
from planner.models.presence import Presence
from planner.models.product import Product
from planner.models.queue import SavedFilter
from planner.models.retention import LegalHold, RemovedFile, RemovedPlan
from planner.models.review import Decision, ExceptionPaper, Explanation, FindingRow, Remark, SilenceRow
from planner.models.rulebook import (
    CompanyRule,
    PackArchive,
    PolicyVersion,
    RulebookVersion,
    RuleNotice,
    RulePreview,
    RuleProposal,
    RuleRevision,
    TrialHit,
)
from planner.models.second_factor import FactorChallenge, Passkey, RecoveryCode, TotpSecret
from planner.models.territory import Territory
from planner.models.thread import Message, Proposal, Thread
from planner.models.tray import Intake, IntakeOffer, TrayPassage

__all__ = [
    "Attempt", "AuditEvent", "Authority", "Base", "Certificate", "CompanyChange", "CompanyRule", "Confirmation", "Conversion", "Decision",
    "Delegation", "ExceptionPaper", "Explanation", "FactorChallenge", "FieldHistory", "FindingRow", "Identity", "Institution", "Intake",
    "IntakeOffer", "Invitation", "IssuedFile", "Job", "JobPart", "LegalHold", "LibraryChange", "Mail", "MailSetting", "Material", "Message", "Notice",
    "NumberCounter", "PackArchive", "Passkey", "Person", "Phrase", "Plan", "PolicyVersion", "Presence", "Product", "Proposal",
    "RecoveryCode", "Remark", "RemovedFile", "RemovedPlan", "Revision", "RoleGrant", "RolesProposal", "RuleNotice", "RulePreview", "RuleProposal", "RuleRevision",
    "RulebookVersion", "SavedFilter", "SignInSession", "SignatureRow", "SilenceRow", "StepAnswers", "Territory", "Thread", "TotpSecret",
    "TrayPassage", "TrialHit",
]  # fmt: skip
