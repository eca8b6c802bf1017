"""The verbs of this room."""

from shouhou.registry.products.actions.hold import end_holding, hold, set_holdings
from shouhou.registry.products.actions.list_product import add_part, add_product, edit_product, move, rename_part, retire, return_to_use

__all__ = ["add_part", "add_product", "edit_product", "end_holding", "hold", "move", "rename_part", "retire", "return_to_use", "set_holdings"]
