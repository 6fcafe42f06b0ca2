# The public names, and where each lives.
from .commands.adopt import Adoption, adopt
from .commands.apply import accept, apply, refuse
from .commands.catalog import list_datasets, list_own, search
from .commands.cite import cite
from .commands.discard import discard
from .commands.init import init
from .commands.login import login, logout, tokens
from .commands.open import address
from .commands.plan import plan
from .commands.status import status
from .commands.validate import notes, validate, warnings
from .commands.verify import verify
from .commands.write_manifest import write_manifest
from .errors import Problem, PublishPipeError
from .model.begun import Begun
from .model.citation import Citation
from .model.comparison import Compared, Verification
from .model.events import Acted, Event, Planned, Progress, Reading, Result, StepChanged, Waiting
from .model.known_token import KnownToken
from .model.listing import Deposit, Listing, Record
from .model.plan import Plan
from .model.status import Status
from .model.steps import Step
from .render.listeners import progress

__all__ = [
    "Acted",
    "Adoption",
    "Begun",
    "Citation",
    "Compared",
    "Deposit",
    "Event",
    "KnownToken",
    "Listing",
    "Plan",
    "Planned",
    "Problem",
    "Progress",
    "PublishPipeError",
    "Reading",
    "Record",
    "Result",
    "Status",
    "Step",
    "StepChanged",
    "Verification",
    "Waiting",
    "accept",
    "address",
    "adopt",
    "apply",
    "cite",
    "discard",
    "init",
    "list_datasets",
    "list_own",
    "login",
    "logout",
    "notes",
    "plan",
    "progress",
    "refuse",
    "search",
    "status",
    "tokens",
    "validate",
    "verify",
    "warnings",
    "write_manifest",
]
