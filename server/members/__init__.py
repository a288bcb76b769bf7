"""Members: accounts, cards, sign-ins, roles, and who is asking.

joined = await members.join(form, current_terms="2026-11", address="192.0.2.7")
signed_in = await members.sign_in("elsa@example.se", "…", address="192.0.2.7")
principal = await members.principal_of_session(signed_in.token)
found = await members.resolve([("card", "9123 4567 8901 2345")], principal)
"""

from server.jobs import Handler, Periodic
from server.kernel.clock import HOUR

from . import card, rules
from .accounts import NewMember, Status, add_members
from .confirming import FRESH, confirm_password, require_fresh
from .enrolling import MAIL_COMPLETIONS, Enrolled, EnrollForm, enroll, mail_completions
from .errors import (
    AliasTaken,
    AlreadyEnrolled,
    BadCard,
    BadField,
    CardTaken,
    EnrollKeyConflict,
    LinkExpired,
    NameMistakable,
    StaleSignIn,
    TermsOutdated,
    TooManyAttempts,
    WrongCredentials,
    WrongPassword,
)
from .joining import CompleteForm, Joined, JoinForm, complete, join, request_verification, verify_email
from .names import find_by_name
from .passwords import hash_password
from .principal import STRANGER, Language, Principal, Role
from .profile import ProfileChange, grant_role, update_profile, withdraw_role
from .queries import GrantedRole, Member, by_author_no, member_of, members_by_id, roles_of, still_holds, who_has
from .recovery import RECOVER, request_recovery, reset_password, send_recovery
from .resolving import Ref, RefKind, resolve, resolve_many
from .rules import BoardVisibility
from .sessions import (
    Session,
    SignedIn,
    on_session_ended,
    principal_of_session,
    revoke_all_sessions,
    revoke_session,
    sessions_ended,
    sessions_of,
    sign_out,
    start_session,
)
from .signing_in import sign_in
from .throttle import take_deeds
from .tidying import tidy
from .watching import watch_session

JOBS: dict[str, Handler] = {RECOVER: send_recovery, MAIL_COMPLETIONS: mail_completions}
"""What the worker runs for this package, by kind."""

PERIODICS = (Periodic("members.tidy", every=HOUR, run=tidy),)

__all__ = [
    "FRESH", "JOBS", "PERIODICS", "STRANGER", "AliasTaken", "AlreadyEnrolled", "BadCard", "BadField",
    "BoardVisibility", "CardTaken", "CompleteForm", "EnrollForm", "EnrollKeyConflict", "Enrolled", "GrantedRole",
    "JoinForm", "Joined", "Language", "LinkExpired", "Member", "NameMistakable", "NewMember", "Principal",
    "ProfileChange", "Ref", "RefKind", "Role", "Session", "SignedIn", "StaleSignIn", "Status", "TermsOutdated",
    "TooManyAttempts", "WrongCredentials", "WrongPassword", "add_members", "by_author_no", "card", "complete",
    "confirm_password", "enroll", "find_by_name", "grant_role", "hash_password", "join", "member_of", "members_by_id",
    "on_session_ended", "principal_of_session", "request_recovery", "request_verification", "require_fresh",
    "reset_password", "resolve", "resolve_many", "revoke_all_sessions", "revoke_session", "roles_of", "rules",
    "sessions_ended", "sessions_of", "sign_in", "sign_out", "start_session", "still_holds", "take_deeds",
    "update_profile", "verify_email", "watch_session", "who_has", "withdraw_role",
]  # fmt: skip
