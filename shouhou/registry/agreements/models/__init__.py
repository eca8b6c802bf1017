"""The nouns of this room."""

from shouhou.registry.agreements.models.agreement import Agreement
from shouhou.registry.agreements.models.allowance import Allowance, Spend
from shouhou.registry.agreements.models.code import CodeFormat, Recovery, ServiceCode
from shouhou.registry.agreements.models.lead import Lead
from shouhou.registry.agreements.models.level import Level
from shouhou.registry.agreements.models.policy import Policy

__all__ = ["Agreement", "Allowance", "CodeFormat", "Lead", "Level", "Policy", "Recovery", "ServiceCode", "Spend"]
