"""The verbs of this room."""

from shouhou.registry.products.actions.hold import end_holding, hold, set_holdings
from shouhou.registry.products.actions.list_product import add_part, add_product, edit_product, move, retire, return_to_use
from shouhou.registry.products.actions.save_parts import Wanted, save_parts

__all__ = ["Wanted", "add_part", "add_product", "edit_product", "end_holding", "hold", "move", "retire",
           "return_to_use", "save_parts", "set_holdings"]
